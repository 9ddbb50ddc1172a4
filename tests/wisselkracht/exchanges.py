"""The least valid exchange, in every state that a test needs."""

from __future__ import annotations

from typing import Any

from tests.wisselkracht import factories
from wisselkracht.models import Application, Exchange
from wisselkracht.services import proposing

DIRECTION = {
    "minutes": 18,
    "estimate": True,
    "mode": "bike",
    "points": 900,
    "parts": [["expertise", 900], ["strengths", 72], ["personal", 0], ["travel", -72], ["days", 0]],
    "themes": [["expertise", "lezen", 900]],
}


def two(**facts: Any) -> tuple[Application, Application]:
    """Two applications of one round that may be proposed to each other."""
    found = facts.pop("round", None) or factories.round_()
    return factories.complete(round=found, **facts), factories.complete(round=found, **facts)


def leg(application: Application, points: int = 900) -> proposing.Leg:
    return application, DIRECTION, points


def proposed(**facts: Any) -> Exchange:
    """A proposal of two schools, at noon."""
    first, second = two(**facts)
    [made] = proposing.propose(round=first.round, run=None, cycles=[[leg(first), leg(second)]], now=factories.NOON)
    return made
