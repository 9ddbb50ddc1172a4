"""The questions that an assembly may start from. How many teachers there are of each is never in here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

# Its own answer: nobody has to tell, it has no quota, and nobody is refused a chance for it.
REFUSAL: Final = "zeg ik liever niet"


@dataclass(frozen=True, slots=True)
class Question:
    """A feature with its ready values. may_refuse: whether REFUSAL is one of the answers."""

    code: str
    title: str
    question: str
    values: tuple[str, ...]
    may_refuse: bool = False


STANDARD: Final = (
    Question(
        "sector",
        "Soort onderwijs",
        "In welk soort onderwijs werk je het meest?",
        ("basisonderwijs", "speciaal onderwijs", "voortgezet onderwijs", "mbo"),
    ),
    Question(
        "province",
        "Provincie",
        "In welke provincie staat je school?",
        (
            *("Groningen", "Fryslân", "Drenthe", "Overijssel", "Flevoland", "Gelderland"),
            *("Utrecht", "Noord-Holland", "Zuid-Holland", "Zeeland", "Noord-Brabant", "Limburg"),
        ),
    ),
    Question(
        "region",
        "Deel van het land",
        "In welk deel van het land staat je school?",
        ("noord", "oost", "zuid", "west"),
    ),
    Question(
        "urbanity",
        "Waar je school staat",
        "Waar staat je school?",
        ("in een grote stad", "in een andere stad", "in een dorp"),
    ),
    Question(
        "subject",
        "Wat je geeft",
        "Wat geef je het meest?",
        (
            "alle vakken aan een groep",
            "talen",
            "rekenen, wiskunde en natuur",
            "mens en maatschappij",
            "kunst en bewegen",
            "een beroep of praktijk",
        ),
    ),
    Question(
        "role",
        "Je werk op school",
        "Wat is je werk op school?",
        ("leraar", "leraar met een extra taak", "leraar in opleiding", "invaller of zzp'er"),
    ),
    Question(
        "contract",
        "Hoeveel je werkt",
        "Hoeveel werk je?",
        ("minder dan 3 dagen", "3 of 4 dagen", "meer dan 4 dagen"),
        may_refuse=True,
    ),
    Question(
        "experience",
        "Jaren voor de klas",
        "Hoe lang sta je voor de klas?",
        ("korter dan 5 jaar", "5 tot 15 jaar", "15 tot 30 jaar", "30 jaar of langer"),
        may_refuse=True,
    ),
    Question(
        "age",
        "Leeftijd",
        "Hoe oud ben je?",
        ("jonger dan 30", "30 tot en met 39", "40 tot en met 49", "50 tot en met 59", "60 of ouder"),
        may_refuse=True,
    ),
    Question("gender", "Geslacht", "Wat is je geslacht?", ("vrouw", "man", "X"), may_refuse=True),
)
CODES: Final = {question.code: question for question in STANDARD}
USUAL: Final = tuple(question.code for question in STANDARD if question.code != "region")
# A statement is answered on a scale with a middle, the same distance to both ends.
STATEMENT: Final = "Jouw mening"
SCALE: Final = ("helemaal eens", "eens", "niet eens en niet oneens", "oneens", "helemaal oneens")
# About the person, asked apart from the work.
PERSONAL: Final = frozenset({"Leeftijd", "Geslacht", STATEMENT})


def chosen(codes: Iterable[str]) -> tuple[Question, ...]:
    """Give the standard questions with these codes, in their own order."""
    wanted = set(codes)
    return tuple(question for question in STANDARD if question.code in wanted)


def is_refusal(value: str) -> bool:
    """Say whether an answer is the one that tells nothing."""
    return value.strip().casefold() == REFUSAL
