"""What a report about a draw is made of: numbers and hashes, never a person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beraad import queries
from beraad.core import ceremony
from beraad.core.ceremony import Trail
from beraad.models import Draw, DrawPaper, Invitation, Registration
from beraad.models.invitation import Answer
from beraad.queries import DrawPage, replacements
from beraad.queries.replacements import LoggedRound
from ndt.draws import commitments
from ndt.draws.commitments import canonical, digest


@dataclass(frozen=True, slots=True)
class Funnel:
    """From registering to taking part. invited and later: None before anybody was invited."""

    registered: int
    confirmed: int
    verified: int
    pool: int
    panel: int
    invited: int | None
    accepted: int | None
    declined: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """A draw for its report. hashes: of the files that were fixed beforehand, by name."""

    draw: Draw
    page: DrawPage
    funnel: Funnel
    hashes: dict[str, str]
    announced: dict[str, Any]
    trail: Trail | None
    published_at: datetime
    rounds: tuple[LoggedRound, ...]
    last_entry: str

    @property
    def digest(self) -> str:
        """Give one hash of everything that the report says."""
        rounds = [
            [one.number, one.state, one.minimum, one.index, one.commitment, sorted(one.answers.items())]
            for one in self.rounds
        ]
        row = self.funnel
        numbers = [row.registered, row.confirmed, row.verified, row.pool, row.invited, row.accepted, row.declined]
        facts = {"draw": [self.draw.pk, self.draw.state, self.draw.index], "numbers": numbers, "rounds": rounds}
        return digest(canonical(facts | {"entry": self.last_entry}))


def funnel(draw: Draw) -> Funnel:
    """Count who came how far; who never confirmed is deleted after three weeks and counted no more."""
    registrations = Registration.objects.filter(assembly=draw.assembly_id)
    answers = Counter(Invitation.objects.filter(assembly=draw.assembly_id).values_list("state", flat=True))
    has_invited = bool(answers)
    return Funnel(
        registered=registrations.count(),
        confirmed=registrations.exclude(confirmed_at=None).count(),
        verified=registrations.exclude(verified_at=None).count(),
        pool=len(draw.chances),
        panel=draw.report["size"],
        invited=sum(answers.values()) if has_invited else None,
        accepted=answers[Answer.ACCEPTED] if has_invited else None,
        declined=answers[Answer.DECLINED] + answers[Answer.EXPIRED] if has_invited else None,
    )


def facts(draw: Draw) -> Facts:
    """Give everything that the report about a published draw says."""
    commitment = commitments.read(draw.commitment.encode())
    trail = None
    if draw.recording is not None:
        recording = queries.recording_of(draw.recording)
        trail = ceremony.trail(commitment, recording, secret=bytes.fromhex(draw.secret))
    last = draw.assembly.entries.order_by("number").last()
    return Facts(
        draw=draw,
        page=queries.draw_page(draw),
        funnel=funnel(draw),
        hashes=dict(commitment.hashes),
        announced=commitment.announcement.facts(),
        trail=trail,
        published_at=commitment.published_at,
        rounds=tuple(replacements.replacement_log(draw.assembly)),
        last_entry="" if last is None else last.sha256,
    )


def paper_of(draw: Draw, language: str) -> DrawPaper | None:
    """Give the report about a draw, in this language or else in Dutch; None while it is being made."""
    found = {paper.language: paper for paper in draw.papers.filter(language__in=[language, "nl"])}
    return found.get(language) or found.get("nl")
