"""Publish a data version: the fingerprint of all publications in use, with the frame that they make."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from inspectie.core.packing import FORMAT, pack
from inspectie.models import DataVersion, Publication
from inspectie.queries import frames


def fingerprint(publications: list[Publication]) -> str:
    """Give the SHA-256 over the files that changed anything, by kind and in the order in which they came."""
    lines = [f"{one.kind} {one.sha256}" for one in sorted(publications, key=lambda one: (one.kind, one.pk))]
    return hashlib.sha256("\n".join([f"frame {FORMAT}", *lines]).encode()).hexdigest()


@transaction.atomic
def publish(*, now: datetime) -> DataVersion | None:
    """Make the version of what is live now. Gives the one that stands when nothing changed, None without data.

    When the publications in use are those of an older version, as after a correction that was undone, that version
    stays where it is: the order of versions is the order of imports.
    """
    publications = list(Publication.objects.in_use().filter(rows_changed__gt=0))
    if not publications:
        return None
    version = fingerprint(publications)
    known = DataVersion.objects.filter(version=version).first()
    if known is not None:
        return known
    made = DataVersion.objects.create(version=version, made_at=now, frame=pack(frames.build(version)))
    made.publications.set(publications)
    return made
