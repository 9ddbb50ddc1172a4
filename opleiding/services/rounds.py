"""A match round, step by step, as its organiser takes it: draft, open, frozen, committed, drawn. Each step is logged."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Func, Value
from django.utils.formats import date_format

from ndt.draws import beacons, commitments, index
from ndt.draws.beacons import QUICKNET, TEST_CHAIN, DrandAnnouncement
from ndt.draws.commitments import Commitment
from ndt.privacy import sealed
from opleiding.core import bundle, files, rounds
from opleiding.core.errors import OpleidingError
from opleiding.core.rounds import Criterion
from opleiding.models import MatchRound, Offering, Pool, PriorityClass, RoundEntry, RoundOffering, RoundPool
from opleiding.models.rounds import Beacon, State
from opleiding.queries import standings

CHAINS: Final = {Beacon.QUICKNET.value: QUICKNET, Beacon.TEST.value: TEST_CHAIN}
PURPOSE: Final = "opleiding.round"
SEEDS: Final = 2**256
# One statement for all candidates: a CASE for each of thousands takes ten times as long.
KEEP: Final = {
    "standing": """UPDATE opleiding_candidate AS c SET standing = kept.facts::jsonb
        FROM unnest(%s::bigint[], %s::text[]) AS kept (id, facts) WHERE c.id = kept.id""",
    "chance": """UPDATE opleiding_candidate AS c SET chance = kept.facts::jsonb
        FROM unnest(%s::bigint[], %s::text[]) AS kept (id, facts) WHERE c.id = kept.id""",
}


class NotReady(OpleidingError):
    """A step needs something that is not there. what: "offerings", "classes" or "deadline"."""

    code = "not-ready"

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Changed(OpleidingError):
    """What was fixed is not what stands there now."""

    code = "changed"


@dataclass(frozen=True, slots=True)
class Terms:
    """What an organiser decides about a round."""

    title: str
    slug: str
    about: str
    closes_at: datetime
    tie_breaking: str
    mode: str
    criteria: tuple[Criterion, ...]


@transaction.atomic
def create(*, terms: Terms, now: datetime) -> MatchRound:
    """Make a round in draft."""
    made = MatchRound.objects.create(
        slug=terms.slug,
        title=terms.title,
        about=terms.about,
        closes_at=terms.closes_at,
        tie_breaking=terms.tie_breaking,
        mode=terms.mode,
        created_at=now,
    )
    PriorityClass.objects.bulk_create(
        PriorityClass(round=made, position=place, kind=one.kind, hours=one.hours)
        for place, one in enumerate(terms.criteria, 1)
    )
    add_entry(made, State.DRAFT, {"mode": terms.mode, "tie_breaking": terms.tie_breaking}, now=now)
    return made


def locked(found: MatchRound, *, there: State | None = None) -> MatchRound:
    """Give a round under its row lock, first of all locks. there: the step to take. Raises IllegalStep."""
    again = MatchRound.objects.select_for_update(no_key=True).get(pk=found.pk)
    if there is not None:
        rounds.check_step(again.here, rounds.State(there))
    return again


def add_entry(found: MatchRound, step: str, facts: dict[str, Any], *, now: datetime) -> RoundEntry:
    """Log a step of a locked round. facts: without persons."""
    return RoundEntry.objects.create(round=found, number=found.entries.count() + 1, step=step, facts=facts, at=now)


def move(found: MatchRound, there: State, *, now: datetime, fields: Sequence[str] = (), **facts: Any) -> None:
    """Take a step that was checked, and log it."""
    found.state = there
    found.save(update_fields=["state", *fields])
    add_entry(found, there, facts, now=now)


@transaction.atomic
def offer(*, found: MatchRound, offerings: Sequence[Offering]) -> None:
    """Say which offerings take part, with their places and shared places as they are now. Only in draft.

    Raises IllegalStep once the round is open.
    """
    found = locked(found, there=State.OPEN)
    found.offerings.all().delete()
    found.pools.all().delete()
    pools: dict[int, RoundPool] = {}
    for number, one in enumerate(sorted(offerings, key=lambda one: one.pk), 1):
        RoundOffering.objects.create(
            round=found,
            code=f"o{number}",
            offering=one,
            title=f"{one.programme.title}, {one.programme.university}, {date_format(one.starts_on, 'F Y')}",
            subject=one.programme.subject.code,
            places=one.places,
            pool=_pool(found, one.pool, pools),
        )


def _pool(found: MatchRound, pool: Pool | None, made: dict[int, RoundPool]) -> RoundPool | None:
    if pool is None:
        return None
    if pool.pk not in made:
        inside = _pool(found, pool.parent, made)
        made[pool.pk] = RoundPool.objects.create(
            round=found, code=f"p{len(made) + 1}", title=pool.title, places=pool.places, inside=inside
        )
    return made[pool.pk]


@transaction.atomic
def open_lists(*, found: MatchRound, now: datetime) -> None:
    """Let trainers hand in lists. Raises IllegalStep or NotReady."""
    found = locked(found, there=State.OPEN)
    if not found.offerings.exists():
        raise NotReady("offerings")
    if not found.classes.exists():
        raise NotReady("classes")
    if found.closes_at <= now:
        raise NotReady("deadline")
    move(found, State.OPEN, now=now, offerings=found.offerings.count())


@transaction.atomic
def withdraw(*, found: MatchRound, code: str, now: datetime) -> None:
    """Take an offering out of an open round: nobody may rank it any more, and it leaves every list.

    Raises IllegalStep, or RoundOffering.DoesNotExist, also where it was taken out before.
    """
    found = locked(found, there=State.FROZEN)
    gone = found.offerings.get(code=code, is_withdrawn=False)
    gone.is_withdrawn = True
    gone.save(update_fields=["is_withdrawn"])
    without = Func("preferences", Value(code), function="array_remove")
    found.candidates.filter(preferences__contains=[code]).update(preferences=without)
    add_entry(found, "withdrawn", {"offering": code}, now=now)


@transaction.atomic
def freeze(*, found: MatchRound, now: datetime) -> None:
    """Fix lists, places and classes for good, as one file with its hash. Lists that no trainer is behind any more go.

    Who hands in a list waits for the same lock, and comes too late. Raises IllegalStep or NotReady.
    """
    found = locked(found, there=State.FROZEN)
    if now < found.closes_at:
        raise NotReady("deadline")
    found.candidates.filter(trainer=None).delete()
    facts = frozen_facts(found)
    bundle.market_of({**facts, "lottery": {"seed": "00"}})  # what cannot be solved is not frozen
    content = files.canonical(facts)
    found.bundle, found.bundle_sha256, found.frozen_at = content.decode(), files.digest(content), now
    move(
        found, State.FROZEN, now=now, fields=("bundle", "bundle_sha256", "frozen_at"),
        lists=len(facts["candidates"]), sha256=found.bundle_sha256,
    )  # fmt: skip


def keep(column: str, told: Mapping[int, Any]) -> None:
    """Keep what is told of candidates, by their keys, in a column: "standing" or "chance"."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP[column], [list(told), [json.dumps(one) for one in told.values()]])


