"""Error pages help, in the same house, also when nothing works."""

from __future__ import annotations

import pytest
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from ndt.urls import handler400, handler403, handler404, handler429, handler500, urlpatterns
from ndt.web.views import errors


def crash(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault of ours")


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def busy(request: HttpRequest) -> HttpResponse:
    return errors.unavailable(request)


def slow_down(request: HttpRequest) -> HttpResponse:
    return errors.too_many(request, retry_after=180)


urlpatterns = [
    path("stuk/", crash),
    path("vreemd/", suspicious),
    path("druk/", busy),
    path("rustig/", slow_down),
    *urlpatterns,
]
HANDLERS = (handler400, handler403, handler404, handler429, handler500)  # Django looks them up in this module


@pytest.fixture
def browser() -> Client:
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "title"),
    [
        ("/vreemd/", 400, "Deze vraag begrijpen we niet"),
        ("/nergens/", 404, "Deze pagina bestaat niet"),
        ("/rustig/", 429, "Even rustig aan"),
        ("/stuk/", 500, "Er ging iets mis bij ons"),
        ("/druk/", 503, "Het is nu erg druk"),
    ],
)
@pytest.mark.django_db
def test_an_error_has_its_status_its_words_and_a_way_on(browser: Client, address: str, status: int, title: str):
    response = browser.get(address)

    page = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{title}</h1>" in page
    assert "Ga naar de voorpagina" in page
    assert 'lang="nl"' in page


@pytest.mark.django_db
def test_who_must_wait_is_told_how_long(browser: Client):
    response = browser.get("/rustig/")

    assert response["Retry-After"] == "180"
    assert "3 minuten" in response.content.decode()
    assert browser.get("/druk/")["Retry-After"] == "30"


@pytest.mark.django_db
def test_a_form_that_waited_too_long_says_so():
    browser = Client(enforce_csrf_checks=True)

    response = browser.post("/account/inloggen/", {"email": "amina@example.org"})

    assert response.status_code == 403
    assert "Uw formulier is verlopen" in response.content.decode()


@pytest.mark.parametrize("view", [errors.server_error, errors.unavailable])
def test_the_worst_pages_need_no_database_no_session_and_no_middleware(view):
    # Without the django_db mark any query fails this test, and this request has no user and no session.
    response = view(RequestFactory().get("/"))

    assert response.status_code in {500, 503}
    assert b"Onder<b>wijs</b>heid" in response.content


@pytest.mark.django_db
def test_errors_speak_english_on_english_addresses(browser: Client):
    assert 'lang="en"' in browser.get("/en/nergens/").content.decode()
