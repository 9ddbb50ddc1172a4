"""Links that stop a series of letters."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from ndt.mail import unsubscribe
from ndt.mail.errors import UnknownLink

pytestmark = pytest.mark.django_db


@pytest.fixture
def stopped(monkeypatch) -> list[str]:
    """Register a series and note whose letters were stopped."""
    subjects: list[str] = []
    series = unsubscribe.Series("test.news", "nieuws over de petitie", lambda subject, now: subjects.append(subject))
    monkeypatch.setitem(unsubscribe._series, "test.news", series)
    return subjects


@pytest.fixture
def path(stopped) -> str:
    return urlsplit(unsubscribe.address("test.news", "42")).path


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def test_a_mail_provider_stops_the_letters_with_one_post_and_no_cookie(strict, path, stopped):
    response = strict.post(path, {"List-Unsubscribe": "One-Click"})

    assert (response.status_code, stopped) == (200, ["42"])
    assert not response.cookies
    assert response["Referrer-Policy"] == "no-referrer"


def test_the_one_click_works_on_the_english_address_too(strict, stopped):
    path = urlsplit(unsubscribe.address("test.news", "42", language="en")).path
    assert path.startswith("/en/")

    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert stopped == ["42"]


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_link_stops_nothing(strict, path, stopped, method):
    for _visit in range(3):
        response = getattr(strict, method)(path)
        assert response.status_code == 200

    assert stopped == []


def test_a_person_presses_the_button(client, path, stopped):
    page = client.get(path)
    done = client.post(path)

    assert "nieuws over de petitie" in page.text
    assert "U krijgt deze mails niet meer" in done.text
    assert stopped == ["42"]


def test_a_post_from_elsewhere_without_the_one_click_word_is_refused(strict, path, stopped):
    assert strict.post(path, {}).status_code == 403
    assert stopped == []


def test_the_one_click_word_opens_no_other_address(strict):
    assert strict.post(reverse("account_login"), {"List-Unsubscribe": "One-Click"}).status_code == 403


@pytest.mark.parametrize("one_click", [True, False])
def test_a_broken_link_says_so(client, path, stopped, one_click):
    data = {"List-Unsubscribe": "One-Click"} if one_click else {}
    response = client.post(path.rstrip("/")[:-3] + "abc/", data)

    assert response.status_code == 404
    assert stopped == []


def test_a_link_of_a_series_that_is_gone_is_unknown(path, monkeypatch):
    monkeypatch.delitem(unsubscribe._series, "test.news")

    with pytest.raises(UnknownLink):
        unsubscribe.read(path.split("/")[-2])
