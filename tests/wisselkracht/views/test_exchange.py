"""The pages of an exchange: a proposal by link, a no, the agreement with its warnings, signing, and the desk."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.wisselkracht import exchanges as made
from wisselkracht import links
from wisselkracht.core.exchange_steps import Goal
from wisselkracht.models import AgreementVersion, Exchange, Link, ProposalAnswer, Signature
from wisselkracht.queries import exchange_facts

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
