"""Operators hear of a page that crashes, once an hour a place, and about nobody."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from ndt.health import crashes
from ndt.jobs.models import Job

pytestmark = pytest.mark.django_db


def crash(request):
    raise ValueError(f"{request.GET.get('naam')} has no number")


def away(request):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 20")
        cursor.execute("SELECT pg_sleep(1)")


urlpatterns = [path("crash", crash), path("away", away)]
handler500 = "ndt.health.views.server_error"


@pytest.fixture(autouse=True)
def _stage(settings, monkeypatch):
    settings.OPERATOR_EMAILS = ["olga@voorbeeld.example"]
    monkeypatch.setattr(crashes, "_told", set())
    with override_settings(ROOT_URLCONF=__name__):
        yield


def visit(address):
    return Client(raise_request_exception=False).get(address)


def test_a_crash_is_told_once_with_kind_place_and_number():
    numbers = [visit("/crash?naam=Amina")["X-Request-ID"] for _n in range(3)]

    letter = Job.objects.get(kind="mail.send")
    context = letter.payload["context"]
    assert letter.payload["to"] == "olga@voorbeeld.example"
    assert context["kind"] == "ValueError"
    assert context["place"].startswith("tests/ndt/health/test_crashes.py:")
    assert context["number"] == numbers[0]
    assert "Amina" not in str(letter.payload)


def test_a_busy_database_is_no_crash():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crashes, "tell", lambda *_a, **_k: pytest.fail("told"))

        assert visit("/away").status_code == 503


def test_a_crash_that_cannot_be_told_still_shows_its_page(monkeypatch):
    def broken(**_facts):
        raise RuntimeError

    monkeypatch.setattr(crashes.operators, "tell", broken)

    assert visit("/crash").status_code == 500


def test_a_process_remembers_only_so_many_places():
    crashes._told.update(str(number) for number in range(crashes.MOST_REMEMBERED))

    crashes.tell(ValueError(), number="1", now=timezone.now())

    assert len(crashes._told) == 1
