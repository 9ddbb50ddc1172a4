"""A city of today: for tests of pages, which live now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from bijles.core.rules import Rules
from bijles.models import Agreement, Availability, Booking, Child, PassScheme, Programme, Tutor
from bijles.queries import supply
from bijles.queries.supply import Wanted
from bijles.services import planning
from bijles.services.planning import Chosen
from ndt.people.models import User
from tests.bijles import factories

FOREVER = "2099-07-31"


@dataclass(frozen=True)
class City:
    """A scheme with one agreement and one tutor who is there every day from three to six."""

    scheme: PassScheme
    programme: Programme
    agreement: Agreement
    tutor: Tutor

    def child(self, *, user: User | None = None, **facts: Any) -> Child:
        return factories.child(self.scheme, user=user, until=FOREVER, **facts)

    def times(self, child: Child) -> list[datetime]:
        """Give the free times of the tutor, in order."""
        found = supply.offers(child, Wanted("rekenen"), now=timezone.now(), tutor=self.tutor.pk)
        return [time.start for offer in found for time in offer.times]

    def in_time(self, child: Child) -> datetime:
        """Give the first free time that is called off for nothing: more than the agreed day away."""
        late = timezone.now() + timedelta(hours=self.agreement.late_cancel_hours)
        return next(start for start in self.times(child) if start > late)

    def held(self, child: Child, *, start: datetime | None = None, weeks: int = 1) -> list[Booking]:
        """Hold a series; the first free time when no other is named."""
        chosen = Chosen(self.tutor.pk, self.agreement.pk, "rekenen", start or self.times(child)[0], weeks, uuid4())
        return list(planning.hold(child=child, chosen=chosen, now=timezone.now()).bookings)

    def booked(self, child: Child, **facts: Any) -> Booking:
        """Book one lesson."""
        (held,) = self.held(child, **facts)
        assert held.series is not None
        return planning.confirm(child=child, series=held.series, now=timezone.now())[0]


def city(*, rules: Rules | None = None, **facts: Any) -> City:
    """Make a city in which everything holds from a month ago for most of a year. facts: of the agreement."""
    today = timezone.localdate()
    first, last = today - timedelta(days=30), today + timedelta(days=300)
    scheme = factories.scheme()
    programme = factories.programme(scheme, rules=rules, first_day=first, last_day=last)
    agreed = factories.agreement(programme, **facts)
    tutor = factories.tutor(agreed, vog_seen_on=first, vog_valid_until=last, languages=["nl", "tr"])
    there(tutor, first=first)
    return City(scheme, programme, agreed, tutor)


def there(tutor: Tutor, *, first: date, area: str = "", **facts: Any) -> Availability:
    return Availability.objects.create(
        **{
            "tutor": tutor,
            "form": "tutoring",
            "rule": "FREQ=DAILY",
            "first_day": first,
            "starts": time(15),
            "minutes": 180,
            "area": area,
        }
        | facts
    )
