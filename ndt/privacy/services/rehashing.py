"""Move keyed hashes to the newest key, from the clear value where it stands in the same row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import models, transaction

from ndt.privacy import registry, rows
from ndt.privacy.keyed import keyed_hash
from ndt.privacy.registry import Keyed
from ndt.privacy.values import MARK

BATCH: Final = 1000


@dataclass(slots=True)
class Outcome:
    """What happened to one column. blind: rows with a hash whose clear value is not known."""

    column: str
    rewritten: int = 0
    right: int = 0
    blind: int = 0


def rehash(*, progress: Callable[[str, int], None], dry_run: bool = False) -> Iterator[Outcome]:
    """Rewrite every registered column of keyed hashes, a batch a transaction, in order of primary key.

    Running it again, or after it was stopped, costs reading only: a right hash is left alone.
    """
    for entry in registry.entries().values():
        for owner in entry.owners:
            if isinstance(owner, Keyed) and "__" not in owner.lookup:
                yield _column(rows.model_of(entry), owner, progress=progress, dry_run=dry_run)


def _column(model: type[models.Model], owner: Keyed, *, progress: Callable[[str, int], None], dry_run: bool) -> Outcome:
    outcome = Outcome(f"{model._meta.label}.{owner.lookup}")
    erased = {f"{owner.lookup}__startswith": MARK}
    hashed = model._base_manager.exclude(**{owner.lookup: ""}).exclude(**erased).order_by("pk")
    if not owner.clear:
        outcome.blind = hashed.count()
        return outcome
    last: Any = None
    done = 0
    while batch := list((hashed if last is None else hashed.filter(pk__gt=last))[:BATCH]):
        last = batch[-1].pk
        _batch(model, owner, [row.pk for row in batch], outcome, dry_run=dry_run)
        done += len(batch)
        progress(outcome.column, done)
    return outcome


@transaction.atomic
def _batch(model: type[models.Model], owner: Keyed, keys: list[Any], outcome: Outcome, *, dry_run: bool) -> None:
    changed = []
    for row in model._base_manager.filter(pk__in=keys).select_for_update():
        clear = getattr(row, owner.clear)
        if not clear or "@" not in clear:
            outcome.blind += 1
            continue
        right = keyed_hash(owner.purpose, owner.canonical(clear))
        if getattr(row, owner.lookup) == right:
            outcome.right += 1
            continue
        setattr(row, owner.lookup, right)
        changed.append(row)
    outcome.rewritten += len(changed)
    if changed and not dry_run:
        model._base_manager.bulk_update(changed, [owner.lookup])
