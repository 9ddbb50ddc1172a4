"""A form on a secret address arrives without an origin; elsewhere that is refused."""

import pytest
from django.test import Client

from campaigns import links
from campaigns.links import Purpose
from tests.campaigns import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True)


def send(client, address, *, token=True, **headers):
    page = client.get(address)
    field = page.context["csrf_token"] if page.context else ""
    return client.post(address, {"csrfmiddlewaretoken": str(field) if token else ""}, headers=headers)


@pytest.fixture
def address():
    made = factories.signature(factories.petition(), state="pending")
    return f"/petitie/{made.petition.slug}/bevestig/{links.token(Purpose.CONFIRM, made.public_id)}/"


def test_a_form_on_a_secret_address_may_come_without_origin(client, address):
    assert send(client, address, origin="null").status_code == 302


def test_it_still_needs_the_token_of_the_form(client, address):
    assert send(client, address, token=False, origin="null").status_code == 403


def test_it_may_not_come_from_another_site(client, address):
    assert send(client, address, origin="null", sec_fetch_site="cross-site").status_code == 403
    assert send(client, address, origin="https://elders.example").status_code == 403


def test_elsewhere_a_form_without_origin_is_refused(client):
    petition = factories.petition()

    assert send(client, f"/petitie/{petition.slug}/teken/", origin="null").status_code == 403