def frozen_facts(found: MatchRound) -> dict[str, Any]:
    """Give what is fixed: offerings, pools, lists and classes; each candidate's standing is kept beside the list.

    It holds the rules that close an offering of the list, so that they can be told later.
    """
    candidates = list(found.candidates.order_by("code"))
    standing = standings.standings(found, candidates)
    told: dict[int, Any] = {}
    for candidate in candidates:
        counts = standing[candidate.pk]
        asked = {code: counts.closed[code] for code in candidate.preferences if code in counts.closed}
        told[candidate.pk] = {
            "hours": dict(counts.hours),
            "closed": sorted(counts.closed),
            "why": {code: [asdict(one) for one in findings] for code, findings in asked.items()},
        }
    keep("standing", told)
    return rounds.frozen(
        [
            rounds.Offered(one.code, one.subject, one.places, one.pool.code if one.pool else "", one.is_withdrawn)
            for one in found.offerings.select_related("pool")
        ],
        [
            rounds.Shared(pool.code, pool.places, pool.inside.code if pool.inside else "")
            for pool in found.pools.select_related("inside")
        ],
        [rounds.Asking(one.code, tuple(one.preferences), standing[one.pk]) for one in candidates],
        rounds.Rules(
            tuple(one.criterion() for one in found.classes.order_by("position")), found.tie_breaking, found.mode
        ),
    )


@transaction.atomic
def commit(*, found: MatchRound, beacon: str, moment: datetime, now: datetime) -> None:
    """Fix where the randomness will come from, before it exists. Raises IllegalStep or LateCommitment."""
    found = locked(found, there=State.COMMITTED)
    chain = CHAINS[beacon]
    secret = secrets.token_bytes(commitments.SECRET_BYTES)
    commitment = Commitment(
        subject=f"match {found.slug}",
        choices=SEEDS,
        hashes={"round.json": found.bundle_sha256},
        secret_sha256=commitments.digest(secret),
        announcement=DrandAnnouncement(chain, chain.first_after(moment)),
        published_at=now,
    )
    commitments.check_in_time(commitment, published_at=now)
    found.beacon, found.sealed_secret = beacon, sealed.seal(PURPOSE, secret.hex())
    found.commitment, found.commitment_sha256 = commitment.content().decode(), commitment.sha256()
    found.committed_at, found.draws_at = now, commitment.announcement.at
    move(
        found, State.COMMITTED, now=now,
        fields=("beacon", "sealed_secret", "commitment", "commitment_sha256", "committed_at", "draws_at"),
        sha256=found.commitment_sha256, beacon=commitment.announcement.facts(),
    )  # fmt: skip


@transaction.atomic
def record(*, found: MatchRound, typed: str, now: datetime) -> None:
    """Record what the source gave; the seed of all numbers follows from it. It is done once.

    typed: the JSON of a drand relay. Raises IllegalStep, Changed, BadRecording, TooEarly or LateCommitment.
    """
    found = locked(found, there=State.DRAWN)
    assert found.committed_at is not None
    commitment = commitments.read(found.commitment.encode())
    if dict(commitment.hashes) != {"round.json": files.digest(found.bundle.encode())}:
        raise Changed
    recording = beacons.read_drand(typed)
    secret = sealed.unseal(PURPOSE, found.sealed_secret)
    drawn = index.draw(commitment, recording, secret=bytes.fromhex(secret), published_at=found.committed_at, now=now)
    found.recording, found.secret, found.drawn_at = recording.facts(), secret, now
    found.seed = drawn.index.to_bytes(commitments.SECRET_BYTES, "big").hex()
    move(
        found, State.DRAWN, now=now, fields=("recording", "secret", "seed", "drawn_at"),
        recording=found.recording, seed=found.seed,
    )  # fmt: skip
