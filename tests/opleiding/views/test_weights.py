"""What an advice counts, and how travel is estimated, stand on a page for everybody."""

import pytest
from django.urls import reverse

from ndt.geo.travel import SPEEDS, Mode

pytestmark = pytest.mark.django_db


def test_the_speeds_behind_an_estimate_are_published_as_one(client):
    text = client.get(reverse("opleiding:weights")).content.decode()

    for mode in (Mode.TRANSIT, Mode.BIKE, Mode.CAR):
        for _end, km_h in SPEEDS[mode].bands:
            assert f"{km_h} km per uur" in text
        assert f"Er komen {SPEEDS[mode].fixed_minutes} minuten bij" in text
    assert text.count("(schatting)") == 3
