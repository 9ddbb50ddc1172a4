"""Rules of admission get versions; one that was used in an advice stays as it is."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from opleiding.core.errors import RulesInUse
from opleiding.models import Advice, Programme, Rules


@transaction.atomic
def keep_rules(*, programme: Programme, change: Callable[[], Rules], version: Rules | None) -> Rules:
    """Keep a version of rules. version: the one that changes, None for a new one. Raises RulesInUse.

    A form writes into the row that it was given, so what is kept is read anew.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    if version is not None and is_used(Rules.objects.get(pk=version.pk)):
        raise RulesInUse
    return change()


def is_used(version: Rules) -> bool:
    """Say whether an advice rests on this version."""
    used = [{"rules": {"version": version.version}, "programme": version.programme_id}]
    return Advice.objects.filter(facts__options__contains=used).exists()
