"""The desks of advisers, institutes and universities: what stands there, and a sentence for what cannot be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ndt.people.models import Kind, Role
from opleiding.models import Confirmation, Pool, Use
from opleiding.services import advising, profile
from opleiding.views import advice, institute
from tests.house.roles import log_in
from tests.opleiding import factories
from tests.opleiding.factories import NOON, SOURCE

pytestmark = pytest.mark.django_db
SEEN = {"source": SOURCE, "seen_on": "2026-11-01"}


def url(name, *args):
    return reverse(f"opleiding:{name}", args=args)


@pytest.fixture
def adviser(client):
    team = factories.organisation(Kind.CAMPAIGN_TEAM)
    log_in(client, factories.employee(team, Role.COORDINATOR), second_factor=True)


def test_an_adviser_sees_the_last_advice_of_each_trainer_who_allows_one(client, adviser):
    trainer, gone = factories.advised(), factories.advised()
    factories.offering()
    last = advising.make(trainer=trainer, now=NOON + timedelta(days=1))
    profile.allow(trainer=gone, uses=[Use.FOLLOW], visible_to=[], now=NOON)

    page = client.get(url("adviser"))

    assert last.number == 2
    assert [advice for advice, _best in page.context["rows"]] == [last]
    assert client.get(url("amend", last.public_id)).status_code == 200
    assert client.get(url("amend", gone.advices.get().public_id)).status_code == 404


def test_hours_that_changed_since_the_institute_read_them_are_read_again(client, ilse):
    trainer = factories.claiming(ilse)
    row = factories.experience(trainer, hours=1200)
    read = client.get(url("claims")).content.decode()
    assert 'name="hours" value="1200"' in read
    profile.put_experience(trainer=trainer, subject=row.subject, upper=True, hours=1300, now=NOON)

    for typed in ({"hours": "1200"}, {"hours": "duizend"}, {"hours": "9" * 5000}, {}):
        page = client.post(url("confirm", row.pk), typed, follow=True)
        assert "De trainer veranderde deze uren net" in page.content.decode()
    assert not Confirmation.objects.exists()

    client.post(url("confirm", row.pk), {"hours": "1300"})
    assert Confirmation.objects.get().experience == row


def test_hours_that_wait_stand_before_those_that_are_confirmed(client, ilse):
    rows = [factories.experience(factories.claiming(ilse), hours=hours) for hours in (10, 20, 30)]
    profile.confirm(experience=rows[0], seen=10, by=factories.user(), now=NOON)

    shown = client.get(url("claims")).context["page"].object_list

    assert [one.hours for one in shown] == [20, 30, 10]


@pytest.mark.parametrize("desk", ["claims", "adviser"])
def test_a_desk_with_many_rows_leads_to_its_next_page(client, request, monkeypatch, desk):
    monkeypatch.setattr(institute, "PAGE", 1)
    monkeypatch.setattr(advice, "PAGE", 1)
    house = request.getfixturevalue("ilse" if desk == "claims" else "adviser")
    for _row in range(2):
        if desk == "claims":
            factories.experience(factories.claiming(house))
        else:
            factories.advised()

    page = client.get(url(desk)).content.decode()

    assert 'rel="next" href="?pagina=2"' in page
    assert client.get(url(desk), {"pagina": "2"}).context["page"].number == 2


def a_programme(house, subject):
    title = factories.programme(university=house).title
    typed = {"title": title, "route": "master_1", "subject": subject.pk} | SEEN
    return url("new-programme"), typed, "Er is al een opleiding met deze naam."


def a_start(house, _subject):
    known = factories.offering(programme=factories.programme(university=house))
    typed = {
        "starts_on": "2027-09-01", "term": "autumn", "places": 20, "language": "nl", "days": 4, "months": 12,
        "deadline": "2027-04-01", "cost_euro": 2600, "state": "published",
    } | SEEN  # fmt: skip
    return url("new-offering", known.programme_id), typed, "Deze opleiding begint al een keer op deze dag."


def a_version(house, _subject):
    known = factories.rules(factories.programme(university=house))
    typed = {"version": known.version, "since": "2026-09-01"} | SEEN
    return url("new-rules", known.programme_id), typed, "Deze versie is er al."


def an_offer(house, _subject):
    title = factories.development(university=house).title
    typed = {"title": title, "goal": "speaking", "text": "Oefenen.", "hours": 3} | SEEN
    return url("new-development"), typed, "Er is al aanbod met deze naam."


@pytest.mark.parametrize("second", [a_programme, a_start, a_version, an_offer])
def test_what_is_there_once_is_refused_a_second_time_with_a_sentence(client, petra, second):
    address, typed, sentence = second(petra, factories.subject())

    page = client.post(address, typed)

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert len(page.context["form"].errors) == 1


def test_another_university_may_use_the_same_name(client, petra):
    address, typed, _sentence = a_programme(factories.university(), factories.subject())

    assert client.post(address, typed).status_code == 302


def test_shared_places_lie_in_no_circle_and_at_one_university():
    home = factories.university()
    outer = Pool.objects.create(university=home, title="Samen", places=9)
    inner = Pool.objects.create(university=home, title="Daarin", places=4, parent=outer)
    elsewhere = Pool.objects.create(university=factories.university(), title="Elders", places=4)

    inner.full_clean()
    for pool, parent in ((outer, inner), (inner, inner), (inner, elsewhere)):
        pool.parent = parent
        with pytest.raises(ValidationError) as refused:
            pool.full_clean()
        assert list(refused.value.message_dict) == ["parent"]


def test_a_page_of_the_profile_takes_as_many_queries_for_many_rows_as_for_one(client):
    bram = factories.user(name="Bram")
    log_in(client, bram)
    trainer = factories.trainer(user=bram)
    factories.experience(trainer)
    client.get(url("question", "ervaring"))

    def queries():
        with CaptureQueriesContext(connection) as taken:
            client.get(url("question", "ervaring"))
        return len(taken)

    one = queries()
    for code in ("natuurkunde", "frans", "duits"):
        factories.experience(trainer, subject=factories.subject(code))

    assert queries() == one
