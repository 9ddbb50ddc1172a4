"""Who reads reports is named by who leads an organisation, and is never nobody."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from bijles.core.errors import NotNamed
from bijles.queries.safety import contacts
from bijles.services import contacting, supplying
from ndt.jobs.models import Job
from ndt.people.models import Membership, Role, User
from tests.bijles import factories, months
from tests.campaigns.races import at_once
from tests.house.roles import log_in

pytestmark = pytest.mark.django_db
TODAY = date(2027, 3, 1)
VERA, OMAR = "vera@voorbeeld.nl", "omar@voorbeeld.nl"


@pytest.fixture
def here():
    return months.world()


@pytest.fixture
def provider(here):
    return factories.agreement(here.programme).provider


@pytest.fixture
def piet(provider):
    """He leads the provider."""
    made = factories.account("piet@voorbeeld.nl")
    Membership.objects.create(user=made, organisation=provider.organisation, role=Role.PROVIDER, since=TODAY)
    return made


def name(provider, piet, email=VERA):
    return contacting.name(organisation=provider.organisation, email=email, by=piet, today=TODAY)


def named(provider):
    return [one.email for one in contacts(provider.organisation, Role.CONFIDANT)]


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_moment: TODAY)


def test_a_contact_is_named_by_address_and_hears_of_it(provider, piet):
    name(provider, piet, " Vera@Voorbeeld.NL ")

    assert named(provider) == [VERA]
    (letter,) = Job.objects.filter(kind="mail.send")
    assert (letter.payload["template"], letter.payload["to"]) == ("bijles/confidant", VERA)


def test_who_leads_reads_no_reports_about_the_own_organisation(provider, piet):
    with pytest.raises(NotNamed, match="self"):
        name(provider, piet, piet.email)


def test_nobody_is_named_twice(provider, piet):
    name(provider, piet)
    with pytest.raises(NotNamed, match="known"):
        name(provider, piet)


def test_the_last_contact_stays_until_there_is_another(provider, piet):
    vera = name(provider, piet)
    with pytest.raises(NotNamed, match="last"):
        contacting.stop(organisation=provider.organisation, user=vera.pk, today=TODAY)
    name(provider, piet, OMAR)

    contacting.stop(organisation=provider.organisation, user=vera.pk, today=TODAY)

    assert named(provider) == [OMAR]
    with pytest.raises(NotNamed, match="unknown"):
        contacting.stop(organisation=provider.organisation, user=vera.pk, today=TODAY)


@pytest.mark.django_db(transaction=True)
def test_two_that_stop_each_other_leave_one(provider, piet):
    users = [name(provider, piet, email).pk for email in (VERA, OMAR)]

    def stop(user):
        try:
            contacting.stop(organisation=provider.organisation, user=user, today=TODAY)
        except NotNamed as refused:
            return refused.why
        return "stopped"

    assert sorted(at_once(stop, users)) == ["last", "stopped"]
    assert len(named(provider)) == 1


def test_the_page_names_and_stops(client, provider, piet):
    log_in(client, piet)
    page = reverse("bijles:contacts", args=[provider.organisation_id])

    assert "nog geen vertrouwenspersoon" in client.get(page).content.decode()
    for email in (VERA, OMAR):
        assert client.post(page, {"email": email}).status_code == 302
    assert "Kies iemand anders dan uzelf" in client.post(page, {"email": piet.email}).content.decode()
    for long in (f"{'v' * 60}@{'a' * 200}.nl", f"vera@{'.'.join(['a' * 60] * 5)}.nl"):
        assert client.post(page, {"email": long}).status_code == 422
    wrong = client.post(page, {"email": "vera"})
    assert (wrong.status_code, 'value="vera"' in wrong.content.decode()) == (422, True)
    vera = User.objects.get(email=VERA)
    assert client.post(page, {"do": "stop", "user": vera.pk}).status_code == 302
    for strange in ("x", "", "-1", "9" * 30, "1" * 5_000):
        answer = client.post(page, {"do": "stop", "user": strange})
        assert (answer.status_code, "<title>Fout: " in answer.content.decode()) == (422, True)
    assert named(provider) == [OMAR]


def test_another_organisation_names_nobody_here(client, here, provider):
    other = factories.account()
    elsewhere = factories.agreement(here.programme).provider.organisation
    Membership.objects.create(user=other, organisation=elsewhere, role=Role.PROVIDER, since=TODAY)
    log_in(client, other)

    assert client.post(reverse("bijles:contacts", args=[provider.organisation_id]), {"email": VERA}).status_code == 404


def test_a_tutor_with_another_address_leaves_the_old_account_nothing(here, provider):
    made = supplying.add_tutor(provider=provider, first_name="Bram", languages=["nl"], email=VERA, today=TODAY)

    supplying.change_tutor(tutor=made, first_name="Bram", languages=["nl"], email=OMAR, today=TODAY)

    holds = Membership.objects.active(TODAY).filter(organisation=provider.organisation, role=Role.TUTOR)
    assert [one.user.email for one in holds] == [OMAR]


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.POLICYMAKER])
def test_who_leads_too_is_no_contact(provider, piet, role):
    other = factories.account("lena@voorbeeld.nl")
    Membership.objects.create(user=other, organisation=provider.organisation, role=role, since=TODAY)

    with pytest.raises(NotNamed, match="leads"):
        name(provider, piet, other.email)
    assert named(provider) == []
