"""Every answer of the platform carries every header, the admin's and the error pages' too."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from ndt.web.headers import SECRET_PARTS, embeddable, token_page, with_camera
from tests.house.roles import ROLES, World, undone
from tests.house.test_url_roles import ADMIN, ROWS, _admin_arguments, prepared, renewed, tables

pytestmark = pytest.mark.django_db

EXPECTED = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PAGES_IN_FRAMES = {"campaigns:embed"}
PAGES_WITH_CAMERA = {"opleiding:door", "opleiding:door-code"}
# A part of a page that a hall of phones asks for each second; it knows of no visitor.
THE_SAME_FOR_EVERYBODY = {"beraad:live-part"}
# A mail as the demo's mailbox shows it: a frame on our own page, in which nothing runs.
MAIL_IN_FRAME = "demo:mail_body"


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.LANGUAGE_COOKIE_SECURE = True


def policy(response) -> dict[str, list[str]]:
    """Read the Content-Security-Policy."""
    rules = [rule.split() for rule in response["Content-Security-Policy"].split(";") if rule.strip()]
    return {name: sources for name, *sources in rules}


def faults(response, *, framed=False, secret=False) -> list[str]:
    """Give what is wrong with an answer's headers and with what its page holds."""
    wrong = [f"{name}: {response.get(name)}" for name, value in EXPECTED.items() if response.get(name) != value]
    wrong += [name for name in ("Permissions-Policy", "X-Request-ID") if not response.get(name)]
    wrong += policy_faults(response, framed=framed)
    corp = "cross-origin" if framed else "same-origin"
    if response.get("Cross-Origin-Resource-Policy") != corp:
        wrong.append("Cross-Origin-Resource-Policy")
    if not framed and response.get("X-Frame-Options", "DENY") != "DENY":
        wrong.append("X-Frame-Options")
    if response.get("Referrer-Policy") != "no-referrer" and (
        secret or response.get("Referrer-Policy") != "same-origin"
    ):
        wrong.append(f"Referrer-Policy: {response.get('Referrer-Policy')}")
    kept = response.get("Cache-Control", "")
    if not kept or (secret and "no-store" not in kept):
        wrong.append(f"Cache-Control: {kept}")
    wrong += cookie_faults(response)
    if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
        wrong += page_faults(response, policy(response))
    return wrong


def policy_faults(response, *, framed):
    if "Content-Security-Policy" not in response:
        return ["Content-Security-Policy"]
    rules = policy(response)
    wrong = [
        f"{rule} {source}"
        for rule, sources in rules.items()
        for source in sources
        if "unsafe" in source or "*" in source or (source in {"https:", "http:", "data:", "blob:"} and not framed)
    ]
    wrong += [rule for rule in ("default-src", "base-uri", "object-src") if rules.get(rule) != ["'none'"]]
    wrong += [rule for rule in ("script-src", "style-src", "form-action") if not rules.get(rule)]
    if rules.get("frame-ancestors") != (["https:"] if framed else ["'none'"]):
        wrong.append(f"frame-ancestors {rules.get('frame-ancestors')}")
    return wrong


def cookie_faults(response):
    return [
        f"cookie {name} without {flag}"
        for name, cookie in response.cookies.items()
        for flag in ("secure", "httponly", "samesite")
        if not cookie[flag] and cookie.value and not (name == "django_language" and flag == "httponly")
    ]


class Page(HTMLParser):
    """Collects what the policy of a page would stop."""

    def __init__(self, nonces):
        super().__init__()
        self.nonces = nonces
        self.wrong = []

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        self.wrong += [f"<{tag} {name}>" for name in facts if name.startswith("on") or name == "style"]
        inline = tag == "style" or (
            tag == "script" and "src" not in facts and facts.get("type") not in {"application/json", "text/plain"}
        )
        if inline and facts.get("nonce") not in self.nonces:
            self.wrong.append(f"inline <{tag}>")
        for name in ("src", "href", "action", "srcset", "poster", "data"):
            value = (facts.get(name) or "").strip().lower()
            if value.startswith("javascript:"):
                self.wrong.append(f"{name} {value}")
            loads = name != "action" and (
                tag not in {"a", "area", "base"} and not (tag == "link" and is_a_pointer(facts))
            )
            if loads and value.startswith(("http:", "https:", "//", "data:")):
                self.wrong.append(f"<{tag} {name}={value[:60]}>")


def is_a_pointer(facts):
    return facts.get("rel") in {"canonical", "alternate", "license"}


def page_faults(response, rules):
    nonces = {source[7:-1] for source in rules.get("script-src", []) if source.startswith("'nonce-")}
    page = Page(nonces)
    page.feed(response.content.decode())
    return page.wrong


def visitors(row):
    """Give the roles that see different things of an address: a visitor, an operator, and who is let in."""
    allowed = [role for role, outcome in row.get.items() if outcome == 200]
    return dict.fromkeys(["anonymous", "operator", *allowed[:1]])


def missing(name, row, kwargs, browsers):
    """Give what is wrong with the answers of an address, for each role and method."""
    path = reverse(name, kwargs=kwargs)
    secret = not SECRET_PARTS.isdisjoint(kwargs)
    for role in visitors(row):
        for method in ("get", "post"):
            with undone():
                response = getattr(renewed(browsers[role]), method)(path, secure=True)
            framed = name in PAGES_IN_FRAMES and response.status_code == 200
            found = faults(response, framed=framed, secret=secret)
            if ("camera=(self)" in response["Permissions-Policy"]) > (name in PAGES_WITH_CAMERA):
                found.append("it may ask for the camera")
            if is_kept_page(response) and role != "anonymous" and name not in THE_SAME_FOR_EVERYBODY:
                found.append(f"a page of {role} may be kept: {response.get('Cache-Control')}")
            if found:
                yield f"{method} {path} {role} {response.status_code}: {found}"


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.__name__.split(".")[-2])
def test_every_address_carries_every_header(table):
    world = World(getattr(table, "SOLUTION", "campaigns"))
    browsers = {role: world.browser(role) for role in ROLES}
    wrong = []

    for name, row, _own, kwargs in prepared(table, world):
        if name != MAIL_IN_FRAME:
            wrong += missing(name, row, kwargs, browsers)

    assert not wrong, "\n".join(wrong)


def is_kept_page(response):
    html = response.get("Content-Type", "").startswith("text/html")
    return html and response.status_code == 200 and "no-store" not in response.get("Cache-Control", "")


@pytest.mark.skipif(MAIL_IN_FRAME not in ROWS, reason="without the demo there is no mailbox")
def test_a_mail_in_the_mailbox_runs_nothing_and_loads_nothing():
    row, solution = ROWS[MAIL_IN_FRAME]
    world = World(solution)

    rules = policy(Client().get(reverse(MAIL_IN_FRAME, kwargs=row.kwargs(world)), secure=True))

    assert rules["default-src"] == ["'none'"]
    assert rules.get("script-src", ["'none'"]) == ["'none'"]
    assert rules["frame-ancestors"] == ["'self'"]
    assert not [source for sources in rules.values() for source in sources if "unsafe" in source or "*" in source]


def test_every_page_of_the_admin_carries_every_header():
    world = World("campaigns")
    browsers = {role: world.browser(role) for role in ("anonymous", "operator")}
    wrong = {}

    for name in ADMIN:
        path = reverse(name, kwargs=_admin_arguments(name, world))
        for role, browser in browsers.items():
            with undone():
                response = renewed(browser).get(path, secure=True)
            if (found := faults(response)) or is_kept_page(response):
                wrong[f"{path} {role} {response.status_code}"] = found

    assert not wrong


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
