"""Demo facts of a round, in the form that the papers take."""

from datetime import date
from fractions import Fraction

from wisselkracht.core.sheets import (
    Alternative,
    Change,
    ChangeKind,
    Direction,
    FailedRule,
    Funnel,
    Level,
    Part,
    PartKind,
    ProposalSheet,
    RoundSheet,
    Rule,
    Stop,
    Theme,
    UnmatchedSheet,
)  # fmt: skip

TUESDAY = date(2026, 12, 15)


def direction(**changes):
    values = {
        "teacher": "Bram Jansen", "lender": "De Linde", "host": "De Waaier", "place": "Zeist",
        "job": "Groepsleraar van groep 6", "fte": Fraction(4, 5), "weekdays": frozenset({0, 1, 3, 4}),
        "travel_minutes": 25, "mode": "met de fiets", "is_estimate": True,
        "learns": ("Onderzoekend leren", "Ouders betrekken"), "brings": ("Lezen", "Taal en NT2"),
        "parts": (
            Part(PartKind.EXPERTISE, 18_000, ("Onderzoekend leren", "Lezen")),
            Part(PartKind.STRENGTHS, 6_000, ("Taal en NT2",)),
            Part(PartKind.PERSONAL, 4_000, ("Ouders betrekken",)),
            Part(PartKind.TRAVEL, -2_500),
            Part(PartKind.DAYS, 0),
        ),
    }  # fmt: skip
    return Direction(**(values | changes))


def proposal_sheet(**changes):
    back = direction(
        teacher="Samira El Amrani", lender="De Waaier", host="De Linde", place="Utrecht",
        job="Groepsleraar van groep 5", fte=Fraction(3, 4), learns=("Lezen",), brings=("Onderzoekend leren",),
        parts=(
            Part(PartKind.EXPERTISE, 12_000, ("Lezen",)), Part(PartKind.STRENGTHS, 3_000, ("Onderzoekend leren",)),
            Part(PartKind.TRAVEL, -2_500), Part(PartKind.DAYS, -1_000),
        ),
    )  # fmt: skip
    values = {
        "number": "WK-2027-014", "round_name": "Ronde voorjaar 2027", "first": date(2027, 2, 1),
        "last": date(2027, 7, 9), "answer_until": TUESDAY, "directions": (direction(), back), "points": 37_000,
        "alternatives": (
            Alternative("Een basisschool in Amersfoort", 1, 0),
            Alternative("Een basisschool in Houten", 0, 2_400),
            Alternative("Een school voor speciaal onderwijs in Utrecht", 0, 0),
        ),
    }  # fmt: skip
    return ProposalSheet(**(values | changes))


def unmatched_sheet(**changes):
    values = {
        "teacher": "Joris van Dam", "school": "De Hoeksteen", "round_name": "Ronde voorjaar 2027", "looked_at": 211,
        "failed": (
            FailedRule(Rule.TRAVEL, 143), FailedRule(Rule.QUALIFICATION, 31), FailedRule(Rule.DAYS, 22),
            FailedRule(Rule.SCORE, 11), FailedRule(Rule.OTHER, 4), FailedRule(Rule.SECTOR, 0),
        ),
        "smallest": (Change(ChangeKind.TRAVEL, minutes=7),), "gives": 3, "next_round": date(2027, 9, 1),
    }  # fmt: skip
    return UnmatchedSheet(**(values | changes))


def round_sheet(**changes):
    values = {
        "name": "Ronde voorjaar 2027", "region": "Utrecht en omgeving", "first": date(2027, 2, 1),
        "last": date(2027, 7, 9), "funnel": Funnel(341, 322, 309, 300, 248, 174), "two_ways": 94, "three_ways": 20,
        "unmatched": (FailedRule(Rule.TRAVEL, 23), FailedRule(Rule.QUALIFICATION, 12), FailedRule(Rule.DAYS, 4)),
        "lost_by_choice": 13, "travel": tuple(8 + (number * 37) % 57 for number in range(248)),
        "themes": (
            Theme("Onderzoekend leren", 41, 88), Theme("Lezen", 96, 74), Theme("Rekenen", 62, 58),
            Theme("Taal en NT2", 33, 51), Theme("Gedrag in de klas", 22, 47), Theme("Burgerschap", 28, 30),
            Theme("Hoogbegaafdheid", 7, 19),
        ),
        "levels": (
            Level("Leraren die ruilen", 248, 248), Level("Kringen van drie, zo weinig als kan", 20, 20),
            Level("Wie het langst wacht", 31, 31), Level("Punten samen", 4_186_500, 4_186_500),
        ),
        "stop": Stop.OPTIMAL, "instance_hash": "4f" * 32, "commitment": "a7" * 32,
    }  # fmt: skip
    return RoundSheet(**(values | changes))
