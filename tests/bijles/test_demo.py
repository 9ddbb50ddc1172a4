"""The demo: three neighbourhoods whose ledgers balance, with a family that can be asked and a pass that can be tried."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from bijles import demo
from bijles.core import attendance
from bijles.core.attendance import Tick
from bijles.demo_passes import FREE
from bijles.models import (
    Agreement,
    Attendance,
    Booking,
    CameBy,
    Family,
    Lesson,
    PassScheme,
    Provider,
    SafetyReport,
    School,
    SecondClaim,
    Settlement,
    SilenceDraw,
    Tutor,
    WaitingEntry,
)
from bijles.models.lesson import BookingState
from bijles.models.programme import AgreementState, Form
from bijles.queries import settling as settling_queries
from bijles.queries import tutor as queries
from bijles.queries.attendance import silences, to_decide
from bijles.services import invoicing, paying, posting, proving, settling
from ndt.demo.cast import Account
from ndt.demo.data import make_account
from ndt.demo.environment import PASSES
from ndt.jobs.models import Job
from tests.bijles import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keys_of_the_demo(settings):
    settings.PASS_KEYS = {slug: factories.KEY.hex() for slug in PASSES}


def test_the_demo_tells_of_three_cities_and_has_a_pass_to_try_in_each():
    amina, tess = (make_account(Account(name, "")) for name in ("Amina", "Tess"))
    now = timezone.now()

    list(demo.load(now, random.Random("bijles")))

    assert set(PassScheme.objects.values_list("slug", flat=True)) == set(PASSES) == set(FREE)
    assert [_size(scheme) for scheme in PassScheme.objects.order_by("pk")] == [(60, 30, 3), (40, 20, 2), (30, 15, 2)]
    assert (posting.faults(), settling.faults()) == ([], [])
    states = set(Booking.objects.values_list("state", flat=True))
    assert states == set(BookingState) - {BookingState.HELD, BookingState.EXPIRED}
    assert Lesson.objects.filter(agreement__form=Form.HOMEWORK, seats_taken__gte=3).exists()
    assert Lesson.objects.filter(agreement__form=Form.TUTORING, seats_taken__gte=2).exists()
    assert Booking.objects.filter(child__family__user=amina, period__startswith__gt=now).exists()
    assert Attendance.objects.filter(booking__child__family__user=amina, said="", tick=Tick.PRESENT).exists()
    assert WaitingEntry.objects.filter(ended_at=None).count() > 5
    assert not Job.objects.filter(kind="mail.send").exists()
    assert queries.to_tick(tess.bijles_tutor, now=now).exists()
    assert Agreement.objects.filter(state=AgreementState.OFFERED).count() == 1
    assert SafetyReport.objects.count() == 2
    assert (School.objects.active().count(), CameBy.objects.filter(batch__school__isnull=False).count()) == (2, 28)
    assert Tutor.objects.exclude(suspended_at=None).count() == 1
    assert SilenceDraw.objects.count() == SecondClaim.objects.count() == 3
    assert to_decide(PassScheme.objects.filter(slug="nergenspas"), now=now).exists()
    flags = attendance.flagged(silences(PassScheme.objects.all(), now=now))
    assert Provider.objects.filter(organisation__name__startswith="Huiswerkhuis").get().pk in flags
    assert set(Settlement.objects.values_list("step", flat=True)) == {"reconciled"}

    # The month that ended last can be settled, from its claims to the payment file.
    scheme = PassScheme.objects.get(slug="nergenspas")
    over = (timezone.localdate(now).replace(day=1) - timedelta(days=1)).replace(day=1)
    page = settling_queries.month(scheme, over)
    assert page.cents
    assert not page.lacks_billing
    for row in page.rows:
        provider = Provider.objects.get(pk=row.provider)
        frozen = settling.freeze(scheme=scheme, provider=provider, month=over, now=now)
        invoicing.invoice(of=settling.approve(of=frozen, now=now), now=now)
    assert paying.export(scheme=scheme, month=over, pays_on=timezone.localdate(now), now=now).cents == page.cents
    assert settling.faults() == []

    for slug, trial in FREE.items():
        typed = proving.Typed(trial.number, trial.born, slug)
        scheme = PassScheme.objects.get(slug=slug)
        assert proving.prove(scheme=scheme, user=factories.account(), typed=typed, now=now)


def _size(scheme: PassScheme) -> tuple[int, int, int]:
    """How many families, tutors and providers a city has."""
    providers = Provider.objects.filter(agreements__programme__scheme=scheme).distinct()
    families = Family.objects.filter(passes__scheme=scheme)
    return families.count(), Tutor.objects.filter(provider__in=providers).count(), providers.count()
