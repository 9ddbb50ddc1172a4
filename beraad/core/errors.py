"""What can go wrong in this room, each with a stable code and its facts."""

from __future__ import annotations


class BeraadError(Exception):
    """Any error of this room. code: stable, for texts and tests."""

    code = "beraad"


class CannotSeat(BeraadError):
    """There are too few members for so many tables."""

    code = "cannot-seat"

    def __init__(self, *, members: int, tables: int, rounds: int) -> None:
        super().__init__(f"{members} members, {tables} tables, {rounds} rounds")
        self.members, self.tables, self.rounds = members, tables, rounds


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
