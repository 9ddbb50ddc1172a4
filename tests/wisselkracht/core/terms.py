"""Terms of two demo exchanges, of two and of three schools: for the core, for the papers and for the browser."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from wisselkracht.core.agreement import LearningGoal, School, Secondment, Terms
from wisselkracht.core.exchange_steps import Goal
from wisselkracht.core.qualification import Degree, Duty, Licence, Stage, Standing

LINDE = School("01AA00", "De Linde", "Stichting Samen Leren", "Utrecht", "Daan Visser", "Noor Bakker")
WAAIER = School("02BB01", "De Waaier", "Vereniging Openbaar Onderwijs", "Zeist", "Hanna de Wit", "Tim Mulder")
HOEKSTEEN = School("03CC00", "De Hoeksteen", "Stichting Onderwijs Eemland", "Amersfoort", "Ruud Smit", "Aylin Kaya")

GOALS = (
    LearningGoal(
        Goal.OWN_SCHOOL, "Lezen", "Zien hoe het team boeken kiest en dit thuis in twee groepen doen.",
        "Op 1 juli werken groep 5 en 6 met de nieuwe leeslijst.",
    ),
    LearningGoal(
        Goal.HOST_SCHOOL, "Onderzoekend leren", "Elke week een les onderzoekend leren geven die een collega bijwoont.",
        "Na tien weken hebben vier collega's zo'n les zelf gegeven.",
    ),
    LearningGoal(
        Goal.PERSONAL, "Gesprekken met ouders", "Leren een lastig gesprek rustig te voeren.",
        "Drie gesprekken met de buddy erbij, en elke keer een terugblik.",
    ),
)  # fmt: skip


def secondment(lender=LINDE, host=WAAIER, teacher="Bram Jansen", **changes):
    """Give a secondment in order, with a fee that is the wage."""
    values = {
        "lender": lender, "host": host, "teacher": teacher, "job": "Groepsleraar van groep 6",
        "tasks": ("Lessen van groep 6, op vier dagen.", "Gesprekken met ouders van groep 6.", "Mee in de werkgroep lezen."),
        "duty": Duty(Stage.PO), "licences": (Licence(Degree.PRIMARY),), "standing": Standing(),
        "first": date(2027, 2, 1), "last": date(2027, 7, 9), "fte": Fraction(4, 5), "own_fte": Fraction(4, 5),
        "weekdays": frozenset({0, 1, 3, 4}), "wage_cents": 2_412_000, "fee_cents": 2_412_000, "travel_cents": 920,
        "goals": GOALS,
    }  # fmt: skip
    return Secondment(**(values | changes))


def two(**changes):
    """Give the terms of an exchange of two schools. changes: of the first secondment."""
    mirror = secondment(
        WAAIER, LINDE, "Samira El Amrani", job="Groepsleraar van groep 5", fte=Fraction(3, 4), own_fte=Fraction(4, 5),
        wage_cents=2_298_500, fee_cents=2_298_500,
        tasks=("Lessen van groep 5, op vier dagen.", "Taal voor kinderen die nog Nederlands leren."),
    )  # fmt: skip
    return Terms("WK-2027-014", 1, date(2026, 12, 10), (secondment(**changes), mirror))


def three():
    """Give the terms of a circle of three schools."""
    first, _ = two().secondments
    circle = (
        first,
        replace(first, lender=WAAIER, host=HOEKSTEEN, teacher="Samira El Amrani", fee_cents=2_300_000),
        replace(first, lender=HOEKSTEEN, host=LINDE, teacher="Joris van Dam", fee_cents=2_500_000),
    )
    return Terms("WK-2027-021", 1, date(2026, 12, 10), circle)
