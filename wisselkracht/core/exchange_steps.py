"""The life of an exchange from its proposal on: which step leads where, who may take it, what it carries and needs.

`TABLE` is the whole of it. A service asks `advance` and stores what comes back; a page asks `possible`; the daily
task asks `agenda` whom to remind and `automatic` what happens by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from wisselkracht.core.lifecycle_errors import IllegalStep, NotCarried, NotReady, NotYours


class State(StrEnum):
    """Where an exchange stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    MEETING_PLANNED = "meeting-planned"
    MET = "met"
    TRAINING = "training"
    TRAINED = "trained"
    GOALS_SET = "goals-set"
    SIGNING = "signing"
    SIGNED = "signed"
    RUNNING = "running"
    PAUSED = "paused"
    EXTENDING = "extending"
    ENDED = "ended"
    STOPPED = "stopped"
    REPORTED = "reported"
    PUBLISHED = "published"
    CLOSED = "closed"
    DECLINED = "declined"
    VETOED = "vetoed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


# How long everybody has to answer a proposal.
ANSWER_DAYS: Final = 14
FINAL: Final = frozenset({
    State.PUBLISHED, State.CLOSED, State.DECLINED, State.VETOED, State.EXPIRED, State.WITHDRAWN,
})  # fmt: skip
# Accepted, and not begun.
PREPARING: Final = (
    State.ACCEPTED, State.MEETING_PLANNED, State.MET, State.TRAINING, State.TRAINED, State.GOALS_SET, State.SIGNING,
    State.SIGNED,
)  # fmt: skip
UNDER_WAY: Final = (State.RUNNING, State.PAUSED, State.EXTENDING)
# The teachers are back at their own schools.
OVER: Final = (State.ENDED, State.STOPPED, State.REPORTED, State.PUBLISHED, State.CLOSED)
# Here a school whose application is in the exchange is taken: no other proposal may hold it.
BINDING: Final = (State.PROPOSED, *PREPARING, *UNDER_WAY)


class Role(StrEnum):
    """Who acts. The first three belong to a school of the exchange."""

    DIRECTOR = "director"
    TEACHER = "teacher"
    BUDDY = "buddy"
    COORDINATOR = "coordinator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, order=True)
class Party:
    """Somebody who acts: a role at a school. school: its key; "" for the coordinator and for the system."""

    school: str
    role: Role


SYSTEM: Final = Party("", Role.SYSTEM)
COORDINATOR: Final = Party("", Role.COORDINATOR)
AT_SCHOOL: Final = (Role.DIRECTOR, Role.TEACHER, Role.BUDDY)


def parties_of(schools: Collection[str]) -> tuple[Party, ...]:
    """Give the six parties of an exchange of two schools, the nine of one of three."""
    return tuple(Party(school, role) for school in sorted(schools) for role in AT_SCHOOL)


class Goal(StrEnum):
    """Whose question a learning goal answers. Each teacher needs all three before the agreement."""

    OWN_SCHOOL = "own-school"
    HOST_SCHOOL = "host-school"
    PERSONAL = "personal"


class DeclineReason(StrEnum):
    """Why somebody says no. Never shown to the other school."""

    TRAVEL = "travel"
    PERIOD = "period"
    JOB = "job"
    TEAM = "team"
    PARTNER = "partner"
    PERSONAL = "personal"
    OTHER = "other"


class StopReason(StrEnum):
    """Why an exchange is withdrawn or stops early. Illness is said without its nature: that is nobody's business."""

    LONG_ILLNESS = "long-illness"
    NO_SHOW = "no-show"
    NO_MATCH = "no-match"
    SCHOOL_NEEDS = "school-needs"
    NEW_JOB = "new-job"
    PERSONAL = "personal"
    OTHER = "other"


class Item(StrEnum):
    """What a step may have to carry. Dates are dates, the rest is text that is not blank."""

    REASON = "reason"
    WORDS_SHOWN = "words-shown"
    MEETING_ON = "meeting-on"
    PLACE = "place"
    NOTES = "notes"
    TRAININGS = "trainings"
    AGREEMENT_HASH = "agreement-hash"
    FORM = "form"
    ABSENT_FROM = "absent-from"
    COVER = "cover"
    BACK_ON = "back-on"
    NEW_END = "new-end"
    LAST_DAY = "last-day"
    RETURN_PLAN = "return-plan"
    REPORT = "report"
    PRACTICES = "practices"
    PUBLISHING_CONSENT = "publishing-consent"
    NEW_BUDDY = "new-buddy"


