"""The pages: what they say, and that only a POST changes anything."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ndt.jobs.models import Job
from ndt.people.models import User
from ndt.privacy import registry, rows
from ndt.privacy.models import AccessRequest, Erasure
from ndt.privacy.services import requests
from tests.house.roles import log_in

ASK = "/privacy/mijn-gegevens/"


def page(answer: object) -> str:
    return answer.content.decode()


@pytest.fixture
def link(db: None) -> str:
    """A link that Omar, who has no account, got by mail."""
    now = timezone.now()
    AccessRequest.objects.create(
        email="omar@example.nl",
        token_hash=requests.hashed("geheim"),
        created_at=now,
        expires_at=now + timedelta(days=1),
    )
    return "/privacy/mijn-gegevens/geheim/"


def test_the_statement_names_every_purpose_in_the_registry(client, db):
    html = page(client.get("/privacy/"))

    for entry in registry.entries().values():
        for name, personal in entry.fields.items():
            if not rows.resolve(rows.model_of(entry), name).is_relation:
                assert str(personal.retention) in html, f"{entry.model}.{name}"


def test_the_register_has_a_line_for_every_field(client, db):
    answer = client.get("/privacy/register.csv")

    lines = list(csv.reader(io.StringIO(page(answer).lstrip("\ufeff")), delimiter=";"))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert len(lines) - 1 >= sum(len(entry.fields) for entry in registry.entries().values())
    assert {len(line) for line in lines} == {9}


def test_an_address_gets_the_same_answer_whether_we_know_it_or_not(client, amina):
    known = client.post(ASK, {"email": amina.email})
    unknown = client.post(ASK, {"email": "niemand@example.nl"})

    assert known.status_code == unknown.status_code == 302
    assert known.url == unknown.url == "/privacy/mijn-gegevens/verstuurd/"
    assert known.cookies.keys() == unknown.cookies.keys()
    assert Job.objects.filter(kind="mail.send", key__startswith="mail:privacy.request").count() == 2


def test_a_mailbox_gets_three_of_these_mails_a_day_and_the_answer_stays_the_same(client, db):
    answers = [client.post(ASK, {"email": f"o.mar+{number}@gmail.com"}) for number in range(5)]

    assert {answer.status_code for answer in answers} == {302}
    assert Job.objects.filter(kind="mail.send").count() == 3


def test_somebody_who_asks_too_often_is_told_to_wait(client, db):
    answers = [client.post(ASK, {"email": f"omar{number}@example.nl"}) for number in range(31)]

    assert answers[29].status_code == 302
    assert answers[30].status_code == 429
    assert answers[30].headers["Retry-After"]


@pytest.mark.parametrize("typed", ["", "omar", "omar@", "@example.nl"])
def test_a_wrong_address_is_explained_beside_the_field(client, db, typed):
    answer = client.post(ASK, {"email": typed})

    assert answer.status_code == 422
    assert ("Vul uw e-mailadres in." if not typed else "Dit is geen e-mailadres.") in page(answer)
    assert not AccessRequest.objects.exists()


def test_the_link_in_the_mail_opens_the_page(client, db):
    client.post(ASK, {"email": "omar@example.nl"})
    letter = Job.objects.get(kind="mail.send").payload

    answer = client.get(letter["context"]["link"].partition("127.0.0.1:8000")[2])

    assert answer.status_code == 200
    assert "omar@example.nl" in page(answer)
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_link_of_yesterday_or_a_wrong_one_is_refused_kindly(client, link):
    AccessRequest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    for address in (link, "/privacy/mijn-gegevens/fout/"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "Stuur mij een nieuwe link" in page(answer)


def test_no_get_or_head_changes_anything(client, link):
    for address in (link, f"{link}download/", f"{link}verwijderen/"):
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200

    assert AccessRequest.objects.exists()
    assert not Erasure.objects.exists()


def test_erasing_by_link_ends_the_link_itself(client, link):
    answer = client.post(f"{link}verwijderen/", {"sure": "on"}, follow=True)

    assert "Uw gegevens zijn weg" in page(answer)
    assert str(Erasure.objects.get().pk) in page(answer)
    assert client.get(link).status_code == 404


def test_without_the_tick_nothing_is_erased(client, link):
    answer = client.post(f"{link}verwijderen/", {"why": "privacy"})

    assert answer.status_code == 422
    assert "Zet een vinkje" in page(answer)
    assert AccessRequest.objects.exists()


def test_an_account_holder_downloads_everything_as_a_readable_file(amina):
    client = Client()
    log_in(client, amina)

    answer = client.get(reverse("privacy:account_download"))

    data = json.loads(answer.content)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "people.User" in {part["kind"] for part in data["parts"]}


def test_an_account_holder_deletes_the_account_and_is_logged_out(amina):
    client = Client()
    log_in(client, amina)

    answer = client.post(reverse("privacy:account_erase"), {"sure": "on", "why": "done"}, follow=True)

    assert "Uw gegevens zijn weg" in page(answer)
    assert Erasure.objects.get().why == "done"
    assert not User.objects.get(pk=amina.pk).is_active
    assert client.get("/account/").status_code == 302


def test_a_number_that_nobody_got_is_unknown(client, db):
    answer = client.get("/privacy/verwijderd/00000000-0000-4000-8000-000000000000/")

    assert answer.status_code == 404
    assert "Wij kennen dit nummer niet" in page(answer)
