"""The first page is light: 50 kB of HTML, CSS and JavaScript over the wire, type faces apart."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

STATIC = Path(settings.BASE_DIR) / "static"
PAGE_KB, CSS_KB, JS_KB, HTMX_KB = 50, 15, 5, 18


def linked(html: str, kind: str) -> list[Path]:
    pattern = (
        r'<link rel="stylesheet" href="/static/([^"]+)"' if kind == "css" else r'<script[^>]* src="/static/([^"]+)"'
    )
    return [STATIC / address for address in re.findall(pattern, html)]


def packed(*files: Path) -> int:
    """Give the bytes of files as gzip sends them; brotli, which most browsers take, sends less."""
    return sum(len(gzip.compress(file.read_bytes(), 6)) for file in files)


@pytest.fixture
def home(client: Client, db: None) -> str:
    return client.get("/").content.decode()


def test_the_first_page_stays_within_its_budget(home: str):
    # The HTML counts as it is: without a proxy in front nobody packs it.
    weight = len(home.encode()) + packed(*linked(home, "css"), *linked(home, "js"))

    assert weight <= PAGE_KB * 1000, weight


def test_the_first_page_with_forms_and_htmx_stays_within_it_too(home: str):
    more = [STATIC / "vendor/forms.css", STATIC / "css/desk.css", *STATIC.glob("vendor/htmx.org/*/htmx.min.js")]

    assert (
        len(gzip.compress(home.encode())) + packed(*linked(home, "css"), *linked(home, "js"), *more) <= PAGE_KB * 1000
    )


def test_style_and_script_stay_within_theirs(home: str):
    assert packed(*linked(home, "css")) <= CSS_KB * 1000
    assert packed(*linked(home, "js")) <= JS_KB * 1000
    assert packed(*STATIC.glob("vendor/htmx.org/*/htmx.min.js")) <= HTMX_KB * 1000


def test_nothing_is_asked_of_another_host(home: str):
    fetched = re.findall(r'(?:src|srcset|data|poster)="([^"]+)"', home) + re.findall(
        r'<(?:link|use)[^>]* href="([^"]+)"', home
    )

    assert fetched
    assert not [address for address in fetched if not address.startswith("/")]


def test_a_visitor_gets_no_cookie(client: Client, db: None):
    for address in ("/", "/oplossingen/wisselkracht/", "/toegankelijkheid/", "/en/"):
        response = client.get(address)

        assert response.status_code == 200
        assert not response.cookies


def test_styles_name_no_other_host():
    for sheet in STATIC.glob("css/*.css"):
        assert not re.findall(r"url\([\"']?(?:https?:)?//", sheet.read_text(encoding="utf-8")), sheet
