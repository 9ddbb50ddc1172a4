"""What can go wrong in this room, each with a stable code and its facts."""

from __future__ import annotations


class BeraadError(Exception):
    """Any error of this room. code: stable, for texts and tests."""

    code = "beraad"


class IllegalStep(BeraadError):
    """An assembly may not go from one state to another."""

    code = "illegal-step"

    def __init__(self, here: str, to: str) -> None:
        super().__init__(f"{here} -> {to}")
        self.here, self.to = here, to


class NotReady(BeraadError):
    """A step is legal, and something it needs is missing.

    missing: parties, features, pool, told, quotas, waiting, accepted, reason or fit (a plan of tables for other people).
    """

    code = "not-ready"

    def __init__(self, missing: str) -> None:
        super().__init__(missing)
        self.missing = missing


class BadFile(BeraadError):
    """A file cannot be read. line: from 1. what: a stable code; word: the word that it is about."""

    code = "bad-file"

    def __init__(self, line: int, what: str, word: str = "") -> None:
        super().__init__(f"line {line}: {what} {word}".strip())
        self.line, self.what, self.word = line, what, word


class PoolChanged(BeraadError):
    """The frozen pool or its panels are not what was hashed when they were fixed."""

    code = "pool-changed"


class Closed(BeraadError):
    """The assembly takes no registrations or changes now."""

    code = "closed"


class BadProfile(BeraadError):
    """A profile lacks a feature or has an unknown value. feature: which."""

    code = "bad-profile"

    def __init__(self, feature: str) -> None:
        super().__init__(feature)
        self.feature = feature


class LinkTaken(BeraadError):
    """An assembly has a link with this code already."""

    code = "link-taken"


class NoConsent(BeraadError):
    """Somebody would take part without saying yes to the lottery."""

    code = "no-consent"


class NotATeacher(BeraadError):
    """A school code is unknown or was used."""

    code = "not-a-teacher"


class TooManyCodes(BeraadError):
    """A school would have more codes than teachers. left: how many it may still get."""

    code = "too-many-codes"

    def __init__(self, left: int) -> None:
        super().__init__(str(left))
        self.left = left


class FreeMail(BeraadError):
    """A mail domain that everybody can get an address on says nothing of a school."""

    code = "free-mail"


class CannotSeat(BeraadError):
    """There are too few members for so many tables."""

    code = "cannot-seat"

    def __init__(self, *, members: int, tables: int, rounds: int) -> None:
        super().__init__(f"{members} members, {tables} tables, {rounds} rounds")
        self.members, self.tables, self.rounds = members, tables, rounds


class TableFull(BeraadError):
    """No chair is free at a table, or the two people share it already."""

    code = "table-full"


class RulesClash(BeraadError):
    """No plan keeps these rules. what: pins, together, apart or size. members: whom it is about, as numbers."""

    code = "rules-clash"

    def __init__(self, what: str, members: tuple[int, ...]) -> None:
        super().__init__(f"{what}: {members}")
        self.what, self.members = what, members


class Infeasible(BeraadError):
    """No panel keeps all the quotas."""

    code = "infeasible"


class NotProven(BeraadError):
    """A level was found but its proof could not be made exact. Never hidden: the result is then not optimal."""

    code = "not-proven"

    def __init__(self, *, stage: int) -> None:
        super().__init__(f"stage {stage}")
        self.stage = stage


class OutOfTime(BeraadError):
    """The time limit ended first. stages: what was proven before it did."""

    code = "out-of-time"

    def __init__(self, stages: tuple[object, ...]) -> None:
        super().__init__(f"{len(stages)} stages")
        self.stages = stages


class NobodyLeft(BeraadError):
    """No seat is open, or fewer people are left in the pool than there are open seats."""

    code = "nobody-left"

    def __init__(self, *, seats: int, people: int) -> None:
        super().__init__(f"{seats} seats, {people} people")
        self.seats, self.people = seats, people


class DeadlinePassed(BeraadError):
    """Somebody says yes after the last moment to do so."""

    code = "deadline-passed"


class SeatGiven(BeraadError):
    """The seat goes to somebody else already: the round that fills it was approved."""

    code = "seat-given"


class OffTheList(BeraadError):
    """Who left the list has no invitation any more."""

    code = "off-the-list"


class Stale(BeraadError):
    """A proposal for the open seats does not fit any more: somebody answered since."""

    code = "stale"
