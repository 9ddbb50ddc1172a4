"""The pages of an exchange: a proposal by link, a no, the agreement with its warnings, signing, and the desk."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from ndt.jobs.models import Job
from ndt.people.models import User
from tests.wisselkracht import exchanges as made
from wisselkracht import links
from wisselkracht.core.exchange_steps import DeclineReason, Goal
from wisselkracht.models import AgreementVersion, Exchange, Link, ProposalAnswer, Signature, Training
from wisselkracht.queries import exchange_facts
from wisselkracht.services import carrying, living

pytestmark = pytest.mark.django_db


def link_of(person):
    token = links.new_token()
    Link.objects.create(applicant=person, token_hash=links.token_hash(token))
    return token


def page(name, *args):
    return reverse(f"wisselkracht:{name}", args=args)


def future(exchange):
    """Let nothing of the exchange lie in the past of the clock that runs the test."""
    today = timezone.localdate()
    Exchange.objects.filter(pk=exchange.pk).update(answer_until=today + timedelta(days=5))
    return Exchange.objects.get(pk=exchange.pk)


def test_a_proposal_says_why_and_nothing_private_of_the_other(client, now):
    exchange = future(made.proposed())
    place, teacher = next(pair for pair in made.everybody(exchange) if pair[1].role == "teacher")
    others = [person for one, person in made.everybody(exchange) if one.pk != place.pk]

    shown = client.get(page("exchange_mine_step", link_of(teacher), "ja")).content.decode()

    assert "18 minuten" in shown
    assert "schatting" in shown
    assert "Leraar van groep 5 en 6" in shown
    for other in others:
        assert other.name not in shown
        assert other.email not in shown


def test_opening_a_proposal_answers_nothing_and_the_button_says_yes(client, now):
    exchange = future(made.proposed())
    _place, teacher = made.everybody(exchange)[0]
    token = link_of(teacher)

    client.get(page("exchange_mine_step", token, "ja"))
    client.head(page("exchange_mine_step", token, "ja"))
    assert not ProposalAnswer.objects.exists()

    client.post(page("exchange_mine_step", token, "ja"), {"action": "next"})
    assert ProposalAnswer.objects.get().is_yes


def test_the_reason_of_a_no_stands_on_the_desk_and_on_no_page_of_the_other(client, now):
    exchange = future(made.proposed())
    people = made.everybody(exchange)
    client.post(
        page("exchange_mine_step", link_of(people[0][1]), "nee"), {"reason": "partner", "words": "Zeer geheim."}
    )

    other = client.get(page("exchange_mine", link_of(people[-1][1]))).content.decode()

    assert Exchange.objects.get().state == "declined"
    assert "geheim" not in other
    assert "partner" not in other


def test_the_wizard_warns_and_makes_a_version_that_people_sign(client, now):
    exchange = future(made.ready())
    director = next(person for _place, person in made.everybody(exchange) if person.role == "director")
    token = link_of(director)
    answers = {"first": "2027-02-08", "last": "2027-07-02"}
    for number in (0, 1):
        answers |= {
            f"tasks_{number}": "Lessen geven.", f"days_{number}": ["1", "2", "4"], f"fte_{number}": "0,6",
            f"vog_{number}": "on", f"wage_{number}": "24000", f"fee_{number}": "26000", f"travel_{number}": "9,20",
        }  # fmt: skip

    last = client.post(page("exchange_mine_step", token, "overeenkomst"), answers | {"step": "5", "action": "next"})
    assert "btw" in last.content.decode()
    done = client.post(page("exchange_mine_step", token, "overeenkomst"), answers | {"step": "6", "action": "next"})

    assert done.status_code == 302, done.content.decode()
    version = AgreementVersion.objects.get()
    assert version.terms["secondments"][0]["cents"] == [2_400_000, 2_600_000, 920]


def test_who_signs_sees_the_agreement_and_a_changed_version_says_so(client, now):
    exchange = future(made.signing())
    _place, person = made.everybody(exchange)[0]
    token = link_of(person)
    shown = client.get(page("exchange_mine_step", token, "tekenen")).content.decode()
    old = exchange_facts.current_version(exchange).fingerprint
    assert page("exchange_mine_paper", token) in shown
    assert old in shown

    made.draft(exchange, now, wage_cents=2_000_000)
    refused = client.post(page("exchange_mine_step", token, "tekenen"), {"fingerprint": old, "agree": "on"})

    assert refused.status_code == 409
    assert "veranderd" in refused.content.decode()
    assert not Signature.objects.exists()


def test_goals_are_typed_on_one_page(client, now):
    exchange = future(made.ready())
    Exchange.objects.filter(pk=exchange.pk).update(state="trained")
    teacher = next(person for _place, person in made.everybody(exchange) if person.role == "teacher")
    data = {}
    for goal in Goal:
        data |= {f"theme_{goal.value}": "nt2", f"text_{goal.value}": "Anders.", f"measure_{goal.value}": "Zo."}

    client.post(page("exchange_mine_step", link_of(teacher), "leerdoelen"), data)

    assert Exchange.objects.get().state == "goals-set"


def test_the_own_page_leads_to_the_exchange_and_says_no_more_that_we_search(client, now):
    exchange = future(made.proposed())
    place, person = made.everybody(exchange)[0]
    token = link_of(person)
    going = client.get(page("mine", token)).content.decode()
    living.decline(place=place, applicant=person, reason=DeclineReason.JOB, words="", now=now)
    over = client.get(page("mine", token)).content.decode()

    assert page("exchange_mine", token) in going
    assert "Wij zoeken een school" not in going
    assert page("exchange_mine", token) in over
    assert "Wij zoeken een school" in over


def test_names_and_addresses_are_for_who_agreed_to_exchange(client, now):
    exchange = future(made.proposed())
    people = [person for _place, person in made.everybody(exchange)]
    before = client.get(page("exchange_mine", link_of(people[0]))).content.decode()
    for place, person in made.everybody(exchange):
        living.say_yes(place=place, applicant=person, shown="x", now=now)

    after = client.get(page("exchange_mine", link_of(people[0]))).content.decode()

    for other in people[3:]:
        assert other.email not in before
        assert other.name not in before
        assert f"mailto:{other.email}" in after
        assert other.name in after


def test_only_what_can_be_done_today_is_asked(client, now):
    exchange = future(made.accepted())
    teachers = [person for _place, person in made.everybody(exchange) if person.role == "teacher"]
    ahead = timezone.now() + timedelta(days=2)
    Exchange.objects.filter(pk=exchange.pk).update(meeting_at=ahead, meeting_place="Hier", state="meeting-planned")
    token = link_of(teachers[0])
    assert (
        page("exchange_mine_step", token, "kennisgemaakt")
        not in client.get(page("exchange_mine", token)).content.decode()
    )

    Exchange.objects.filter(pk=exchange.pk).update(meeting_at=now, state="training")
    Training.objects.create(place=exchange.places.get(teacher=teachers[1]), title="Lezen", assigned_at=now)

    for teacher, asked in zip(teachers, (False, True), strict=True):
        token = link_of(teacher)
        shown = client.get(page("exchange_mine", token)).content.decode()
        assert (page("exchange_mine_step", token, "scholing") in shown) is asked


def seen_by_the_others(client, refuser):
    """Give what all others see on their pages and read in their letters, without what is new in every one of them."""
    new = re.compile(r'(nonce|csrfmiddlewaretoken)"?[^>]*|/mijn/[^/"]+/')
    exchange = Exchange.objects.get()
    pages = []
    for _place, person in made.everybody(exchange):
        if person != refuser:
            token = link_of(person)
            pages += [client.get(page(name, token)).content.decode() for name in ("exchange_mine", "mine")]
    letters = Job.objects.filter(kind="mail.send").exclude(payload__to=refuser.email)
    return [new.sub("", text) for text in pages] + sorted(new.sub("", str(job.payload)) for job in letters)


@pytest.mark.parametrize("role", ["teacher", "director", "buddy"])
def test_the_others_read_word_for_word_the_same_whatever_the_reason_of_a_no(client, now, role):
    exchange = future(made.proposed())
    place, refuser = next(pair for pair in made.everybody(exchange) if pair[1].role == role)
    seen = []

    for reason, words in ((DeclineReason.PARTNER, "Met die school nooit."), (DeclineReason.TRAVEL, "")):
        with transaction.atomic():
            living.decline(place=place, applicant=refuser, reason=reason, words=words, now=now)
            seen.append(seen_by_the_others(client, refuser))
            transaction.set_rollback(True)

    assert seen[0] == seen[1]
    assert len(seen[0]) > 10


def test_the_schools_read_word_for_word_the_same_whatever_the_reason_of_a_veto(client, now):
    exchange = future(made.accepted())
    coby = carrying.coordinator(User.objects.create_user(email="coby@team.example", name="Coby"))
    seen = []

    for reason in ("De klachten over deze school.", "Te ver."):
        with transaction.atomic():
            living.veto(exchange=exchange, by=coby, reason=reason, now=now)
            seen.append(seen_by_the_others(client, made.everybody(exchange)[0][1]))
            transaction.set_rollback(True)

    assert seen[0] == seen[1]
