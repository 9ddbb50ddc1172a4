"""Ready questions and answers in English: only what is read is translated, what is stored stays Dutch."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from beraad.core import features
from beraad.models import Registration
from beraad.queries import enrolment, words
from beraad.services import assemblies
from tests.beraad import factories
from tests.house.roles import World

pytestmark = pytest.mark.django_db
ALIKE = {"mbo", "X", "man", "west", "Groningen", "Drenthe", "Overijssel", "Flevoland", "Gelderland", "Utrecht", "Zeeland",
         "Limburg"}  # fmt: skip
FIGURES = (
    "feature,value,count\nLeeftijd,jonger dan 30,20\nLeeftijd,30 tot en met 39,30\nLeeftijd,40 tot en met 49,20\n"
    "Leeftijd,50 tot en met 59,20\nLeeftijd,60 of ouder,10\nSector,PO,60\nSector,VO,40\n"
)


def opened():
    """An open assembly that is mixed on a ready feature and on one of its own."""
    made = factories.assembly(features=("age",))
    factories.sign(made)
    assemblies.import_population(assembly=made, text=FIGURES, source="Verzonnen", source_date=factories.NOON.date())
    assemblies.give_startschot(assembly=made, now=factories.NOON)
    assemblies.open_registration(assembly=made, now=factories.NOON)
    made.refresh_from_db()
    return made


def in_english(name, made):
    with translation.override("en"):
        return reverse(name, args=[made.slug])


def test_every_ready_text_can_be_read_in_english():
    ready = {features.STATEMENT, features.REFUSAL, *features.SCALE}
    for question in features.STANDARD:
        ready |= {question.title, question.question, *question.values}

    assert ready == words.READY
    with translation.override("en"):
        assert {text for text in ready if words.shown(text) == text} == ALIKE
        assert words.shown("Sector") == "Sector"
    assert all(words.shown(text) == text for text in ready)


def test_a_teacher_answers_in_english_and_the_answer_is_kept_as_it_is_hashed(client):
    made = opened()
    address, codes = in_english("beraad:register", made), {one.title: one.code for one in enrolment.asked(made)}

    page = client.post(address, {"step": "1", "action": "next", codes["Sector"]: "VO"})

    text = page.content.decode()
    for said in ("How old are you?", "younger than 30", "I would rather not say"):
        assert said in text
    for dutch in ("jonger", "Hoe oud", "liever"):
        assert dutch not in re.sub(r'value="[^"]*"', "", text)
    for typed in ({codes["Leeftijd"]: "60 of ouder"}, {"name": "Bram", "email": "b@school.example"}):
        page = client.post(address, _carried(page) | typed | {"action": "next"})
    client.post(address, _carried(page) | {"lottery": "on", "action": "next"})
    assert Registration.objects.get().profile == {"Leeftijd": "60 of ouder", "Sector": "VO"}


def _carried(page):
    return dict(re.findall(r'type="hidden" name="([a-z_0-9]+)" value="([^"]*)"', page.content.decode()))


def test_the_organiser_reads_numbers_and_quotas_in_english():
    made = opened()
    client = World("beraad").browser("coordinator")

    for name in ("beraad:numbers", "beraad:quotas", "beraad:population"):
        text = client.get(in_english(name, made)).content.decode()
        assert "younger than 30" in text, name
        assert "jonger dan 30" not in text, name
        assert "Sector" in text
