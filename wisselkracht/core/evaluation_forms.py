"""What school, buddy and teacher are asked when they look back, which answers count, and what the coordinator hears.

The words of the questions stand at the edge, by code. Answers are 1 to 5 (5 is best), True or False, or text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from wisselkracht.core.evaluations import Moment
from wisselkracht.core.exchange_steps import Goal, Role
from wisselkracht.core.lifecycle_errors import BadForm

MOST_LETTERS: Final = 2000
_LOW: Final = 2
_BEST: Final = 5


class Kind(StrEnum):
    """How a question is answered."""

    SCALE = "scale"
    YES_NO = "yes-no"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: who is asked, at which moments. each_goal: asked once for each learning goal."""

    code: str
    kind: Kind
    roles: frozenset[Role]
    moments: frozenset[Moment]
    is_required: bool = True
    each_goal: bool = False


def _of(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


_ALL: Final = frozenset(Moment)
_EARLY: Final = frozenset({Moment.WEEK_3})
_ON_THE_WAY: Final = frozenset({Moment.WEEK_3, Moment.MIDDLE})
_LATER: Final = frozenset({Moment.MIDDLE, Moment.LAST_WEEKS})
_LAST: Final = frozenset({Moment.LAST_WEEKS})
_EVERYBODY: Final = _of(Role.DIRECTOR, Role.TEACHER, Role.BUDDY)

QUESTIONS: Final = (
    Question("settled", Kind.SCALE, _of(Role.TEACHER, Role.BUDDY), _EARLY),
    Question("lessons", Kind.SCALE, _EVERYBODY, _ALL),
    Question("guidance", Kind.SCALE, _of(Role.TEACHER), _ALL),
    Question("talks", Kind.YES_NO, _of(Role.TEACHER, Role.BUDDY), _ALL),
    Question("load", Kind.SCALE, _of(Role.TEACHER, Role.BUDDY), _ALL),
    Question("team", Kind.SCALE, _of(Role.DIRECTOR), _LATER),
    Question("goal", Kind.SCALE, _of(Role.TEACHER), _LATER, each_goal=True),
    Question("goal-seen", Kind.SCALE, _of(Role.BUDDY), _LAST, each_goal=True),
    Question("go-on", Kind.YES_NO, _EVERYBODY, _ON_THE_WAY),
    Question("learned", Kind.TEXT, _of(Role.TEACHER), _LAST),
    Question("take-home", Kind.TEXT, _of(Role.TEACHER, Role.DIRECTOR), _LAST),
    Question("unexpected", Kind.TEXT, _of(Role.TEACHER), _LAST, is_required=False),
    Question("recommend", Kind.YES_NO, _EVERYBODY, _LAST),
    Question("need", Kind.TEXT, _EVERYBODY, _ON_THE_WAY, is_required=False),
)

# A no to one of these is told the same day; any other low answer is a reason to talk.
_URGENT: Final = frozenset({"go-on"})
# Answers that say nothing about how it goes now.
_NO_WORRY: Final = frozenset({"recommend"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on somebody's form. key: its name there; goal: which learning goal, None for the exchange."""

    key: str
    question: Question
    goal: Goal | None = None


class Fault(StrEnum):
    """What is wrong with an answer."""

    MISSING = "missing"
    NOT_ON_SCALE = "not-on-scale"
    NOT_YES_OR_NO = "not-yes-or-no"
    NOT_TEXT = "not-text"
    TOO_LONG = "too-long"
    NOT_ASKED = "not-asked"


class Urgency(StrEnum):
    """How soon the coordinator must hear of it."""

    TALK = "talk"
    TODAY = "today"


TALKED_WITHIN: Final = {Urgency.TODAY: timedelta(0), Urgency.TALK: timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class Worry:
    """An answer that asks for a talk."""

    key: str
    urgency: Urgency


Answers = Mapping[str, object]


def form(moment: Moment, role: Role, goals: Sequence[Goal]) -> tuple[Asked, ...]:
    """Give the questions of somebody at a moment, in order. goals: of the teacher it is about, each once."""
    asked: list[Asked] = []
    for question in QUESTIONS:
        if role not in question.roles or moment not in question.moments:
            continue
        if question.each_goal:
            asked += [Asked(f"{question.code}.{goal}", question, goal) for goal in dict.fromkeys(goals)]
        else:
            asked.append(Asked(question.code, question))
    return tuple(asked)


def check(moment: Moment, role: Role, goals: Sequence[Goal], answers: Answers) -> dict[str, object]:
    """Give the answers to keep: text without blanks around it, nothing for what was left open.

    Raises BadForm with every fault, by key; nothing is kept then.
    """
    asked = form(moment, role, goals)
    faults: dict[str, str] = {key: Fault.NOT_ASKED for key in answers if key not in {one.key for one in asked}}
    kept: dict[str, object] = {}
    for one in asked:
        value = answers.get(one.key)
        if isinstance(value, str):
            value = value.strip()
        if value is None or value == "":
            if one.question.is_required:
                faults[one.key] = Fault.MISSING
        elif fault := _fault(one.question.kind, value):
            faults[one.key] = fault
        else:
            kept[one.key] = value
    if faults:
        raise BadForm(faults)
    return kept


def _fault(kind: Kind, value: object) -> Fault | None:
    is_truth = isinstance(value, bool)
    match kind:
        case Kind.SCALE:
            is_good = isinstance(value, int) and not is_truth and 1 <= value <= _BEST
            return None if is_good else Fault.NOT_ON_SCALE
        case Kind.YES_NO:
            return None if is_truth else Fault.NOT_YES_OR_NO
    if not isinstance(value, str):
        return Fault.NOT_TEXT
    return Fault.TOO_LONG if len(value) > MOST_LETTERS else None


def worries(answers: Answers) -> tuple[Worry, ...]:
    """Give the answers of one checked form that somebody must talk about, the urgent ones first."""
    found = []
    for key, value in answers.items():
        code = key.partition(".")[0]
        is_low = value is False or (isinstance(value, int) and not isinstance(value, bool) and value <= _LOW)
        if is_low and code not in _NO_WORRY:
            found.append(Worry(key, Urgency.TODAY if code in _URGENT else Urgency.TALK))
    return tuple(sorted(found, key=lambda one: (one.urgency is not Urgency.TODAY, one.key)))


def talk_until(urgency: Urgency, answered: date) -> date:
    """Give the last day for a talk about what was answered on a day."""
    return answered + TALKED_WITHIN[urgency]


def growth(first: Answers, last: Answers) -> dict[Goal, tuple[int, int]]:
    """Give for each learning goal how far the teacher was halfway and at the end, where both were answered."""
    found = {}
    for goal in Goal:
        was, became = first.get(f"goal.{goal}"), last.get(f"goal.{goal}")
        if isinstance(was, int) and isinstance(became, int):
            found[goal] = (was, became)
    return found
