"""Answers carry every header: those of the table are looked at in test_url_roles.py, the others here."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from ndt.web.headers import embeddable, token_page, with_camera
from tests.house.headers import MAIL_IN_FRAME, Page, faults, policy
from tests.house.roles import World
from tests.house.test_url_roles import ROWS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_in_production")]


@pytest.mark.skipif(MAIL_IN_FRAME not in ROWS, reason="without the demo there is no mailbox")
def test_a_mail_in_the_mailbox_runs_nothing_and_loads_nothing():
    row, solution = ROWS[MAIL_IN_FRAME]
    world = World(solution)

    rules = policy(Client().get(reverse(MAIL_IN_FRAME, kwargs=row.kwargs(world)), secure=True))

    assert rules["default-src"] == ["'none'"]
    assert rules.get("script-src", ["'none'"]) == ["'none'"]
    assert rules["frame-ancestors"] == ["'self'"]
    assert not [source for sources in rules.values() for source in sources if "unsafe" in source or "*" in source]


@pytest.mark.parametrize(
    ("path", "method", "extra", "status"),
    [
        ("/bestaat-niet/", "get", {}, 404),
        ("/", "get", {"headers": {"host": "kwaad.example"}}, 400),
        ("/account/", "put", {}, None),
        ("/livez", "get", {}, 200),
        ("/readyz", "get", {}, 200),
        ("/csp-rapport", "get", {}, 405),
        ("/static/css/tokens.css", "get", {}, None),
        ("/demo/", "get", {}, None),
    ],
)
def test_answers_outside_the_table_carry_every_header(path, method, extra, status):
    response = getattr(Client(raise_request_exception=False), method)(path, secure=True, **extra)

    assert response.status_code == status or status is None
    assert not faults(response)


def test_a_form_from_elsewhere_gets_every_header():
    browser = Client(enforce_csrf_checks=True)

    response = browser.post(reverse("account_login"), {}, secure=True)

    assert response.status_code == 403
    assert not faults(response)


def test_http_is_sent_to_https():
    response = Client().get("/oplossingen/kansen-te-koop/?a=b")

    assert response.status_code == 301
    assert response["Location"] == "https://testserver/oplossingen/kansen-te-koop/?a=b"
    assert not [fault for fault in faults(response) if not fault.startswith("Strict-Transport")]


def test_a_page_in_a_frame_opens_only_its_own_door():
    response = embeddable(lambda _request: HttpResponse("count"))(RequestFactory().get("/"))

    assert response._csp_replace == {"frame-ancestors": ["https:"]}
    assert response.xframe_options_exempt
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_page_with_a_camera_opens_that_alone():
    response = with_camera(lambda _request: HttpResponse("door"))(RequestFactory().get("/"))

    assert "camera=(self)" in response._permissions_policy_override
    assert "microphone=()" in response._permissions_policy_override


def test_a_token_page_is_kept_by_nobody():
    response = token_page(lambda _request: HttpResponse("yours"))(RequestFactory().get("/"))

    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_the_checker_sees_what_a_policy_would_stop():
    """Break each thing once, to know that the walk above would tell."""
    page = Page({"abc"})

    page.feed('<script nonce="abc"></script><script src="/static/a.js"></script><a href="https://elders.nl">x</a>')
    assert page.wrong == []

    page.feed('<p style="x" onclick="y"><script>1</script><img src="https://elders.nl/x.png"><a href="javascript:1">')
    assert len(page.wrong) == 5
