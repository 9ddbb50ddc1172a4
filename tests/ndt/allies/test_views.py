"""The pages, as a visitor and as a coordinator meet them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from ndt.allies.forms import OPENED
from ndt.allies.models import Offer, State
from tests.house.roles import log_in

FORM = reverse("allies:offer", args=["kansen-te-koop"])


def filled(**facts: str) -> dict[str, str]:
    opened = signing.dumps((timezone.now() - timedelta(minutes=1)).isoformat(), salt=OPENED)
    entry = {"sought": "ally", "name": "'t Hart", "email": "hart@voorbeeld.example", "consent": "on", "opened": opened}
    return entry | facts


@pytest.mark.django_db
def test_the_index_names_every_plan_and_role(client):
    page = client.get(reverse("allies:index")).content.decode()

    assert page.count('<section class="stack accent-') == 6
    assert "?rol=journalisten-en-programmamakers" in page


@pytest.mark.django_db
def test_a_link_to_a_role_chooses_it_beforehand(client):
    page = client.get(FORM, {"rol": "ambassadeurs"})

    assert page.context["form"]["sought"].value() == "ambassador"


@pytest.mark.django_db
def test_an_unknown_plan_is_not_found(client):
    assert client.get(reverse("allies:offer", args=["bestaat-niet"])).status_code == 404


@pytest.mark.django_db
def test_an_offer_arrives_and_the_page_says_what_happens_next(client):
    answer = client.post(FORM, filled(), follow=True)

    assert answer.redirect_chain == [(reverse("allies:sent"), 302)]
    assert "Binnen 2 weken komt er antwoord" in answer.content.decode()
    assert Offer.objects.get().name == "'t Hart"


@pytest.mark.django_db
def test_every_error_stands_at_its_field_and_what_was_typed_stays(client):
    answer = client.post(FORM, {"name": "Kijk op https://x.example", "email": "geen adres", "message": "Blijft staan"})

    page = answer.content.decode()
    assert answer.status_code == 422
    for sentence in ("Kies een rol.", "zonder link", "naam@voorbeeld.nl", "Zonder toestemming", "Blijft staan"):
        assert sentence in page
    assert not Offer.objects.exists()


@pytest.mark.django_db
def test_a_robot_is_told_that_it_takes_longer(client):
    answer = client.post(FORM, filled(website="http://spam.example"))

    assert answer["Location"] == reverse("allies:held")
    assert Offer.objects.get().state == State.HELD


@pytest.mark.django_db
def test_opening_the_link_changes_nothing_and_the_button_deletes(client, send):
    kept = send()
    page = client.get(kept.get_absolute_url())
    client.head(kept.get_absolute_url())

    assert page["Referrer-Policy"] == "no-referrer"
    assert Offer.objects.exists()
    assert client.post(reverse("allies:withdraw", args=[kept.token]))["Location"] == reverse("allies:gone")
    assert not Offer.objects.exists()
    assert client.get(kept.get_absolute_url()).status_code == 404


@pytest.mark.django_db
def test_the_desk_shows_what_waits_and_marks_what_is_late(client, send, coby):
    send(now=timezone.now() - timedelta(days=20))
    log_in(client, coby, second_factor=True)

    page = client.get(reverse("allies:desk")).content.decode()

    assert "Omar" in page
    assert "te laat" in page


@pytest.mark.django_db
def test_the_desk_asks_the_same_number_of_questions_for_one_and_for_many(
    client, send, coby, django_assert_max_num_queries
):
    for number in range(20):
        send(block=f"192.0.2.{number}", email=f"mens{number}@voorbeeld.example")
    log_in(client, coby, second_factor=True)

    with django_assert_max_num_queries(12):
        client.get(reverse("allies:desk"))


@pytest.mark.django_db
def test_a_coordinator_answers_at_the_desk(client, send, coby):
    kept = send()
    log_in(client, coby, second_factor=True)

    empty = client.post(reverse("allies:answer", args=[kept.pk]), {"answer": ""})
    given = client.post(reverse("allies:answer", args=[kept.pk]), {"answer": "Welkom!"}, follow=True)

    assert empty.status_code == 422
    assert "Schrijf uw antwoord." in empty.content.decode()
    assert "Uw antwoord is onderweg." in given.content.decode()
    kept.refresh_from_db()
    assert kept.answered_by == coby


@pytest.mark.django_db
def test_who_comes_second_is_told(client, send, coby):
    kept = send()
    log_in(client, coby, second_factor=True)
    client.post(reverse("allies:answer", args=[kept.pk]), {"answer": "Welkom!"})

    page = client.post(reverse("allies:answer", args=[kept.pk]), {"answer": "Ook welkom!"}, follow=True)

    assert "Een collega was u voor." in page.content.decode()


@pytest.mark.django_db
def test_a_coordinator_sees_only_the_offers_of_the_own_solution(client, send, coby):
    kept = send()
    Offer.objects.update(solution="bijles")
    log_in(client, coby, second_factor=True)

    assert client.get(reverse("allies:case", args=[kept.pk])).status_code == 404
    assert "Omar" not in client.get(reverse("allies:desk"), {"stand": "all"}).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["sent", "held", "gone", "index"])
def test_a_page_without_a_question_sets_no_cookie(client, name):
    assert not client.get(reverse(f"allies:{name}")).cookies
