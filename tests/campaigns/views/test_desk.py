"""The campaign team's screens."""

import pytest
from django.utils import timezone

from campaigns import emails
from campaigns.models import Petition, Signature, Verdict
from campaigns.models.signature import State
from campaigns.services import counting, petitions
from ndt.jobs.models import Job
from tests.campaigns import factories
from tests.house.roles import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def coby(db):
    return World("campaigns").browser("coordinator")


@pytest.fixture
def held(petition):
    return [factories.signature(petition, state=State.HELD) for _ in range(4)]


def review(client, petition, **facts):
    return client.post(f"/kansen-te-koop/beheer/{petition.slug}/controle/", {"reason": "Een school in Zwolle"} | facts)


def test_held_signatures_are_released_in_bulk_with_a_reason(coby, petition, held):
    response = review(coby, petition, receipt=[one.receipt for one in held[:3]], verdict="release")

    assert response.status_code == 302
    assert Signature.objects.counted().count() == 3
    assert Verdict.objects.filter(reason="Een school in Zwolle", state=State.CONFIRMED).count() == 3
    assert Job.objects.filter(payload__template="campaigns/released").count() == 3
    assert counting.recount() == []


def test_the_whole_list_is_rejected_at_once(coby, petition, held):
    review(coby, petition, all="1", verdict="reject")

    assert Signature.objects.filter(state=State.REJECTED).count() == 4
    assert Job.objects.filter(payload__template="campaigns/rejected").count() == 4


def test_a_verdict_needs_a_reason_and_keeps_what_was_chosen(coby, petition, held):
    response = review(coby, petition, receipt=[held[0].receipt], verdict="reject", reason="")

    assert response.status_code == 422
    assert response.context["chosen"] == {held[0].receipt}
    assert Signature.objects.for_review().count() == 4


def test_a_signature_of_another_petition_cannot_be_judged_here(coby, petition):
    other = factories.signature(factories.petition(), state=State.HELD)

    assert review(coby, petition, receipt=[other.receipt], verdict="release").status_code == 422


def test_the_steps_of_a_petition_follow_each_other(coby):
    petition = factories.petition(state="draft")
    for step in ("open", "pause", "resume", "close", "deliver"):
        response = coby.post(f"/kansen-te-koop/beheer/{petition.slug}/stap/", {"step": step, "reason": "Het is zover"})
        assert response.status_code == 302, step

    petition.refresh_from_db()
    assert petition.state == "delivered"


@pytest.mark.parametrize("step", ["deliver", "open", "", "nonsense"])
def test_a_step_that_cannot_be_taken_is_refused_with_a_sentence(coby, petition, step):
    response = coby.post(f"/kansen-te-koop/beheer/{petition.slug}/stap/", {"step": step, "reason": "Zomaar"})

    assert response.status_code == 409
    assert "Deze stap kan nu niet" in response.content.decode()


def test_the_list_holds_only_names_whose_owners_consented(coby, petition):
    factories.signature(petition, name="'t Hart", deliver_name=True)
    factories.signature(petition, name="=1+1", deliver_name=True)
    factories.signature(petition, name="Liever niet")
    petitions.close(petition=petition, now=timezone.now())

    lines = b"".join(coby.get(f"/kansen-te-koop/beheer/{petition.slug}/lijst.csv").streaming_content).decode(
        "utf-8-sig"
    )

    assert '"\'t Hart"' in lines
    assert '"\'=1+1"' in lines
    assert "Liever niet" not in lines
    assert "@" not in lines


def test_a_signed_text_becomes_a_new_version_and_the_old_one_stays(coby, petition):
    factories.signature(petition)
    coby.post(
        f"/kansen-te-koop/beheer/{petition.slug}/tekst/",
        {"we": "wij", "observe": "dit", "request": "dat", "reason": "Duidelijker"},
    )

    assert list(petition.texts.order_by("number").values_list("number", "we")) == [
        (1, factories.WORDS.we),
        (2, "wij"),
    ]


def test_the_answer_is_published_and_told_to_who_wanted_news(coby, petition):
    factories.signature(petition, keep_informed=True)
    factories.signature(petition)
    petitions.close(petition=petition, now=timezone.now())
    petitions.deliver(petition=Petition.objects.get(), now=timezone.now())

    coby.post(
        f"/kansen-te-koop/beheer/{petition.slug}/antwoord/",
        {"answered_by": "De minister", "answered_on": "2026-11-20", "words": "Wij doen het."},
    )
    petitions.send_answer(petition_id=petition.pk, after=0)

    assert Petition.objects.get().state == "answered"
    assert Job.objects.filter(payload__template="campaigns/news").count() == 1


def test_one_click_on_unsubscribe_stops_the_news_and_keeps_the_signature(client, petition):
    signer = factories.signature(petition, keep_informed=True)
    letter = emails.news(signer, answered_by="De minister", words="Wij doen het.")

    for _twice in range(2):
        answer = client.post(letter.unsubscribe, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200

    signer.refresh_from_db()
    assert (signer.keep_informed, signer.state) == (False, State.CONFIRMED)
