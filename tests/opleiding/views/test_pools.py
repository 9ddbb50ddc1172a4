"""A university lets starts share places; pools lie inside each other or apart, and crossing ones are refused in words."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from opleiding.models import Offering, Pool
from opleiding.services import sharing
from tests.opleiding import factories

pytestmark = pytest.mark.django_db
NEW = reverse("opleiding:new-pool")


@pytest.fixture
def starts(petra):
    """Four starts of the university."""
    programme = factories.programme(university=petra, title="Wiskunde")
    return [factories.offering(programme=programme, starts_on=date(2027, month, 1), deadline=date(2026, 12, 1)) for month in (2, 5, 9, 11)]  # fmt: skip


def typed(title, *starts, places=9):
    return {"title": title, "places": places, "offerings": [one.pk for one in starts]}


def lies():
    """Give where every pool and every start lies."""
    pools = {one.title: one.parent.title if one.parent else "" for one in Pool.objects.select_related("parent")}
    return pools, [one.pool.title if one.pool else "" for one in Offering.objects.order_by("starts_on")]


def test_pools_lie_in_each_other_as_their_starts_say_whatever_came_first(client, petra, starts):
    client.post(NEW, typed("klein", *starts[:1]))
    client.post(NEW, typed("groot", *starts[:3]))
    client.post(NEW, typed("midden", *starts[:2]))
    client.post(NEW, typed("apart", starts[3]))

    assert lies() == (
        {"klein": "midden", "midden": "groot", "groot": "", "apart": ""}, ["klein", "midden", "groot", "apart"],
    )  # fmt: skip


def test_two_that_cross_are_refused_with_the_names_of_both_and_what_they_share(client, petra, starts):
    client.post(NEW, typed("Stages", *starts[:2]))

    page = client.post(NEW, typed("Zalen", *starts[1:3]))

    assert page.status_code == 422
    assert "‘Stages’ en ‘Zalen’ delen ‘Wiskunde, 2027-05’" in page.content.decode()
    assert page.context["form"]["title"].value() == "Zalen"
    assert lies()[0] == {"Stages": ""}


def test_a_pool_changes_and_a_start_that_leaves_it_is_shared_no_longer(client, petra, starts):
    client.post(NEW, typed("Stages", *starts[:2]))
    pool = Pool.objects.get()
    address = reverse("opleiding:pool", args=[pool.pk])
    assert set(client.get(address).context["form"]["offerings"].value()) == {one.pk for one in starts[:2]}

    client.post(address, typed("Stageplaatsen", starts[2], places=3))

    pool.refresh_from_db()
    assert (pool.title, pool.places) == ("Stageplaatsen", 3)
    assert lies()[1] == ["", "", "Stageplaatsen", ""]


def test_what_is_shared_no_longer_leaves_the_pools_around_it(client, petra, starts):
    for title, number in (("groot", 3), ("midden", 2), ("klein", 1)):
        client.post(NEW, typed(title, *starts[:number]))

    client.post(reverse("opleiding:drop-pool", args=[Pool.objects.get(title="midden").pk]))

    assert lies() == ({"groot": "", "klein": "groot"}, ["klein", "groot", "groot", ""])


@pytest.mark.parametrize(("facts", "field"), [({"places": "-1"}, "places"), ({"title": ""}, "title"), ({"offerings": []}, "offerings")])  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(client, petra, starts, facts, field):
    page = client.post(NEW, typed("Stages", *starts[:2]) | facts)

    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])


def test_a_name_stands_once_at_a_university_and_others_touch_nothing(client, petra, starts):
    elsewhere = factories.offering()
    other = sharing.keep(
        university=elsewhere.programme.university, pool=None, wanted=sharing.Shared("Elders", 3, frozenset({elsewhere.pk}))
    )  # fmt: skip
    client.post(NEW, typed("Stages", starts[0]))

    assert list(client.post(NEW, typed("Stages", starts[1])).context["form"].errors) == ["title"]
    assert list(client.post(NEW, typed("Meer", elsewhere)).context["form"].errors) == ["offerings"]
    assert client.get(reverse("opleiding:pool", args=[other.pk])).status_code == 404
    assert client.post(reverse("opleiding:drop-pool", args=[other.pk])).status_code == 404
