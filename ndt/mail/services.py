"""Queue letters."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from ndt.jobs import services as jobs
from ndt.mail.letters import Letter


def queue(letter: Letter, *, key: str, not_before: datetime | None = None) -> bool:
    """Write the letter into the outbox, in the caller's transaction. False when `key` was written before."""
    return jobs.enqueue(
        kind="mail.send", key=f"mail:{key}", payload=asdict(letter), not_before=not_before,
        domain=letter.to.rpartition("@")[2].lower(),
    )  # fmt: skip
