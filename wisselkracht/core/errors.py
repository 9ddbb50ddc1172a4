"""What can go wrong in this room, each with a stable code and its facts."""

from __future__ import annotations


class WisselkrachtError(Exception):
    """Any error of this room. code: stable, for texts and tests."""

    code = "wisselkracht"


class TooManyExchanges(WisselkrachtError):
    """There are more possible exchanges than can be listed. most: how many can."""

    code = "too-many-exchanges"

    def __init__(self, most: int) -> None:
        super().__init__(str(most))
        self.most = most


class LocksClash(WisselkrachtError):
    """The locked exchanges cannot all be kept. exchange: the first that cannot, as ids."""

    code = "locks-clash"

    def __init__(self, exchange: tuple[int | str, ...]) -> None:
        super().__init__(str(list(exchange)))
        self.exchange = exchange


class OutOfTime(WisselkrachtError):
    """The time limit ended before a proof."""

    code = "out-of-time"


class SolverBroke(WisselkrachtError):
    """The solver gave neither an answer nor the end of its time. status: its own word."""

    code = "solver-broke"

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status
