"""The pages of messages: who reads them, who writes, and what a safeguarding contact opens after a report."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bijles.models import Child, Message, Talk, TalkLook, Tutor
from bijles.models.talk import Sender
from bijles.services import safety, talking
from ndt.people.models import Membership, Organisation, Role
from tests import clock
from tests.bijles import factories, lessons
from tests.bijles.city import city
from tests.house.roles import log_in

pytestmark = pytest.mark.django_db
TEXT = "Kunt u met breuken beginnen?"


@pytest.fixture(autouse=True)
def _that_day(monkeypatch):
    """Some of these lessons have a day in a calendar."""
    clock.starts_at(factories.NOON, monkeypatch)


@pytest.fixture
def lesson(_that_day):
    """A lesson of that day's city, whose tutor has an account."""
    made = city()
    user = factories.account()
    house = made.tutor.provider.organisation
    Organisation.objects.filter(pk=house.pk).update(solution="bijles")
    Membership.objects.create(user=user, organisation=house, role=Role.TUTOR)
    Tutor.objects.filter(pk=made.tutor.pk).update(user=user)
    booked = made.booked(made.child())
    booked.lesson.tutor.refresh_from_db()
    return booked


@pytest.fixture
def parent(lesson):
    return browser(lesson.child.family.user)


@pytest.fixture
def tess(lesson):
    return browser(lesson.lesson.tutor.user)


def browser(user, **facts):
    made = Client()
    log_in(made, user, **facts)
    return made


def page(name, *arguments):
    return reverse(f"bijles:{name}", args=arguments)


def wrote(lesson, count):
    talk = Talk.objects.create(child=lesson.child, tutor=lesson.lesson.tutor, since=timezone.now())
    Message.objects.bulk_create(
        Message(talk=talk, sender=Sender.PARENT, text=f"Bericht {number}.", key=uuid4(), at=timezone.now())
        for number in range(count)
    )


def text(answer):
    return answer.content.decode().split("<main")[1]


def written(lesson, sender=Sender.PARENT, words=TEXT):
    return talking.write(booking=lesson, sender=sender, text=words, key=uuid4(), now=timezone.now())


def test_a_parent_writes_and_the_tutor_answers(lesson, parent, tess):
    sent = parent.post(page("talk", lesson.pk), {"text": TEXT, "by": "parent", "key": uuid4()}, follow=True)
    assert "Uw bericht is verstuurd." in text(sent)

    shown = text(tess.get(page("tutor-talk", lesson.pk)))
    assert TEXT in shown
    assert "Ouder van <bdi>Sami</bdi>" in shown
    tess.post(page("tutor-talk", lesson.pk), {"text": "Dat doe ik.", "by": "parent"})

    assert [one.sender for one in Message.objects.all()] == ["parent", "tutor"]
    assert "Dat doe ik." in text(parent.get(page("talk", lesson.pk)))


def test_neither_page_shows_an_address_of_the_other(lesson, parent, tess):
    written(lesson)
    family, tutor = lesson.child.family.user.email, lesson.lesson.tutor.user.email

    assert family not in text(tess.get(page("tutor-talk", lesson.pk)))
    assert tutor not in text(parent.get(page("talk", lesson.pk)))


def test_a_child_writes_beside_its_parent_who_reads_it(lesson, parent):
    parent.post(page("talk", lesson.pk), {"text": "Som vijf snap ik niet.", "by": "child"})

    assert Message.objects.get().sender == "child"
    assert "Som vijf snap ik niet." in text(parent.get(page("talk", lesson.pk)))


@pytest.mark.parametrize(
    "wrong", ["Bel 06-12345678", "mail jan at post punt nl", "zie voorbeeld.nl", "zoek mij op insta"]
)
def test_contact_data_is_refused_with_a_sentence_and_the_text_stays(lesson, parent, wrong):
    answer = parent.post(page("talk", lesson.pk), {"text": f"Dag! {wrong}.", "by": "parent"})

    assert answer.status_code == 422
    assert "Haal dat eruit. Zo blijft ieders adres geheim." in text(answer)
    assert wrong in text(answer)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"text": ""}, "Schrijf eerst een bericht."),
        ({"text": "x" * 1_001}, "Maak het bericht korter: hoogstens 1000 tekens."),
        ({"by": "tutor"}, "Kies wie dit schrijft."),
        ({"by": ""}, "Kies wie dit schrijft."),
        ({"key": "geen"}, "Voer een geldige UUID in."),
    ],
)
def test_a_wrong_form_is_named_and_writes_nothing(lesson, parent, wrong, named):
    answer = parent.post(page("talk", lesson.pk), {"text": TEXT, "by": "parent"} | wrong)

    assert answer.status_code == 422
    assert named in text(answer)
    assert not Message.objects.exists()


