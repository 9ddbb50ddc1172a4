"""The road of a verdiepingsmodule that a programme and an institute make together, what experience spares, what changed.

draft -> co-design -> approved -> published -> evaluated. A change of the text takes every approval back, so what is
published was approved by both, word for word. Stopped: it does not go on; from every state before evaluated.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from opleiding.core.errors import OpleidingError


class State(StrEnum):
    """Where a module stands."""

    DRAFT = "draft"
    CODESIGN = "codesign"
    APPROVED = "approved"
    PUBLISHED = "published"
    EVALUATED = "evaluated"
    STOPPED = "stopped"


class Side(StrEnum):
    """Who makes a module."""

    PROGRAMME = "programme"
    INSTITUTE = "institute"

    @property
    def other(self) -> Side:
        """Give who works with it."""
        return Side.INSTITUTE if self == Side.PROGRAMME else Side.PROGRAMME


# A text may still change here, and is not yet promised to anybody.
MAY_CHANGE: Final = (State.DRAFT, State.CODESIGN, State.APPROVED)
MAY_STOP: Final = (*MAY_CHANGE, State.PUBLISHED)
IS_PUBLIC: Final = (State.PUBLISHED, State.EVALUATED)


class WrongStep(OpleidingError):
    """This step cannot be taken from here. state: where the module stands."""

    code = "wrong-step"

    def __init__(self, state: State) -> None:
        super().__init__(state.value)
        self.state = state


def after_change(state: State) -> State:
    """Give the state after another text: who approved has to read it anew. Raises WrongStep."""
    if state not in MAY_CHANGE:
        raise WrongStep(state)
    return State.DRAFT if state == State.DRAFT else State.CODESIGN


def after_sharing(state: State) -> State:
    """Give the state once the other side sees it. Raises WrongStep."""
    return _from(state, State.DRAFT, State.CODESIGN)


def after_approval(state: State, sides: Collection[Side]) -> State:
    """Give the state when these sides approved the text of now. Raises WrongStep where nothing is asked."""
    if state not in (State.CODESIGN, State.APPROVED):
        raise WrongStep(state)
    return State.APPROVED if set(sides) == set(Side) else State.CODESIGN


def after_publishing(state: State) -> State:
    """Give the state once everybody sees it. Raises WrongStep."""
    return _from(state, State.APPROVED, State.PUBLISHED)


def after_evaluating(state: State, *, is_over: bool) -> State:
    """Give the state once both know what it brought. Raises WrongStep, also before the last day is over."""
    if not is_over:
        raise WrongStep(state)
    return _from(state, State.PUBLISHED, State.EVALUATED)


def after_stopping(state: State) -> State:
    """Give the state of what does not go on. Raises WrongStep."""
    if state not in MAY_STOP:
        raise WrongStep(state)
    return State.STOPPED


def _from(state: State, asked: State, next_state: State) -> State:
    if state != asked:
        raise WrongStep(state)
    return next_state


@dataclass(frozen=True, slots=True)
class Exemption:
    """A part that need not be followed after so many confirmed hours. subject: its code, "" for all subjects together.

    spares: the hours of the module that fall away.
    """

    part: str
    subject: str
    hours: int
    spares: int


def exempt(exemptions: Sequence[Exemption], taught: Mapping[str, int]) -> tuple[Exemption, ...]:
    """Give what somebody need not follow. taught: confirmed hours by the code of a subject. More hours never spare less."""
    everything = sum(taught.values())
    return tuple(
        [one for one in exemptions if (taught.get(one.subject, 0) if one.subject else everything) >= one.hours]
    )


@dataclass(frozen=True, slots=True)
class Change:
    """A part of the text that became another one. before, after: None where there was, or is, nothing."""

    field: str
    before: Any
    after: Any


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Give what differs between two versions, in the order of the later one; what only the earlier one had comes last."""
    names = [*after, *(name for name in before if name not in after)]
    return tuple([Change(one, before.get(one), after.get(one)) for one in names if before.get(one) != after.get(one)])
