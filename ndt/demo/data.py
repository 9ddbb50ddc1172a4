"""Load demo data: the accounts first, then every room's own `demo.py`.

A room gives `load(now, rng)`; `rng` is seeded by the room's name, so every demo tells the same
story. A `load` that yields sentences reports how far it is. It runs once, in one transaction:
whole or not at all.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import transaction

from ndt.demo.cast import ACCOUNTS, Account, House
from ndt.demo.models import Chapter
from ndt.people.models import Membership, Organisation, User

Load = Callable[[datetime, random.Random], object]


def load_all(*, now: datetime, rooms: Collection[str] | None = None) -> Iterator[str]:
    """Load what is not loaded yet; yield a sentence for each part.

    rooms: which rooms tell their story, by the label of their app; None for all of them. What they share always is there.
    """
    chosen = [(name, load) for name, load in _parts(shared=False) if rooms is None or name in rooms]
    for name, load in (("cast", load_cast), *_parts(shared=True), *chosen):
        if Chapter.objects.filter(name=name).exists():
            continue
        yield f"{name} ..."
        with transaction.atomic():
            Chapter.objects.create(name=name, loaded_at=now)
            told = load(now, random.Random(name))
            if isinstance(told, Iterator):
                yield from (f"  {sentence}" for sentence in told)


def _parts(*, shared: bool) -> Iterator[tuple[str, Load]]:
    """Give the parts that tell a story: those of the house, which rooms share, or those of the rooms."""
    for app in apps.get_app_configs():
        if app.name != "ndt.demo" and app.name.startswith("ndt.") == shared and find_spec(f"{app.name}.demo"):
            yield app.label, import_module(f"{app.name}.demo").load


def room_names() -> list[str]:
    """Give the labels of the rooms that have demo data."""
    return [name for name, _load in _parts(shared=False)]


def load_cast(now: datetime, rng: random.Random) -> None:
    """Make the accounts of the cast with their organisations and roles."""
    for account in ACCOUNTS:
        user = make_account(account)
        for house in account.houses:
            Membership.objects.get_or_create(
                user=user, organisation=make_organisation(house), role=account.role, defaults={"since": now.date()}
            )


def make_account(account: Account) -> User:
    """Give the account with a confirmed address and no password; make it when it is not there."""
    user = User.objects.filter(email=account.email).first()
    if user is None:
        make = User.objects.create_superuser if account.staff else User.objects.create_user
        user = make(account.email, name=account.name)
    EmailAddress.objects.get_or_create(user=user, email=account.email, defaults={"verified": True, "primary": True})
    return user


def make_organisation(house: House) -> Organisation:
    """Give the organisation; make it when it is not there."""
    organisation, _made = Organisation.objects.get_or_create(name=house.name, kind=house.kind, solution=house.solution)
    return organisation
