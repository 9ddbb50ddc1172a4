"""Runs in pretix's own Python: one free seat type with many places, and a key to the interface for orders. Prints both as JSON."""

from __future__ import annotations

import json

import django

PLACES = 100_000


def main() -> None:
    """Write the shop."""
    django.setup()
    from django.utils import timezone
    from django_scopes import scopes_disabled
    from pretix.base.models import Event, Item, Organizer, Quota, Team

    with scopes_disabled():
        house = Organizer.objects.create(name="Bijles", slug="bijles")
        event = Event.objects.create(
            organizer=house,
            name="Bijles",
            slug="bijles",
            date_from=timezone.now(),
            currency="EUR",
            live=True,
            plugins="",
        )
        seat = Item.objects.create(event=event, name="Les", default_price=0)
        Quota.objects.create(event=event, name="Lessen", size=PLACES).items.add(seat)
        team = Team.objects.create(
            organizer=house, name="Bijles", all_events=True, all_event_permissions=True, all_organizer_permissions=True
        )
        print(json.dumps({"token": team.tokens.create(name="bench").token, "item": seat.pk}))


if __name__ == "__main__":
    main()