Carried = Mapping[Item, object]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a guard may look at. All dates are plain days of the Netherlands.

    parties: all six or nine. yes, signed: who said yes to the proposal, who signed this version of the agreement.
    answer_until: last day to answer the proposal. trainings, trained: how many were assigned and finished.
    goals: (school of the teacher, which) that were agreed. buddies: schools with a confirmed buddy.
    blocking: warnings that stop the agreement. moment_open: an evaluation can be answered now.
    new_end: proposed by an extension. reports: schools whose teacher handed in the end report.
    """

    state: State
    parties: tuple[Party, ...]
    start: date
    end: date
    answer_until: date
    yes: frozenset[Party] = frozenset()
    meeting_on: date | None = None
    trainings: int = 0
    trained: int = 0
    goals: frozenset[tuple[str, Goal]] = frozenset()
    buddies: frozenset[str] = frozenset()
    blocking: int = 0
    agreement_hash: str = ""
    signed: frozenset[Party] = frozenset()
    evaluations_planned: bool = False
    moment_open: bool = False
    new_end: date | None = None
    reports: frozenset[str] = frozenset()

    @property
    def schools(self) -> frozenset[str]:
        """The schools of the exchange."""
        return frozenset(party.school for party in self.parties)


class Need(StrEnum):
    """A guard: what must be true before a step."""

    IN_TIME = "in-time"
    TOO_LATE = "too-late"
    ALL_SAID_YES = "all-said-yes"
    MEETING_AHEAD = "meeting-ahead"
    MEETING_BEFORE_START = "meeting-before-start"
    MEETING_OVER = "meeting-over"
    ALL_TRAINED = "all-trained"
    ALL_GOALS = "all-goals"
    ALL_BUDDIES = "all-buddies"
    A_BUDDY_MISSING = "a-buddy-missing"
    NOTHING_BLOCKS = "nothing-blocks"
    THIS_VERSION = "this-version"
    ALL_SIGNED = "all-signed"
    EVALUATIONS_PLANNED = "evaluations-planned"
    START_REACHED = "start-reached"
    END_REACHED = "end-reached"
    MOMENT_OPEN = "moment-open"
    LATER_END = "later-end"
    WITHIN_PERIOD = "within-period"
    ALL_REPORTED = "all-reported"


def _day(carried: Carried, item: Item) -> date:
    value = carried[item]
    assert isinstance(value, date), f"{item} is a date"
    return value


def _goals(facts: Facts) -> bool:
    return all((school, goal) in facts.goals for school in facts.schools for goal in Goal)


GUARDS: Final[Mapping[Need, Callable[[Facts, Carried, date], bool]]] = {
    Need.IN_TIME: lambda facts, _carried, today: today <= facts.answer_until,
    Need.TOO_LATE: lambda facts, _carried, today: today > facts.answer_until,
    Need.ALL_SAID_YES: lambda facts, _carried, _today: facts.yes >= frozenset(facts.parties),
    Need.MEETING_AHEAD: lambda _facts, carried, today: _day(carried, Item.MEETING_ON) >= today,
    Need.MEETING_BEFORE_START: lambda facts, carried, _today: _day(carried, Item.MEETING_ON) < facts.start,
    Need.MEETING_OVER: lambda facts, _carried, today: facts.meeting_on is not None and facts.meeting_on <= today,
    Need.ALL_TRAINED: lambda facts, _carried, _today: facts.trained >= facts.trainings,
    Need.ALL_GOALS: lambda facts, _carried, _today: _goals(facts),
    Need.ALL_BUDDIES: lambda facts, _carried, _today: facts.buddies >= facts.schools,
    Need.A_BUDDY_MISSING: lambda facts, _carried, _today: not facts.buddies >= facts.schools,
    Need.NOTHING_BLOCKS: lambda facts, _carried, _today: facts.blocking == 0,
    Need.THIS_VERSION: lambda facts, carried, _today: carried[Item.AGREEMENT_HASH] == facts.agreement_hash,
    Need.ALL_SIGNED: lambda facts, _carried, _today: facts.signed >= frozenset(facts.parties),
    Need.EVALUATIONS_PLANNED: lambda facts, _carried, _today: facts.evaluations_planned,
    Need.START_REACHED: lambda facts, _carried, today: today >= facts.start,
    Need.END_REACHED: lambda facts, _carried, today: today > facts.end,
    Need.MOMENT_OPEN: lambda facts, _carried, _today: facts.moment_open,
    Need.LATER_END: lambda facts, carried, _today: _day(carried, Item.NEW_END) > facts.end,
    Need.WITHIN_PERIOD: lambda facts, carried, today: today <= _day(carried, Item.LAST_DAY) <= facts.end,
    Need.ALL_REPORTED: lambda facts, _carried, _today: facts.reports >= facts.schools,
}


class Step(StrEnum):
    """What can happen to an exchange."""

    SAY_YES = "say-yes"
    DECLINE = "decline"
    ACCEPT = "accept"
    EXPIRE = "expire"
    VETO = "veto"
    PLAN_MEETING = "plan-meeting"
    HOLD_MEETING = "hold-meeting"
    ASSIGN_TRAINING = "assign-training"
    FINISH_TRAINING = "finish-training"
    SET_GOALS = "set-goals"
    DRAFT_AGREEMENT = "draft-agreement"
    SIGN = "sign"
    COMPLETE_SIGNING = "complete-signing"
    START = "start"
    EVALUATE = "evaluate"
    REPORT_ILL = "report-ill"
    RESUME = "resume"
    EXTEND = "extend"
    COMPLETE_EXTENSION = "complete-extension"
    DROP_EXTENSION = "drop-extension"
    WITHDRAW = "withdraw"
    STOP_EARLY = "stop-early"
    END = "end"
    HAND_IN_REPORT = "hand-in-report"
    COMPLETE_REPORTS = "complete-reports"
    PUBLISH = "publish"
    CLOSE = "close"
    LOSE_BUDDY = "lose-buddy"
    REPLACE_BUDDY = "replace-buddy"


class Anchor(StrEnum):
    """From which day a clock counts."""

    ENTERED = "entered"
    MEETING = "meeting"
    MOMENT = "moment"
    BUDDY_LOST = "buddy-lost"


@dataclass(frozen=True, slots=True)
class Clock:
    """In how many days after its anchor a step is reminded of, is due, and is told to the coordinator."""

    anchor: Anchor
    remind: int
    due: int
    escalate: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table. to: the next state, None to stay. clock: only for what people are waited for."""

    step: Step
    sources: tuple[State, ...]
    to: State | None
    who: frozenset[Role]
    carries: tuple[Item, ...] = ()
    needs: tuple[Need, ...] = ()
    clock: Clock | None = None


