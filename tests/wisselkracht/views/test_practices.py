"""A practice is judged by a coordinator of its region, and read by everybody once both schools said yes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ndt.people.models import Kind, Organisation
from tests.house.roles import World
from tests.wisselkracht import factories
from tests.wisselkracht.practices import agreed, offered, public
from wisselkracht.models import BestPractice, Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def coby():
    return World("wisselkracht").browser("coordinator")


def press(coby, practice, action, **data):
    return coby.post(reverse("wisselkracht:judged", args=[practice.pk]), {"action": action} | data, follow=True)


def test_a_practice_is_public_after_judgement_and_everybodys_yes(client, coby, now):
    made = offered(now)
    page = reverse("wisselkracht:story", args=[made.pk])
    assert client.get(page).status_code == 404

    press(coby, made, "approve")
    early = coby.post(reverse("wisselkracht:judged", args=[made.pk]), {"action": "publish"})
    assert early.status_code == 422
    assert "Nog niet alle leraren en schoolleiders" in early.content.decode()
    agreed(made, now)
    press(coby, made, "publish")

    shown = client.get(page).content.decode()
    assert "Kijken bij een ander" in shown
    names = [one.name for place in made.exchange.places.all() for one in place.application.people.all()]
    schools = [place.application.school.title for place in made.exchange.places.all()]
    assert not any(word in shown for word in names + schools)


def test_a_text_goes_back_with_a_reason_only(coby, now):
    made = offered(now)

    silent = coby.post(reverse("wisselkracht:judged", args=[made.pk]), {"action": "return", "reason": " "})
    assert silent.status_code == 422
    assert "Schrijf op wat er anders moet" in silent.content.decode()
    press(coby, made, "return", reason="Schrijf korter.")

    made.refresh_from_db()
    assert (made.state, made.returned) == (BestPractice.State.DRAFT, "Schrijf korter.")


def test_what_is_taken_down_is_gone_for_everybody(client, coby, now):
    made = public(now)

    press(coby, made, "withdraw")

    assert client.get(reverse("wisselkracht:story", args=[made.pk])).status_code == 404
    again = coby.post(reverse("wisselkracht:judged", args=[made.pk]), {"action": "publish"})
    assert again.status_code == 409
    assert coby.post(reverse("wisselkracht:judged", args=[made.pk]), {"action": "x"}).status_code == 422


def test_practices_are_found_by_theme(client, now):
    public(now, title="Over lezen")
    public(now + timedelta(days=1), title="Over rekenen", theme="rekenen")
    page = reverse("wisselkracht:stories")

    everything, reading, unknown = (client.get(page, query) for query in ({}, {"thema": "lezen"}, {"thema": "x"}))

    titles = [[one.title for one in answer.context["stories"]] for answer in (everything, reading, unknown)]
    assert titles == [["Over rekenen", "Over lezen"], ["Over lezen"], ["Over rekenen", "Over lezen"]]
    assert [(one.code, one.number) for one in everything.context["themes"]] == [("lezen", 1), ("rekenen", 1)]


def test_the_front_page_shows_the_newest(client, now):
    public(now, title="Over lezen")

    assert "Over lezen" in client.get(reverse("wisselkracht:front")).content.decode()


def test_a_coordinator_of_another_region_judges_nothing(coby, now):
    other = Organisation.objects.create(name="Elders", kind=Kind.CAMPAIGN_TEAM, solution="wisselkracht")
    region = Region.objects.create(slug="elders", title="Elders", areas=["Elders"], team=other)
    made = offered(now, found=factories.round_(region=region), title="Geheim")

    assert "Geheim" not in coby.get(reverse("wisselkracht:judge")).content.decode()
    assert coby.get(reverse("wisselkracht:judged", args=[made.pk])).status_code == 404
    made.refresh_from_db()
    assert made.state == BestPractice.State.SUBMITTED


def test_what_waits_for_a_judgement_stands_on_the_first_page(coby, now, monkeypatch):
    monkeypatch.setattr("wisselkracht.views.practices.PAGE", 1)
    waits = offered(now, title="Wacht")
    public(now + timedelta(days=1), title="Openbaar")

    first, second = (coby.get(reverse("wisselkracht:judge"), {"pagina": page}) for page in ("1", "2"))

    assert [one.pk for one, _theme in first.context["rows"]] == [waits.pk]
    assert [one.title for one, _theme in second.context["rows"]] == ["Openbaar"]
    assert "?pagina=2" in first.content.decode()


def test_the_list_of_practices_takes_the_same_few_queries(coby, now, django_assert_max_num_queries):
    for _number in range(5):
        offered(now)

    with django_assert_max_num_queries(12):
        coby.get(reverse("wisselkracht:judge"))
