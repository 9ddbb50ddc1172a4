"""The numbers that the sum begins with. Each has its source with the day it was seen, or it is an assumption.

Sources differ by a factor of two to three (measured, or forecast and unfilled), so every number has a range.
"""

from __future__ import annotations

from typing import Final

from opleiding.core.shortage import ASSUMPTION, Parameter, Scenario, Subject

CENTERDATA_2025: Final = "Centerdata 2021, prognose 2025, in volkskrant.nl, augustus 2022"
TROUW_2021: Final = "trouw.nl, december 2021: Zijn student-examentrainers de oplossing voor het lerarentekort?"
REPORT: Final = "Nationale DenkTank 2021, hoofdstuk 3"
PRIMARY: Final = "wij-leren.nl, cijfers van het basisonderwijs; van het voortgezet onderwijs is geen cijfer gevonden"
MOST_PEOPLE: Final = 100_000.0


def _fte(low: float, value: float, high: float, source: str, better: int = -1) -> Parameter:
    return Parameter(low, value, high, "fte", source, better, 0.0, MOST_PEOPLE)


def _part(low: float, value: float, high: float, source: str, better: int = 1) -> Parameter:
    return Parameter(low, value, high, "deel", source, better)


def _subject(name: str, demand: float, shortage: tuple[float, float, float, str], share: float) -> Subject:
    """Give a subject. Demand has no range: the shortage is what differs between sources."""
    low, value, high, source = shortage
    return Subject(
        name, _fte(demand, demand, demand, ASSUMPTION), _fte(low, value, high, source),
        _part(share, share, share, ASSUMPTION),
    )  # fmt: skip


GENERAL: Final = {
    "pool": Parameter(500, 1000, 2000, "trainers per jaar", ASSUMPTION, 1, 0.0, MOST_PEOPLE),
    "conversion": _part(0.10, 0.10, 0.40, TROUW_2021),
    "places": Parameter(400, 700, 1000, "plaatsen per jaar", ASSUMPTION, 1, 0.0, MOST_PEOPLE),
    "diploma": _part(0.70, 0.80, 0.90, ASSUMPTION),
    "takes_job": _part(0.70, 0.80, 0.95, ASSUMPTION),
    "fte": _part(0.50, 0.70, 0.90, ASSUMPTION),
    "lag": Parameter(
        0.5, 1.0, 2.0, "jaar", "duur van de routes: half jaar (module) tot twee jaar (master)", -1, 0.0, 5.0
    ),
    "leaves_first": _part(0.05, 0.08, 0.12, PRIMARY, -1),
    "leaves_later": _part(0.02, 0.039, 0.06, PRIMARY, -1),
    "outflow": _part(0.06, 0.06, 0.06, ASSUMPTION, -1),
    "inflow": Parameter(0.95, 1.0, 1.05, "deel van de uitstroom", ASSUMPTION, 1, 0.0, 2.0),
    "growth": Parameter(-0.01, -0.005, 0.0, "deel per jaar", ASSUMPTION, -1, -0.05, 0.05),
}

SUBJECTS: Final = (
    _subject("wiskunde", 6500, (250, 506, 760, CENTERDATA_2025), 0.22),
    _subject("Nederlands", 7000, (220, 441, 660, CENTERDATA_2025), 0.14),
    _subject("Duits", 2400, (216, 228, 240, CENTERDATA_2025), 0.03),
    _subject("klassieke talen", 700, (63, 66, 70, CENTERDATA_2025), 0.03),
    _subject("Frans", 2200, (60, 120, 180, ASSUMPTION), 0.04),
    _subject("natuurkunde", 2300, (70, 140, 210, ASSUMPTION), 0.12),
    _subject("scheikunde", 1700, (50, 100, 150, ASSUMPTION), 0.12),
    _subject("informatica", 350, (60, 120, 180, ASSUMPTION), 0.02),
    _subject("geschiedenis", 3300, (0, 0, 0, ASSUMPTION), 0.10),
)

AS_NOW: Final = Scenario(2025, 10, SUBJECTS, GENERAL)


def claim_of_the_report() -> Scenario:
    """Give 'if all exam trainers became a teacher, the shortage was solved until 2029': one scenario, and a claim.

    The report gives no size of the pool and no subjects. Here are those of AS_NOW, and places for everybody.
    """
    found = AS_NOW.chosen({"conversion": 1.0, "places": MOST_PEOPLE})
    return Scenario(found.first_year, found.years, found.subjects, found.general, f"bewering: {REPORT}")