def test_a_message_page_and_its_lists_lead_to_a_report(lesson, parent, tess):
    written(lesson)

    assert "Er is iets niet goed" in text(parent.get(page("talk", lesson.pk)))
    assert "Er is iets niet goed" in text(tess.get(page("tutor-talk", lesson.pk)))
    assert page("talk", lesson.pk) in text(parent.get(page("mine")))
    assert page("tutor-talk", lesson.pk) in text(tess.get(page("tutor")))


def test_the_messages_of_others_do_not_exist(lesson, tess):
    written(lesson)
    stranger = lessons.booked(lesson.lesson.agreement)

    assert browser(factories.account()).get(page("talk", lesson.pk)).status_code == 404
    assert browser(stranger.child.family.user).get(page("talk", lesson.pk)).status_code == 404
    assert tess.get(page("tutor-talk", stranger.pk)).status_code == 404
    assert tess.post(page("tutor-talk", stranger.pk), {"text": TEXT}).status_code == 404
    # A tutor's account is no family, and a family's is no tutor.
    assert tess.get(page("talk", lesson.pk)).status_code == 404
    assert browser(lesson.child.family.user).get(page("tutor-talk", lesson.pk)).status_code == 403


def test_a_stopped_tutor_reads_and_cannot_write(lesson, tess):
    written(lesson)
    Tutor.objects.update(suspended_at=timezone.now())

    shown = tess.get(page("tutor-talk", lesson.pk))
    assert TEXT in text(shown)
    assert "Schrijven kan niet." in text(shown)
    assert tess.post(page("tutor-talk", lesson.pk), {"text": "Toch."}).status_code == 422
    assert Message.objects.count() == 1


def test_a_safeguarding_contact_reads_messages_only_after_a_report_and_that_is_written_down(lesson):
    written(lesson)
    vera = factories.account()
    Membership.objects.create(user=vera, organisation=lesson.lesson.tutor.provider.organisation, role=Role.CONFIDANT)
    desk = browser(vera, second_factor=True)
    report = lessons.reported(lesson)

    assert desk.get(page("talk", lesson.pk)).status_code == 404
    # Not before the report itself was opened, and not by a link alone.
    assert desk.post(page("safety-talk-open", report.pk)).url == page("safety")
    assert desk.get(page("safety-talk", report.pk)).url == page("safety-report", report.pk)
    assert not TalkLook.objects.exists()
    desk.post(page("safety-open", report.pk))
    shown = desk.post(page("safety-talk-open", report.pk), follow=True)

    assert TEXT in text(shown)
    assert TalkLook.objects.get().by == vera


def test_a_safeguarding_contact_of_another_house_opens_nothing(lesson):
    written(lesson)
    report = lessons.reported(lesson)
    other = factories.account()
    elsewhere = factories.agreement(lesson.lesson.agreement.programme).provider.organisation
    Membership.objects.create(user=other, organisation=elsewhere, role=Role.CONFIDANT)
    desk = browser(other, second_factor=True)

    assert desk.post(page("safety-talk-open", report.pk)).status_code == 404
    assert desk.get(page("safety-talk", report.pk)).status_code == 404


def test_a_report_without_its_lesson_opens_no_messages_and_nobody_is_said_to_have_looked(lesson):
    vera = factories.account()
    Membership.objects.create(user=vera, organisation=lesson.lesson.tutor.provider.organisation, role=Role.CONFIDANT)
    desk = browser(vera, second_factor=True)
    now = timezone.now()
    report = safety.withdraw_vog(tutor=lesson.lesson.tutor, on=timezone.localdate(now), now=now)
    desk.post(page("safety-open", report.pk))

    assert desk.post(page("safety-talk-open", report.pk)).status_code == 404
    assert not TalkLook.objects.exists()


def test_a_long_talk_begins_with_the_newest_messages_and_leads_to_the_older_ones(parent, lesson):
    wrote(lesson, 120)

    first = text(parent.get(page("talk", lesson.pk)))
    assert ("Bericht 119." in first, "Bericht 70." in first, "Bericht 69." in first) == (True, True, False)
    assert first.index("Bericht 118.") < first.index("Bericht 119.")
    assert "De nieuwste berichten staan op de eerste bladzijde." in first
    last = text(parent.get(page("talk", lesson.pk), {"pagina": "3"}))
    assert ("Bericht 0." in last, "Bericht 19." in last, "Bericht 20." in last) == (True, True, False)


def test_a_tutor_with_many_pupils_reads_the_last_talks_first(tess, lesson, monkeypatch):
    monkeypatch.setattr("bijles.views.tutor.TALKS", 1)
    other = lessons.another(lesson, timedelta(hours=2))
    for number, one in enumerate((lesson, other)):
        wrote(one, 1)
        Child.objects.filter(pk=one.child_id).update(first_name=f"Kind{number}")

    first, second = text(tess.get(page("tutor"))), text(tess.get(page("tutor"), {"gesprekken": "2"}))
    assert (first.count("Het laatste bericht kreeg u"), second.count("Het laatste bericht kreeg u")) == (1, 1)
    assert "?gesprekken=2" in first
