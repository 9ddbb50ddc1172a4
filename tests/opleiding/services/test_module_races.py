"""Many at once for the last seat of a module, and two sides at once. Without the lock the table still refuses."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from opleiding.core.modules import Side
from opleiding.models import Module
from opleiding.services import modules
from opleiding.services.modules import ModuleFull, TextMoved
from tests.campaigns.races import Meeting as Gathering
from tests.campaigns.races import both
from tests.opleiding import module_world as world
from tests.opleiding.module_world import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def enter(found, who):
    return lambda: modules.register(module=found, trainer=who, now=NOW)


def test_of_many_at_once_one_gets_the_last_seat():
    found = world.opened(seats=1)

    ended = both(*[enter(found, who) for who in world.people(12)])

    assert sorted(type(one).__name__ for one in ended) == ["ModuleFull"] * 11 + ["ModuleSeat"]
    assert world.again(found).seats_taken == 1
    assert ModuleFull.code == "module-full"


def test_without_the_lock_two_would_think_the_seat_is_theirs_and_the_table_refuses_one(monkeypatch):
    found = world.opened(seats=1)
    people = world.people(2)
    look = Gathering().after(lambda number: Module.objects.get(pk=number))
    monkeypatch.setattr(modules, "locked", look)

    ended = both(*[enter(found, who) for who in people])

    assert [type(one) for one in ended].count(IntegrityError) == 1
    assert world.again(found).seats_taken == 1


def test_an_approval_and_a_change_at_once_never_approve_words_that_nobody_read():
    found = world.shared()
    modules.approve(module=found, version=1, side=Side.PROGRAMME, by=None, now=NOW)

    ended = both(
        lambda: modules.approve(module=found, version=1, side=Side.INSTITUTE, by=None, now=NOW),
        lambda: modules.change(
            module=found, plan=world.plan(title="Anders"), seen=1, side=Side.PROGRAMME, by=None, why="Zo.", now=NOW
        ),
    )

    assert (world.again(found).state, world.again(found).version) == ("codesign", 2)
    assert ended[0] is True or isinstance(ended[0], TextMoved)
