"""People in the hall and at home see the same: a countdown, then the sum step by step, then the number."""

import json
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.urls import reverse
from django.utils import timezone

from beraad import queries
from beraad.models import Draw
from beraad.services import drawing
from beraad.services.drawing import Source
from beraad.views import ceremony
from ndt.draws import beacons
from ndt.privacy import sealed
from tests.beraad import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    """Set the clock of the ceremony."""
    ceremony._remembered.clear()

    def set_clock(moment):
        ceremony._remembered.clear()
        monkeypatch.setattr(
            "beraad.views.ceremony.timezone", Mock(wraps=timezone, now=lambda: moment)
        )  # for this view alone

    return set_clock


def page(client, assembly, name="live", **query):
    return client.get(reverse(f"beraad:{name}", args=[assembly.slug]), query)


def test_before_the_draw_the_page_counts_down_and_shows_the_fingerprint(client, at, now):
    assembly = factories.published()
    at(now)

    text = page(client, assembly).content.decode()

    assert "1 uur" in text
    assert queries.fixed_draw(assembly).commitment_sha256 in text
    assert "Grote zaal, Utrecht" in text
    assert 'hx-trigger="every 15s"' in text


def test_before_panels_are_published_the_page_says_so(client, at, now):
    assembly = factories.opened()
    at(now)

    assert "De loting komt nog" in page(client, assembly).content.decode()


def test_the_number_comes_step_by_step_and_then_stays(client, at, now):
    assembly = factories.drawn()
    drawn_at = Draw.objects.get().drawn_at
    at(drawn_at)
    first = page(client, assembly).content.decode()
    at(drawn_at + timedelta(minutes=1))

    after = page(client, assembly).content.decode()

    assert "Het toeval is er" in first
    assert "Dit is de groep" not in first
    assert "Het lot koos groep" in after
    assert "hx-trigger" not in after
    assert all(ticket in after for ticket in queries.drawn_panel(Draw.objects.get()))
    assert "Bram" not in after


def test_a_round_of_drand_is_computed_on_the_screen(client, at, now):
    assembly = factories.solved()
    draw = drawing.publish(assembly=assembly, source=Source("test", now + timedelta(hours=1)), now=now)
    number = queries.announcement(draw).facts()["round"]
    facts = beacons.made_up_round(number, seed=b"hall")
    draw = drawing.record(assembly=assembly, typed=json.dumps(facts), now=now + timedelta(hours=2))
    at(draw.drawn_at + timedelta(minutes=1))

    text = page(client, assembly).content.decode()

    assert facts["randomness"] in text
    assert draw.secret in text
    assert "Klopt: dit geheim" in text
    assert f"groep {draw.index}" in text


def test_who_has_this_version_gets_nothing_and_who_has_not_gets_the_part(
    client, at, now, django_assert_max_num_queries
):
    assembly = factories.published()
    at(now)
    part = page(client, assembly, "live-part")
    version = part.content.decode().split("heeft=")[1].split('"')[0]

    with django_assert_max_num_queries(0):
        again = page(client, assembly, "live-part", heeft=version)

    assert (part.status_code, again.status_code) == (200, 204)
    assert again["Cache-Control"].startswith("public, max-age=1")


def test_the_secret_stays_secret_before_the_draw(client, at, now):
    assembly = factories.solved()
    draw = drawing.publish(assembly=assembly, source=Source("test", now + timedelta(hours=1)), now=now)
    at(now + timedelta(minutes=30))

    text = page(client, assembly).content.decode()

    assert sealed.unseal(drawing.PURPOSE, draw.sealed_secret) not in text
    assert draw.sealed_secret not in text
