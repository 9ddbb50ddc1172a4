"""Two people at one mailbox: neither sees, takes or erases what stands under the other's name."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from campaigns.models import Signature
from ndt.jobs import services as jobs
from ndt.people.models import User
from ndt.privacy import rows
from ndt.privacy.models import AccessRequest, Cause, Erasure
from ndt.privacy.services import erasing, exporting, remembering, requests, restoring
from tests.campaigns import factories

ADDRESS = "gezin@example.nl"
LINK = "/privacy/mijn-gegevens/geheim/"


@pytest.fixture
def household(db: None) -> None:
    petition = factories.petition()
    factories.signature(petition, name="Amina Smit", email=ADDRESS)
    factories.signature(petition, name="Bram Smit", email=ADDRESS, slot=2)


@pytest.fixture
def link(household: None) -> str:
    AccessRequest.objects.create(
        email=ADDRESS, token_hash=requests.hashed("geheim"), expires_at=timezone.now() + timedelta(days=1)
    )
    return LINK


def names() -> list[str]:
    return sorted(Signature.objects.exclude(name="").values_list("name", flat=True))


def test_an_export_holds_only_what_stands_under_the_own_name(household):
    data = exporting.export(person=rows.by_address(ADDRESS, "amina  smit"), now=timezone.now())

    assert "Amina Smit" in json.dumps(data)
    assert "Bram" not in json.dumps(data)


def test_an_erasure_takes_only_what_stands_under_the_own_name(household):
    erasing.erase(person=rows.by_address(ADDRESS, "Amina Smit"), cause=Cause.LINK, now=timezone.now())

    assert names() == ["Bram Smit"]


def test_one_person_at_a_mailbox_is_not_asked_for_a_name(db):
    factories.signature(factories.petition(), name="Amina Smit", email=ADDRESS)
    request = AccessRequest(email=ADDRESS)

    person = requests.person_of(request)

    assert person is not None
    assert [part.entry.model for part in rows.find(person)] == ["campaigns.Signature"]


def test_the_page_asks_for_a_name_and_shows_nothing_before(client, link):
    page = client.get(link)

    assert "Wie bent u?" in page.content.decode()
    assert "Smit" not in page.content.decode()
    assert client.get(f"{link}download/").url == link
    assert client.get(f"{link}verwijderen/").url == link


def test_with_the_own_name_the_page_opens(client, link):
    answer = client.post(link, {"name": " AMINA smit"})
    data = client.get(f"{link}download/").json()

    assert answer.url == link
    assert "Bram" not in json.dumps(data)
    assert "Amina Smit" in json.dumps(data)


def test_a_name_that_nothing_stands_under_is_explained(client, link):
    answer = client.post(link, {"name": "Coby"})

    assert answer.status_code == 422
    assert "Wij vinden niets onder deze naam." in answer.content.decode()


def test_an_account_holder_gets_what_stands_under_the_name_of_the_account(household):
    amina = User.objects.create_user(ADDRESS, name="Amina Smit")
    EmailAddress.objects.create(user=amina, email=ADDRESS, verified=True)

    text = json.dumps(exporting.export(person=rows.by_account(amina), now=timezone.now()))

    assert "Bram" not in text
    assert '"campaigns.Signature"' in text


def test_an_account_under_a_third_name_gets_neither(household):
    coby = User.objects.create_user(ADDRESS, name="Coby Smit")
    EmailAddress.objects.create(user=coby, email=ADDRESS, verified=True)

    text = json.dumps(exporting.export(person=rows.by_account(coby), now=timezone.now()))

    assert '"campaigns.Signature"' not in text
    assert '"people.User"' in text


def test_an_address_that_was_never_verified_finds_nothing(household):
    omar = User.objects.create_user(ADDRESS, name="Amina Smit")
    EmailAddress.objects.create(user=omar, email=ADDRESS, verified=False)

    text = json.dumps(exporting.export(person=rows.by_account(omar), now=timezone.now()))

    assert '"campaigns.Signature"' not in text


def test_a_restore_erases_the_same_one_of_the_two_again(household):
    erasing.erase(person=rows.by_address(ADDRESS, "Amina Smit"), cause=Cause.LINK, now=timezone.now())
    jobs.sweep()
    # As the backup knew it: both signatures, and no erasure.
    Signature.objects.all().delete()
    Erasure.objects.all().delete()
    petition = factories.petition()
    factories.signature(petition, name="Amina Smit", email=ADDRESS)
    factories.signature(petition, name="Bram Smit", email=ADDRESS, slot=2)

    restoring.apply(now=timezone.now(), progress=lambda _text: None)

    assert names() == ["Bram Smit"]
    assert remembering.unknown_here() == []
