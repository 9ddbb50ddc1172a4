"""The demo: three cities whose ledgers balance, with a family that can be asked and a pass that can be tried."""

from __future__ import annotations

import random

import pytest
from django.utils import timezone

from bijles import demo
from bijles.core.attendance import Tick
from bijles.demo_passes import FREE
from bijles.models import Agreement, Attendance, Booking, PassScheme, SafetyReport, WaitingEntry
from bijles.models.lesson import BookingState
from bijles.models.programme import AgreementState
from bijles.queries import tutor as queries
from bijles.services import posting, proving
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
    assert posting.faults() == []
    states = set(Booking.objects.values_list("state", flat=True))
    assert {BookingState.CONFIRMED, BookingState.ATTENDED} <= states
    assert Booking.objects.filter(child__family__user=amina, period__startswith__gt=now).exists()
    assert Attendance.objects.filter(booking__child__family__user=amina, said="", tick=Tick.PRESENT).exists()
    assert WaitingEntry.objects.filter(ended_at=None).exists()
    assert not Job.objects.filter(kind="mail.send").exists()
    assert queries.to_tick(tess.bijles_tutor, now=now).exists()
    assert Agreement.objects.filter(state=AgreementState.OFFERED).count() == 1
    assert SafetyReport.objects.count() == 1

    for slug, trial in FREE.items():
        typed = proving.Typed(trial.number, trial.born, slug)
        scheme = PassScheme.objects.get(slug=slug)
        assert proving.prove(scheme=scheme, user=factories.account(), typed=typed, now=now)
