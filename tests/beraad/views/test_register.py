"""The form in steps, without a script: what was typed stays, going back works, nobody has to tell what may be kept."""

import re

import pytest
from django.urls import reverse

from beraad.core.features import REFUSAL
from beraad.models import FeatureValue, LinkDay, Registration
from beraad.queries import enrolment
from beraad.services import assemblies, counting
from tests.beraad import factories

pytestmark = pytest.mark.django_db


def asked(**facts):
    """An open assembly whose question about age may be skipped."""
    made = factories.assembly(features=("age",), **facts)
    factories.sign(made)
    assemblies.import_population(
        assembly=made,
        text="feature,value,count\nSector,PO,60\nSector,VO,40\n",
        source="Verzonnen",
        source_date=factories.NOON.date(),
    )
    assemblies.give_startschot(assembly=made, now=factories.NOON)
    assemblies.open_registration(assembly=made, now=factories.NOON)
    made.refresh_from_db()
    return made


def carried(page):
    """Give what a page would send on: its hidden fields."""
    return dict(re.findall(r'type="hidden" name="([a-z_0-9]+)" value="([^"]*)"', page.content.decode()))


def walk(client, address, sector):
    client.get(address)
    work = client.post(address, {"step": "1", "action": "next", sector: "VO"})
    person = client.post(address, carried(work) | {"action": "next"})
    who = {"name": "Bram Visser", "email": "bram@school.example", "code": ""}
    agree = client.post(address, carried(person) | who | {"action": "next"})
    return agree, client.post(address, carried(agree) | {"lottery": "on", "action": "next"})


def test_a_teacher_walks_through_the_steps_and_skips_what_may_be_skipped(client):
    made = asked()
    sector = enrolment.asked(made)[1].code

    agree, done = walk(client, reverse("beraad:register", args=[made.slug]), sector)

    assert done.status_code == 302
    person = Registration.objects.get()
    assert person.profile == {"Leeftijd": REFUSAL, "Sector": "VO"}
    assert [consent.use for consent in person.consents.all()] == ["lottery"]
    assert "checked" not in agree.content.decode(), "no consent is ticked beforehand"


def test_back_keeps_what_was_typed_even_when_it_is_not_right_yet(client):
    made = asked()
    address = reverse("beraad:register", args=[made.slug])
    sector = enrolment.asked(made)[1].code

    typed = {"step": "3", sector: "VO", "name": "Bram", "email": "geen adres", "action": "back"}
    back = client.post(address, typed)

    assert back.status_code == 200
    kept = carried(back)
    assert (kept["step"], kept["email"], kept[sector]) == ("2", "geen adres", "VO")


def test_a_step_with_an_error_is_shown_again_and_says_so(client):
    made = asked()

    answer = client.post(reverse("beraad:register", args=[made.slug]), {"step": "4", "action": "next"})

    assert answer.status_code == 422
    assert carried(answer)["step"] == "1"
    assert "Kies wat bij je past." in answer.content.decode()


def test_without_a_yes_to_the_lottery_nobody_is_in(client):
    made = asked()
    sector = enrolment.asked(made)[1].code
    typed = {sector: "VO", "name": "Bram", "email": "bram@school.example", "outcome": "on", "report": "on"}

    answer = client.post(reverse("beraad:register", args=[made.slug]), typed | {"step": "4", "action": "next"})

    assert answer.status_code == 422
    assert not Registration.objects.exists()


def test_an_answer_without_figures_is_asked_and_stays_off_the_frozen_list(now):
    made = asked()
    for _person in range(12):
        factories.registration(made, profile={"Sector": "PO", "Leeftijd": REFUSAL})

    assemblies.freeze(assembly=made, now=now)

    assert {tuple(ticket.profile) for ticket in made.tickets.all()} == {("Sector",)}


def test_who_says_nothing_has_no_quota_and_stops_nothing(now):
    made = asked()
    made.state = "startschot"
    made.save()
    text = "feature,value,count\nLeeftijd,jong,50\nLeeftijd,oud,50\nLeeftijd,zeg ik liever niet,0\n"
    assemblies.import_population(assembly=made, text=text, source="V", source_date=now.date())
    assemblies.propose_quotas(assembly=made, slack=0)

    silent = FeatureValue.objects.get(is_refusal=True)
    assert (silent.title, silent.least, silent.most) == (REFUSAL, None, None)
    assert made.features.count() == 2, "the figures of one feature leave the other alone"


def test_a_link_counts_days_and_knows_nobody(client, now):
    made = asked()
    link = counting.make_link(assembly=made, title="Koffiekamer", slug="koffie", now=now)
    address = reverse("beraad:via", args=[made.slug, link.slug])
    register = reverse("beraad:register-via", args=[made.slug, link.slug])
    answer = client.get(address)
    client.head(address)
    client.get(register)
    assert not LinkDay.objects.exists(), "who only looks changes nothing"
    sector = enrolment.asked(made)[1].code
    for _person in range(6):
        client.post(register, {"step": "1", "action": "next", sector: "VO"})
    walk(client, register, sector)

    day = LinkDay.objects.get()
    assert (day.started, day.registrations) == (7, 1)
    assert not answer.cookies
    assert register in answer.content.decode()
    (today,) = enrolment.links(made, today=day.day)
    (later,) = enrolment.links(made, today=day.day.replace(year=day.day.year + 1))
    assert (today.started, later.started, later.registrations) == (None, 5, None)
    columns = {column.name for model in (Registration, LinkDay) for column in model._meta.get_fields()}
    assert not columns & {"address", "cookie", "visitor"}
    assert "link" not in {column.name for column in Registration._meta.get_fields()}
