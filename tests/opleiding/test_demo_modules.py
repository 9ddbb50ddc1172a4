"""The demo has a module in every state, one with room for Tim, and what people found of the one that is done."""

from __future__ import annotations

import random

import pytest

from ndt.people.models import Role
from opleiding import demo_modules
from opleiding.models import Module
from opleiding.queries import modules as queries
from opleiding.queries.opinions import opinions
from tests.opleiding import factories
from tests.opleiding import meeting_world as world
from tests.opleiding.module_world import NOW

pytestmark = pytest.mark.django_db


def test_the_demo_has_a_module_in_every_state():
    house, seat = factories.institute(), factories.programme().university
    for email, role, organisation in (
        (demo_modules.ILSE, Role.INSTITUTE, house.organisation),
        (demo_modules.PETRA, Role.PROGRAMME, seat.organisation),
    ):
        user = factories.user(email=email, name="Ilse")
        factories.Membership.objects.create(user=user, organisation=organisation, role=role, since=NOW.date())

    demo_modules.load(house, world.trainers(12), NOW, random.Random(1))

    found = {one.state: one for one in Module.objects.all()}
    assert set(found) == set(Module.State.values) - {Module.State.STOPPED}
    told = opinions(found["evaluated"])
    assert told is not None
    assert told.number == 6
    assert found["published"].free == 8
    assert [one.number for one in queries.log(found["approved"])] == [2, 1]
    assert queries.approved(found["codesign"]) == {"programme"}
