"""What a ceremony page shows of a draw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beraad import queries
from beraad.core import ceremony
from beraad.core.ceremony import Moment, Trail
from beraad.models import Assembly, Draw
from ndt.draws import commitments


@dataclass(frozen=True, slots=True)
class Show:
    """A ceremony now. draw: None before panels are published. trail: None before the randomness is recorded."""

    assembly: Assembly
    draw: Draw | None
    moment: Moment
    people: int
    choices: int
    announced: dict[str, Any]
    trail: Trail | None

    @property
    def version(self) -> str:
        """Give a short text that changes when what is on the screen changes."""
        where = self.moment
        return f"{self.draw.pk if self.draw else 0}-{where.stage}-{where.shown}-{where.pace_s}"


def show(assembly: Assembly, *, now: datetime) -> Show:
    """Give the ceremony of an assembly, in one query more than the assembly itself."""
    draw = queries.fixed_draw(assembly)
    if draw is None:
        where = ceremony.moment(now=now, draws_at=None, drawn_at=None)
        return Show(assembly, None, where, 0, assembly.panels, {}, None)
    commitment = commitments.read(draw.commitment.encode())
    trail = None
    if draw.recording is not None:
        recording = queries.recording_of(draw.recording)
        trail = ceremony.trail(commitment, recording, secret=bytes.fromhex(draw.secret))
    return Show(
        assembly=assembly,
        draw=draw,
        moment=ceremony.moment(now=now, draws_at=draw.draws_at, drawn_at=draw.drawn_at),
        people=len(draw.chances),
        choices=commitment.choices,
        announced=commitment.announcement.facts(),
        trail=trail,
    )
