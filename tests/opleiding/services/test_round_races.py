"""A list that changes while the round is frozen: it is in the frozen file, or it is refused. Never neither.

And what computes for long keeps nobody waiting.
"""

from __future__ import annotations

import json
import threading

import pytest
from django.db import OperationalError, transaction

from opleiding.core import files
from opleiding.models import Candidate, MatchRound
from opleiding.services import listing, matching, rounds
from tests.campaigns.races import PATIENCE_S, at_once, both, until_somebody_waits_for_us
from tests.opleiding import round_world as world

pytestmark = pytest.mark.django_db(transaction=True)


def race(monkeypatch, *, wait):
    """Freeze, and hand in a list when the freeze has read all lists but has not ended. wait: what the freeze does then."""
    found, who = world.opened(), world.trainer()
    world.asks(found, "o1")
    has_read, read = threading.Event(), rounds.frozen_facts

    def pausing(of: MatchRound):
        facts = read(of)
        has_read.set()
        wait()
        return facts

    monkeypatch.setattr(rounds, "frozen_facts", pausing)

    def late():
        assert has_read.wait(PATIENCE_S)
        return listing.hand_in(found=found, trainer=who, choices=["o2"], now=world.NOW)

    ended = both(lambda: rounds.freeze(found=found, now=world.AFTER), late)
    return found, ended


def test_a_list_that_comes_while_the_round_is_frozen_is_refused(monkeypatch):
    found, ended = race(monkeypatch, wait=until_somebody_waits_for_us)

    assert ended[0] is None
    assert isinstance(ended[1], listing.Closed)
    assert len(json.loads(world.again(found).bundle)["candidates"]) == Candidate.objects.count() == 1


def test_without_the_lock_a_list_would_be_kept_and_not_be_in_the_frozen_file(monkeypatch):
    handed_in = threading.Event()
    hand_in = listing.hand_in

    def unlocked(of, **_step):
        return MatchRound.objects.get(pk=of.pk)

    def telling(**facts):
        try:
            return hand_in(**facts)
        finally:
            handed_in.set()

    class Unlocked:
        locked = staticmethod(unlocked)

    monkeypatch.setattr(listing, "rounds", Unlocked)
    monkeypatch.setattr(listing, "hand_in", hand_in)
    found = world.opened()
    who = world.trainer()
    world_ask = hand_in(found=found, trainer=world.trainer(), choices=["o1"], now=world.NOW)
    assert world_ask.pk
    has_read, read = threading.Event(), rounds.frozen_facts

    def pausing(of):
        facts = read(of)
        has_read.set()
        assert handed_in.wait(PATIENCE_S)
        return facts

    monkeypatch.setattr(rounds, "frozen_facts", pausing)

    def late():
        assert has_read.wait(PATIENCE_S)
        return telling(found=found, trainer=who, choices=["o2"], now=world.NOW)

    ended = both(lambda: rounds.freeze(found=found, now=world.AFTER), late)

    assert isinstance(ended[1], Candidate)
    assert Candidate.objects.count() == 2
    assert len(json.loads(world.again(found).bundle)["candidates"]) == 1


def is_free(found: MatchRound) -> bool:
    """Say whether somebody else could take the lock of a round at once."""

    def take(_one: None) -> bool:
        try:
            with transaction.atomic():
                return MatchRound.objects.select_for_update(nowait=True, no_key=True).filter(pk=found.pk).exists()
        except OperationalError:
            return False

    return at_once(take, [None])[0]


def test_nobody_waits_while_a_round_is_computed_and_checked(monkeypatch):
    found, free = world.drawn(), {}

    def looking(name, work):
        def done(*facts, **more):
            free[name] = is_free(found)
            return work(*facts, **more)

        return done

    monkeypatch.setattr(files, "settle", looking("solve", files.settle))
    monkeypatch.setattr(matching, "judged", looking("verify", matching.judged))
    monkeypatch.setattr(matching, "move", looking("store", matching.move))

    world.run_of(found)

    assert free == {"solve": True, "verify": True, "store": False}