def _who(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


_ANY_PARTY: Final = _who(*AT_SCHOOL)
_LEADING: Final = _who(Role.DIRECTOR, Role.TEACHER, Role.COORDINATOR)
_DESK: Final = _who(Role.COORDINATOR)
_ITSELF: Final = _who(Role.SYSTEM)
_SIGNING: Final = (State.SIGNING, State.EXTENDING)

TABLE: Final = (
    Rule(Step.SAY_YES, (State.PROPOSED,), None, _ANY_PARTY, (Item.WORDS_SHOWN,), (Need.IN_TIME,),
         Clock(Anchor.ENTERED, 4, 10, 11)),
    Rule(Step.DECLINE, (State.PROPOSED,), State.DECLINED, _ANY_PARTY, (Item.REASON,)),
    Rule(Step.ACCEPT, (State.PROPOSED,), State.ACCEPTED, _ITSELF, (), (Need.ALL_SAID_YES,)),
    Rule(Step.EXPIRE, (State.PROPOSED,), State.EXPIRED, _ITSELF, (), (Need.TOO_LATE,)),
    Rule(Step.VETO, (State.PROPOSED, *PREPARING), State.VETOED, _DESK, (Item.REASON,)),
    Rule(Step.PLAN_MEETING, (State.ACCEPTED, State.MEETING_PLANNED), State.MEETING_PLANNED, _LEADING,
         (Item.MEETING_ON, Item.PLACE), (Need.MEETING_AHEAD, Need.MEETING_BEFORE_START), Clock(Anchor.ENTERED, 5, 10, 14)),
    Rule(Step.HOLD_MEETING, (State.MEETING_PLANNED,), State.MET, _LEADING, (Item.NOTES,), (Need.MEETING_OVER,),
         Clock(Anchor.MEETING, 1, 3, 7)),
    Rule(Step.ASSIGN_TRAINING, (State.MET,), State.TRAINING, _DESK, (Item.TRAININGS,), (),
         Clock(Anchor.ENTERED, 3, 7, 10)),
    Rule(Step.FINISH_TRAINING, (State.TRAINING,), State.TRAINED, _who(Role.TEACHER, Role.COORDINATOR), (),
         (Need.ALL_TRAINED,), Clock(Anchor.ENTERED, 14, 28, 35)),
    Rule(Step.SET_GOALS, (State.TRAINED,), State.GOALS_SET, _LEADING, (), (Need.ALL_GOALS,),
         Clock(Anchor.ENTERED, 7, 14, 18)),
    Rule(Step.DRAFT_AGREEMENT, (State.GOALS_SET, State.SIGNING), State.SIGNING,
         _who(Role.DIRECTOR, Role.COORDINATOR), (Item.AGREEMENT_HASH,), (Need.ALL_BUDDIES, Need.NOTHING_BLOCKS),
         Clock(Anchor.ENTERED, 3, 7, 10)),
    Rule(Step.SIGN, _SIGNING, None, _ANY_PARTY, (Item.AGREEMENT_HASH,), (Need.THIS_VERSION,),
         Clock(Anchor.ENTERED, 3, 10, 14)),
    Rule(Step.COMPLETE_SIGNING, (State.SIGNING,), State.SIGNED, _ITSELF, (), (Need.ALL_SIGNED,)),
    Rule(Step.START, (State.SIGNED,), State.RUNNING, _ITSELF, (),
         (Need.START_REACHED, Need.ALL_BUDDIES, Need.EVALUATIONS_PLANNED)),
    # Also after an early stop, whose last moment lies between the decision and the last day.
    Rule(Step.EVALUATE, (*UNDER_WAY, State.ENDED, State.STOPPED), None, _ANY_PARTY, (Item.FORM,), (Need.MOMENT_OPEN,),
         Clock(Anchor.MOMENT, 3, 7, 10)),
    Rule(Step.REPORT_ILL, (State.RUNNING,), State.PAUSED, _LEADING, (Item.ABSENT_FROM, Item.COVER)),
    # After six weeks of illness employer and employee make a plan by law: then we ask whether the exchange goes on.
    Rule(Step.RESUME, (State.PAUSED,), State.RUNNING, _LEADING, (Item.BACK_ON,), (), Clock(Anchor.ENTERED, 7, 28, 42)),
    Rule(Step.EXTEND, (State.RUNNING,), State.EXTENDING, _who(Role.DIRECTOR, Role.COORDINATOR),
         (Item.NEW_END, Item.AGREEMENT_HASH), (Need.LATER_END, Need.ALL_BUDDIES, Need.NOTHING_BLOCKS)),
    Rule(Step.COMPLETE_EXTENSION, (State.EXTENDING,), State.RUNNING, _ITSELF, (), (Need.ALL_SIGNED,)),
    Rule(Step.DROP_EXTENSION, (State.EXTENDING,), State.RUNNING, _ANY_PARTY | _DESK, (Item.REASON,)),
    Rule(Step.WITHDRAW, PREPARING, State.WITHDRAWN, _LEADING, (Item.REASON,)),
    Rule(Step.STOP_EARLY, UNDER_WAY, State.STOPPED, _LEADING, (Item.REASON, Item.LAST_DAY, Item.RETURN_PLAN),
         (Need.WITHIN_PERIOD,)),
    # Whoever is ill, or waits for signatures, on the last day is home again the next.
    Rule(Step.END, UNDER_WAY, State.ENDED, _ITSELF, (), (Need.END_REACHED,)),
    Rule(Step.HAND_IN_REPORT, (State.ENDED, State.STOPPED), None, _who(Role.TEACHER), (Item.REPORT,), (),
         Clock(Anchor.ENTERED, 7, 21, 28)),
    Rule(Step.COMPLETE_REPORTS, (State.ENDED, State.STOPPED), State.REPORTED, _ITSELF, (), (Need.ALL_REPORTED,)),
    Rule(Step.PUBLISH, (State.REPORTED,), State.PUBLISHED, _DESK, (Item.PRACTICES, Item.PUBLISHING_CONSENT), (),
         Clock(Anchor.ENTERED, 7, 21, 30)),
    Rule(Step.CLOSE, (State.ENDED, State.STOPPED, State.REPORTED), State.CLOSED, _DESK, (Item.REASON,)),
    Rule(Step.LOSE_BUDDY, (*PREPARING, *UNDER_WAY), None, _ANY_PARTY | _DESK, (Item.REASON,)),
    Rule(Step.REPLACE_BUDDY, (*PREPARING, *UNDER_WAY), None, _who(Role.DIRECTOR), (Item.NEW_BUDDY, Item.WORDS_SHOWN),
         (Need.A_BUDDY_MISSING,), Clock(Anchor.BUDDY_LOST, 3, 10, 14)),
)  # fmt: skip
RULES: Final = {rule.step: rule for rule in TABLE}


def advance(facts: Facts, step: Step, *, by: Party, carried: Carried, today: date) -> State:
    """Give the state after a step.

    Raises IllegalStep, then NotYours, NotCarried and NotReady: the first that applies, so that nobody learns what is
    missing from a step that is not his.
    """
    rule = RULES[step]
    if facts.state not in rule.sources:
        raise IllegalStep(facts.state, step)
    if by.role not in rule.who or (by.role in AT_SCHOOL and by not in facts.parties):
        raise NotYours(step, by.role)
    if missing := [item for item in rule.carries if _is_blank(carried.get(item))]:
        raise NotCarried(missing)
    if failing := [need for need in rule.needs if not GUARDS[need](facts, carried, today)]:
        raise NotReady(failing)
    return rule.to or facts.state


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def possible(facts: Facts, *, by: Party) -> tuple[Step, ...]:
    """Give the steps that somebody may take from here, in order of the table; a guard may still hold one back."""
    return tuple(
        rule.step
        for rule in TABLE
        if facts.state in rule.sources
        and by.role in rule.who
        and (by.role not in AT_SCHOOL or by in facts.parties)
    )  # fmt: skip


def automatic(facts: Facts, *, today: date) -> Step | None:
    """Give the step that the system takes now, or None. Call again after it: one may follow another."""
    for rule in TABLE:
        ready = facts.state in rule.sources and Role.SYSTEM in rule.who
        if ready and all(GUARDS[need](facts, {}, today) for need in rule.needs):
            return rule.step
    return None


def held_back(facts: Facts, *, today: date) -> tuple[Need, ...]:
    """Give what stops a step that should happen by itself today, e.g. a start without a buddy; () for nothing."""
    failing: list[Need] = []
    for rule in TABLE:
        if facts.state in rule.sources and Role.SYSTEM in rule.who and GUARDS[rule.needs[0]](facts, {}, today):
            failing += [need for need in rule.needs[1:] if not GUARDS[need](facts, {}, today)]
    return tuple(failing)


class Urgency(StrEnum):
    """How long a step has been waited for."""

    OPEN = "open"
    REMIND = "remind"
    OVERDUE = "overdue"
    ESCALATED = "escalated"


@dataclass(frozen=True, slots=True)
class Awaited:
    """A step that people are waited for, with its days. who: the roles that can take it."""

    step: Step
    who: frozenset[Role]
    remind_on: date
    due_on: date
    escalate_on: date
    urgency: Urgency


def agenda(facts: Facts, *, anchors: Mapping[Anchor, date], today: date) -> tuple[Awaited, ...]:
    """Give what the exchange waits for, the most urgent first.

    anchors: the days from which clocks count; a clock without its anchor does not run (no buddy is missing, no
    evaluation is open). A meeting that may be moved is not waited for: its own day is.
    """
    waiting = []
    for rule in TABLE:
        clock = rule.clock
        is_waited_for = facts.state in rule.sources and rule.to != facts.state
        if clock is None or not is_waited_for or clock.anchor not in anchors:
            continue
        begin = anchors[clock.anchor]
        remind, due, escalate = (begin + timedelta(days=days) for days in (clock.remind, clock.due, clock.escalate))
        # On its last day a step is still in time.
        passed = (remind <= today) + (due < today) + (escalate <= today)
        waiting.append(Awaited(rule.step, rule.who, remind, due, escalate, list(Urgency)[passed]))
    return tuple(sorted(waiting, key=lambda one: (one.due_on, one.step)))
