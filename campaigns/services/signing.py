"""A form is sent: keep it, whatever its address did before, and let the worker see to the rest."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from django.db import connection

from campaigns.core import signing
from campaigns.models import Petition
from ndt.jobs import services as jobs
from ndt.jobs.statements import insert_from
from ndt.privacy.keyed import keyed_hash

BURST: Final = (30, timedelta(minutes=10))
DAY: Final = (300, timedelta(days=1))


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


# One statement, so one round trip and one transaction. A form is held when its block sent its
# allowance already, in the short or the long window, and is not trusted. OFFSET reads at most the
# allowance from the index, however busy the block is.
SUBMIT: Final = """
    WITH verdict AS (
        SELECT (
            EXISTS (SELECT FROM campaigns_intake WHERE block = %(block)s AND created_at > %(burst_since)s
                    ORDER BY created_at DESC OFFSET %(burst)s LIMIT 1)
            OR EXISTS (SELECT FROM campaigns_intake WHERE block = %(block)s AND created_at > %(day_since)s
                    ORDER BY created_at DESC OFFSET %(day)s LIMIT 1)
        ) AND NOT EXISTS (SELECT FROM campaigns_trustedblock WHERE block = %(block)s AND until > %(now)s) AS held
    ), intake AS (
        INSERT INTO campaigns_intake (id, petition_id, block, held, created_at)
        SELECT %(intake)s, %(petition)s, %(block)s, held, %(now)s FROM verdict
        RETURNING id, held
    ), job AS ({job})
    SELECT held FROM intake
"""


@cache
def _submit_statement() -> str:
    job = insert_from("intake", kind="campaigns.intake", key="'intake:' || id", payload="%(payload)s::jsonb")
    return SUBMIT.replace("{job}", job)


def submit(*, petition: Petition, form: Form, block: str, signals: list[str], now: datetime) -> Sent:
    """Keep a sent form and the job that handles it. Raises NotOpen or SigningPaused.

    The statement is the same for every address: a new one, one that signed, one that is blocked.
    block: the sender's address block; signals: codes of what looked automatic, never a reason to drop.
    """
    signing.check_may_sign(petition.opening(), now=now)
    (burst, burst_window), (day, day_window) = BURST, DAY
    intake = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            _submit_statement(),
            {
                "intake": intake, "petition": petition.pk, "block": block_hash(block), "now": now,
                "burst": burst - 1, "day": day - 1, "burst_since": now - burst_window, "day_since": now - day_window,
                "payload": json.dumps({"intake": str(intake), "form": asdict(form), "signals": signals}),
            },
        )  # fmt: skip
        (held,) = cursor.fetchone()
    jobs.ring_on_commit()
    return Sent(intake, held)
