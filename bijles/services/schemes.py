"""A municipality's pass: what it is called, its numbers, its help desk."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from bijles.models import PassScheme


@transaction.atomic
def begin(facts: dict[str, Any]) -> PassScheme:
    """Add a pass. facts: as the form gives them, with its municipality and address."""
    return PassScheme.objects.create(**facts)


@transaction.atomic
def change(*, scheme: PassScheme, facts: dict[str, Any]) -> PassScheme:
    """Change a pass. Its address and municipality stay: families and keys know it by them."""
    locked = PassScheme.objects.select_for_update(no_key=True).get(pk=scheme.pk)
    for name, value in facts.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(facts))
    return locked
