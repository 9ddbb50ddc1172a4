"""Keeping a norm of one's own: its page, JSON and CSV stay what they are today."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from inspectie.models import SavedScenario
from inspectie.queries.exports import canonical
from ndt.limits import services as limits

PER_HOUR: Final = 60
PACKED: Final = 9


class TooManyScenarios(Exception):
    """Somebody keeps more norms an hour than a person would."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a norm gives: the norm itself (canonical JSON), what was chosen, and on which data."""

    norm_set: str
    parameters: dict[str, Any]
    data_version: str
    document: bytes
    sheet: bytes

    @property
    def digest(self) -> str:
        """Give the fingerprint of norm, parameters and data; the bytes follow from these three."""
        return digest(norm_set=self.norm_set, parameters=self.parameters, data_version=self.data_version)


def digest(*, norm_set: str, parameters: dict[str, Any], data_version: str) -> str:
    """Give the SHA-256 under which a scenario stands."""
    facts = {"norm_set": norm_set, "parameters": parameters, "data_version": data_version}
    return hashlib.sha256(canonical(facts)).hexdigest()


@transaction.atomic
def keep(outcome: Outcome, *, block: str, now: datetime) -> SavedScenario:
    """Keep an outcome. Who keeps the same one again, or at the same moment, gets the row that is there.

    block: the asker's address block. Raises TooManyScenarios.
    """
    kept = SavedScenario.objects.filter(digest=outcome.digest).first()
    if kept is not None:
        return kept
    allowed = limits.allow(
        purpose="inspectie.scenario", subject=block, limit=PER_HOUR, window=timedelta(hours=1), now=now
    )
    if not allowed:
        raise TooManyScenarios
    row = SavedScenario(
        digest=outcome.digest,
        parameters=outcome.parameters,
        norm_set=outcome.norm_set,
        data_version=outcome.data_version,
        document=zlib.compress(outcome.document, PACKED),
        sheet=zlib.compress(outcome.sheet, PACKED),
        made_at=now,
    )
    # Two at once: the second one waits for the first, then changes nothing.
    SavedScenario.objects.bulk_create([row], ignore_conflicts=True)
    return SavedScenario.objects.get(digest=outcome.digest)
