"""What points at a person or opens a door never reaches a log."""

from __future__ import annotations

import secrets

import pytest
from django.core import signing
from hypothesis import example, given
from hypothesis import strategies as st

from ndt.health.redaction import GONE, redact, redact_values

TOKEN = "Zk3_x9QpLr-72hVtY0aBcD"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Mail to amina@voorbeeld.example failed", "amina"),
        ("user=amina%40voorbeeld.example", "amina"),
        ("<amina+school@mail.voorbeeld.example>", "amina"),
        ("José <josé@voorbeeld.example>", "josé@"),
        ("smtp://post:geheim-wachtwoord@mail.voorbeeld.example:587", "geheim"),
        ("redis://:geheim@valkey:6379/0", "geheim"),
        ("call 06-12345678 now", "12345678"),
        ("call 06 12 34 56 78 now", "34 56"),
        ("call +31 6 1234 5678", "1234"),
        ("call 0031612345678", "612345678"),
        (f"Not Found: /petitie/kansen-te-koop/bevestig/{TOKEN}/", TOKEN),
        (f"GET /bevestig/{TOKEN} 200", TOKEN),
        (f"https://site.example/intrekken/{TOKEN}/?x=1", TOKEN),
        (f"token is {TOKEN}", TOKEN),
        ("/wachtwoord/0192a7c4-5b7e-7cc3-98c4-dc0c0c07398f/", "98c4"),
        ("/zoek/?naam=Amina%20Jansen&postcode=1012AB", "Amina"),
        ("/zoek?postcode=1012AB", "1012AB"),
        ("code 123456 is wrong", "123456"),
        ("code 123 456 is wrong", "456"),
        ("Cookie: sessionid=abc; csrftoken=def", "abc"),
        ("'Authorization': 'Bearer abc.def'", "abc.def"),
        ("set-cookie=sessionid=abc", "abc"),
        ("password=geheim&x=1", "geheim"),
        ("{'email': 'amina', 'name': 'Jansen'}", "Jansen"),
        ("visitor 203.0.113.9 was refused", "203.0.113.9"),
        ("visitor 2001:db8::1 was refused", "2001:db8::1"),
        (
            "duplicate key value\nDETAIL:  Key (name)=(Amina Jansen) already exists.",
            "Amina",
        ),
    ],
)
def test_it_is_gone(text, secret):
    assert secret in text
    assert secret not in redact(text)
    assert GONE in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "Listening at http://127.0.0.1:8000",
        "/petitie/kansen-te-koop-voor-elk-kind/teken/",
        "Task ndt.jobs.tasks.sweep[0192a7c4-5b7e-7cc3-98c4-dc0c0c07398f] received",
        "migration campaigns.0003 is pending since 12:30:11",
        "letter 4211 of 5000 in 17 ms",
        "connection to server at db, port 5432 failed",
        "is this a question? yes",
        "cache_lost",
        "ValueError (campaigns/services/a_service_with_a_long_name.py:120)",
    ],
)
def test_what_an_operator_needs_stays(text):
    assert redact(text) == text


@given(st.integers(16, 48))
def test_no_token_that_we_make_survives_in_a_path(size):
    token = secrets.token_urlsafe(size)

    assert token not in redact(f"Not Found: /petitie/x/{token}/")
    assert token not in redact(f"/petitie/x/{token}")


def test_a_signed_token_does_not_survive():
    token = signing.dumps({"id": 7})

    assert token not in redact(f"/uitschrijven/{token}/")


@given(st.emails())
@example("'@A.AF")
def test_no_address_survives(address):
    before = redact(f"to {address} failed")

    assert f" {address} " not in before


@given(st.text(max_size=300))
def test_redacting_twice_changes_nothing_and_any_text_is_read(text):
    once = redact(text)

    assert redact(once) == once


def test_facts_with_a_secret_name_go_whole():
    facts = {"status": 200, "token": "abc", "recipient_email": "x", "job": 7, "nested": {"phone": "06"}, "ok": True}

    assert redact_values(facts) == {
        "status": 200,
        "token": GONE,
        "recipient_email": GONE,
        "job": 7,
        "nested": {"phone": GONE},
        "ok": True,
    }
