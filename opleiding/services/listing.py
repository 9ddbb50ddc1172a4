"""A trainer's list for a round: handed in, changed until the freeze, and a place given back after it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from opleiding.core import rounds as core
from opleiding.core.errors import OpleidingError
from opleiding.models import Candidate, MatchRound, Trainer
from opleiding.models.rounds import State
from opleiding.services import rounds, telling

# Crockford's alphabet: no I, L, O or U, so that a code can be read over the phone.
READABLE: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Closed(OpleidingError):
    """The round takes no lists now."""

    code = "closed"


class NothingToGive(OpleidingError):
    """There is no place to give back."""

    code = "nothing-to-give"


@transaction.atomic
def hand_in(*, found: MatchRound, trainer: Trainer, choices: Sequence[str], now: datetime) -> Candidate:
    """Keep somebody's list and mail it; a later one takes its place, the same again changes nothing.

    The lock on the round is that of the freeze: a list is in the frozen file, or refused. Raises Closed or BadList.
    """
    found = rounds.locked(found)
    if found.here not in core.TAKES_LISTS or now >= found.closes_at:
        raise Closed
    offered = dict(found.offerings.values_list("code", "is_withdrawn"))
    core.check_list(
        choices,
        offered=offered,
        withdrawn={code for code, gone in offered.items() if gone},
        longest=found.longest_list,
    )
    candidate = Candidate.objects.filter(round=found, trainer=trainer).first()
    if candidate is None:
        candidate = Candidate.objects.create(
            round=found, trainer=trainer, code=_code(), preferences=list(choices), saved_at=now
        )
    elif candidate.preferences == list(choices):
        return candidate
    else:
        candidate.preferences, candidate.saved_at = list(choices), now
        candidate.save(update_fields=["preferences", "saved_at"])
    telling.list_received(candidate)
    return candidate


@transaction.atomic
def take_back(*, found: MatchRound, trainer: Trainer, now: datetime) -> None:
    """Leave a round that still takes lists. Raises Closed."""
    found = rounds.locked(found)
    if found.here not in core.TAKES_LISTS or now >= found.closes_at:
        raise Closed
    Candidate.objects.filter(round=found, trainer=trainer).delete()


@transaction.atomic
def give_back(*, candidate: Candidate, now: datetime) -> None:
    """Give a place back; it goes to others when the round is run again. Raises NothingToGive."""
    found = rounds.locked(candidate.round)
    candidate = Candidate.objects.select_for_update(no_key=True).get(pk=candidate.pk)
    last = found.last_run()
    placed = last is not None and last.results.filter(candidate=candidate).exclude(placed="").exists()
    if found.state != State.PUBLISHED or not placed or candidate.gave_back_at is not None:
        raise NothingToGive
    candidate.gave_back_at = now
    candidate.save(update_fields=["gave_back_at"])
    rounds.add_entry(found, "given-back", {"candidate": candidate.code}, now=now)


def _code() -> str:
    signs = "".join(secrets.choice(READABLE) for _sign in range(8))
    return f"{signs[:4]}-{signs[4:]}"
