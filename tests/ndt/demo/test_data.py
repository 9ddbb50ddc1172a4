"""Demo data: whole, once, and invented."""

from __future__ import annotations

import random

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from ndt.demo import data
from ndt.demo.cast import ACCOUNTS, SOLUTIONS
from ndt.demo.models import Chapter
from ndt.people.models import Kind, Membership, Organisation, Role, User


@pytest.mark.django_db
def test_loading_twice_adds_nothing(monkeypatch):
    told = []
    room = ("room", lambda now, rng: told.append(now))
    monkeypatch.setattr(data, "_parts", lambda *, shared: [] if shared else [room])
    list(data.load_all(now=timezone.now()))
    first = (User.objects.count(), Membership.objects.count(), Organisation.objects.count(), Chapter.objects.count())

    list(data.load_all(now=timezone.now()))

    assert first == (
        User.objects.count(), Membership.objects.count(), Organisation.objects.count(), Chapter.objects.count(),
    )  # fmt: skip
    assert len(told) == 1


@pytest.mark.django_db
def test_a_room_that_fails_halfway_loads_nothing(monkeypatch):
    def load(now, rng):
        yield "half"
        Organisation.objects.create(name="Half", kind=Kind.SCHOOL)
        raise ValueError("stuk")

    monkeypatch.setattr(data, "_parts", lambda *, shared: [] if shared else [("broken", load)])

    with pytest.raises(ValueError, match="stuk"):
        list(data.load_all(now=timezone.now()))

    assert not Organisation.objects.filter(name="Half").exists()
    assert not Chapter.objects.filter(name="broken").exists()


@pytest.mark.django_db
def test_every_demo_tells_the_same_story(monkeypatch):
    told = []
    room = ("room", lambda now, rng: told.append(rng.random()))
    monkeypatch.setattr(data, "_parts", lambda *, shared: [] if shared else [room])

    list(data.load_all(now=timezone.now()))

    assert told == [random.Random("room").random()]


@pytest.mark.django_db
def test_the_rooms_that_were_left_out_are_loaded_later_and_what_they_share_always(monkeypatch):
    told = []
    shared_one, *both = [(name, lambda now, rng, name=name: told.append(name)) for name in ("schools", "one", "two")]
    monkeypatch.setattr(data, "_parts", lambda *, shared: [shared_one] if shared else both)

    list(data.load_all(now=timezone.now(), rooms=["two"]))
    assert told == ["schools", "two"]

    list(data.load_all(now=timezone.now()))
    assert told == ["schools", "two", "one"]


def test_a_room_that_does_not_exist_is_named_with_those_that_do():
    with pytest.raises(CommandError, match=r"No room with demo data is called campagne\. Choose from: .*campaigns"):
        call_command("demo_data", rooms=["campagne"])


def test_there_is_an_account_for_every_role():
    assert {account.role for account in ACCOUNTS} == {*Role.values, ""}
    assert any(account.staff for account in ACCOUNTS)


def test_every_organisation_is_of_a_kind_that_exists():
    houses = [house for account in ACCOUNTS for house in account.houses]

    assert {house.kind for house in houses} <= set(Kind.values)
    assert {house.solution for house in houses} <= {*SOLUTIONS, ""}


def test_every_address_is_on_a_domain_that_cannot_exist():
    assert all(account.email.endswith(".example") for account in ACCOUNTS)
