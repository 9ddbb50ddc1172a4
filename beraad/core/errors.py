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
