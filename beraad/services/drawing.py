"""The draw: publish what is fixed, record the randomness, and let it choose."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from django.db import transaction

from beraad import emails, queries
from beraad.core import bundle
from beraad.core.errors import Closed, PoolChanged
from beraad.models import Assembly, Draw, Registration, Ticket
from beraad.models.assembly import State
from beraad.models.draw import OUTCOME_FIELDS, Beacon, Lottery
from beraad.models.draw import State as DrawState
from beraad.services import assemblies, papers
from ndt.draws import beacons, commitments, index
from ndt.draws.beacons import QUICKNET, TEST_CHAIN, BallsAnnouncement, DrandAnnouncement
from ndt.draws.commitments import Commitment
from ndt.jobs import services as jobs
from ndt.jobs.models import Priority
from ndt.mail import services as mail
from ndt.privacy import sealed

CHAINS: Final = {Beacon.QUICKNET.value: QUICKNET, Beacon.TEST.value: TEST_CHAIN}
BATCH: Final = 200
PURPOSE: Final = "beraad.draw"


@dataclass(frozen=True, slots=True)
class Source:
    """Where the randomness will come from. moment: when, at the earliest. place: of the balls, in public."""

    beacon: str
    moment: datetime
    place: str = ""


@transaction.atomic
def publish(*, assembly: Assembly, source: Source, now: datetime) -> Draw:
    """Fix the panels for everybody to see, before the randomness exists.

    Raises Closed, PoolChanged, or LateCommitment when the moment has come already.
    """
    assembly = assemblies.locked(assembly, State.FEASIBLE)
    draw = assembly.draws.select_for_update(no_key=True).get(state=DrawState.SOLVED)
    check_pool(assembly)
    commitment = commit(
        draw,
        purpose=PURPOSE,
        source=source,
        choices=draw.panels.count(),
        made=partial(bundle.commit, queries.fixed(draw)),
        now=now,
    )
    draw.state = DrawState.PUBLISHED
    draw.save()
    assemblies.move(
        assembly,
        State.PUBLISHED,
        now=now,
        commitment=draw.commitment_sha256,
        beacon=commitment.announcement.facts(),
        panels=commitment.choices,
    )
    return draw


def commit(
    found: Lottery, *, purpose: str, source: Source, choices: int, made: Callable[..., Commitment], now: datetime
) -> Commitment:
    """Write in a lottery what is fixed before its randomness exists; saving it is the caller's.

    made: gives the commitment of announcement, secret_sha256 and published_at. purpose: of the sealed secret.
    Raises LateCommitment when the moment has come already.
    """
    announcement = announced(source, choices=choices)
    secret = b"" if isinstance(announcement, BallsAnnouncement) else secrets.token_bytes(commitments.SECRET_BYTES)
    commitment = made(
        announcement=announcement, secret_sha256=commitments.digest(secret) if secret else "", published_at=now
    )
    commitments.check_in_time(commitment, published_at=now)
    found.beacon = source.beacon
    found.sealed_secret = sealed.seal(purpose, secret.hex()) if secret else ""
    found.commitment, found.commitment_sha256 = commitment.content().decode(), commitment.sha256()
    found.published_at, found.draws_at = now, announcement.at
    return commitment


def announced(source: Source, *, choices: int) -> beacons.Announcement:
    """Give what a commitment says about its source: the first round after the moment, or the balls."""
    if source.beacon == Beacon.BALLS:
        moment = source.moment.replace(second=0, microsecond=0)
        return BallsAnnouncement(moment, source.place, index.digits_for(choices))
    chain = CHAINS[source.beacon]
    return DrandAnnouncement(chain, chain.first_after(source.moment))


def check_pool(assembly: Assembly) -> None:
    """Refuse a pool that is not the one that was frozen; triggers guard it, this would see around them."""
    if queries.pool_digest(Ticket.objects.filter(assembly=assembly)) != assembly.pool_sha256:
        raise PoolChanged


@transaction.atomic
def record(*, assembly: Assembly, typed: str, now: datetime) -> Draw:
    """Record what the source gave, and draw the panel that it chooses. It is done once.

    typed: the JSON of a drand relay, or the throws of the balls separated by white space.
    Raises Closed, PoolChanged, BadRecording, TooEarly or LateCommitment.
    """
    assembly = assemblies.locked(assembly, State.PUBLISHED)
    draw = assembly.draws.select_for_update(no_key=True).get(state=DrawState.PUBLISHED)
    check_pool(assembly)
    choose(draw, purpose=PURPOSE, hashes=_hashes(draw), typed=typed, now=now)
    draw.state = DrawState.DRAWN
    draw.save(update_fields=["state", *OUTCOME_FIELDS])
    assemblies.move(assembly, State.DRAWN, now=now, panel=draw.index, recording=draw.recording)
    jobs.enqueue(kind="beraad.tell", key=f"beraad:tell:{draw.pk}", payload={"draw": draw.pk, "after": 0})
    papers.order(draw)
    return draw


def choose(found: Lottery, *, purpose: str, hashes: Mapping[str, str], typed: str, now: datetime) -> None:
    """Write in a published lottery what its source gave and which panel that chooses; saving it is the caller's.

    hashes: of the files as they are now, which must be those of the commitment.
    Raises Closed, PoolChanged, BadRecording, TooEarly or LateCommitment.
    """
    if found.published_at is None:
        raise Closed
    commitment = commitments.read(found.commitment.encode())
    if dict(hashes) != dict(commitment.hashes):
        raise PoolChanged
    recording = read_recording(commitment.announcement, typed)
    secret = sealed.unseal(purpose, found.sealed_secret) if found.sealed_secret else ""
    outcome = index.draw(commitment, recording, secret=bytes.fromhex(secret), published_at=found.published_at, now=now)
    found.recording, found.secret = recording.facts(), secret
    found.index, found.attempts, found.drawn_at = outcome.index, outcome.attempts, now


@transaction.atomic
def tell(*, draw_id: int, after: int) -> None:
    """Write the next people on the list what the draw meant for them, and a job for those that follow."""
    draw = Draw.objects.get(pk=draw_id)
    chosen = set(queries.drawn_panel(draw))
    people = list(
        Registration.objects.in_pool()
        .filter(frozen__assembly=draw.assembly_id, pk__gt=after)
        .select_related("assembly")
        .prefetch_related("consents")
        .order_by("pk")[:BATCH]
    )
    for person in people:
        if person.ticket not in chosen and not person.wants_outcome:
            continue
        letter = emails.drawn(person, is_drawn=person.ticket in chosen)
        mail.queue(letter, key=f"beraad:drawn:{draw.pk}:{person.public_id}", priority=Priority.BULK)
    if len(people) == BATCH:
        last = people[-1].pk
        jobs.enqueue(kind="beraad.tell", key=f"beraad:tell:{draw.pk}:{last}", payload={"draw": draw.pk, "after": last})


def read_recording(announcement: beacons.Announcement, typed: str) -> beacons.Recording:
    """Read what the source gave, as `record` says. Raises BadRecording."""
    if isinstance(announcement, BallsAnnouncement):
        return beacons.read_balls(typed.split(), digits=announcement.digits)
    return beacons.read_drand(typed)


def _hashes(draw: Draw) -> dict[str, str]:
    """Give the hashes of pool, panels and quotas as they are now."""
    facts = queries.fixed(draw)
    files = bundle.public_files(facts) | bundle.auditor_files(facts)
    return {name: commitments.digest(content) for name, content in files.items()}
