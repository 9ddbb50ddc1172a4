"""A form is sent: keep it, whatever its address did before, and let the worker see to the rest."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from campaigns.core import signing
from campaigns.models import Intake, Petition
from ndt.jobs import services as jobs
from ndt.privacy.keyed import keyed_hash

BURST: Final = (30, timedelta(minutes=10))
DAY: Final = (300, timedelta(days=1))

# True when the block sent its allowance of forms already, in the short or the long window, and is not
# trusted. OFFSET reads at most the allowance from the index, however busy the block is.
OVER_LIMIT: Final = """
    SELECT (
        EXISTS (SELECT FROM campaigns_intake WHERE block = %(block)s AND created_at > %(burst_since)s
                ORDER BY created_at DESC OFFSET %(burst)s LIMIT 1)
        OR EXISTS (SELECT FROM campaigns_intake WHERE block = %(block)s AND created_at > %(day_since)s
                ORDER BY created_at DESC OFFSET %(day)s LIMIT 1)
    ) AND NOT EXISTS (SELECT FROM campaigns_trustedblock WHERE block = %(block)s AND until > %(now)s)
"""


@dataclass(frozen=True, slots=True)
class Form:
    """What a signer typed, tidied. Lives in the outbox only, until the worker has handled it."""

    name: str
    email: str
    place: str
    show_name: bool
    deliver_name: bool
    keep_informed: bool
    consent_version: int
    language: str
    text: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What the signer may know: the id of the form, and whether a person looks first."""

    intake: uuid.UUID
    held: bool


def block_hash(block: str) -> str:
    """Give the keyed hash under which an address block is kept."""
    return keyed_hash("campaigns.block", block)


@transaction.atomic
def submit(*, petition: Petition, form: Form, block: str, signals: list[str], now: datetime) -> Sent:
    """Keep a sent form and the job that handles it. Raises NotOpen or SigningPaused.

    The statements are the same for every address: a new one, one that signed, one that is blocked.
    block: the sender's address block; signals: codes of what looked automatic, never a reason to drop.
    """
    signing.check_may_sign(petition.opening(), now=now)
    block = block_hash(block)
    held = over_limit(block=block, now=now)
    intake = Intake(petition=petition, block=block, held=held, created_at=now)
    intake.save(force_insert=True)
    jobs.enqueue(
        kind="campaigns.intake",
        key=f"intake:{intake.id}",
        payload={"intake": str(intake.id), "form": asdict(form), "signals": signals},
    )
    return Sent(intake.id, held)


def over_limit(*, block: str, now: datetime) -> bool:
    """Tell whether a block (its keyed hash) has sent its allowance of forms."""
    (burst, burst_window), (day, day_window) = BURST, DAY
    with connection.cursor() as cursor:
        cursor.execute(
            OVER_LIMIT,
            {
                "block": block, "now": now, "burst": burst - 1, "day": day - 1,
                "burst_since": now - burst_window, "day_since": now - day_window,
            },
        )  # fmt: skip
        row = cursor.fetchone()
    return bool(row[0])
