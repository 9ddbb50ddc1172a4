"""Texts for people are Dutch at B1: short sentences, common words, verbs on buttons."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from tests.house import b1
from tests.house.b1 import Text

pytestmark = pytest.mark.xdist_group("tree")  # they share what was read

MEAN, MOST = 12, 20

# What a button may begin with: a verb that says what happens. Add a verb, never a noun.
VERBS = set(
    """
    aanmelden aanvaard accepteer activeer afmelden annuleer ban beantwoord begin bekijk bel beoordeel bereken
    betaal bevestig controleer bevries bewaak bewaar bewerk bezoek bied blader blijf blokkeer boek check deel doe download
    draai druk filter ga gebruik geef haak haal hef help hergebruik herhaal heropen herstel hervat hoor houd
    inloggen keur kies kijk koop kopieer koppel laat lees leg lever log los luister maak mail markeer meld merk mis
    neem nodig oefen onderteken onderzoek ontgrendel onthoud ontkoppel ontvang open opslaan overleg overschrijf
    pas pauzeer plaats plan print probeer publiceer rapporteer reageer regel registreer reken roep rond ruil
    ruim scan schakel schrijf selecteer sla sluit sorteer speel splits spreek sta stap start stel stem steun
    stop stuur teken tel test toon trek trouw typ uitloggen uitnodigen verander verberg verbeter verdeel verfris
    vergelijk verhuis verlaat verleng vernieuw verplaats verstop verstuur vertaal vertel vertrouw vervang
    verwerk verwijder verwissel verzamel verzend verzenden vind vink voeg volg vraag vul wacht weiger werk wijs
    wijzig win wissel word zeg zet zie zoek zorg
    """.split()  # noqa: SIM905 - a list of words reads better
)


def test_the_finder_finds_texts():
    files = {text.file for text in b1.texts()}

    assert "templates/web/home.html" in files
    assert "ndt/web/registry.py" in files
    assert len(b1.texts()) > 200


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Teken de petitie. Het kost u een minuut.", 2),
        ("U bent 16 jaar of ouder", 1),
        ("Kost 2.50 euro, zie nl.example voor meer.", 1),
        ("Let op: dit kan niet terug.", 1),
        ("Stop. {{ name }} doet mee! Echt?", 3),
    ],
)
def test_sentences_are_counted_as_people_do(text: str, sentences: int):
    assert len(Text(text, "").sentences) == sentences


def test_a_hard_word_may_stand_beside_its_explanation():
    hard = {"signaleringswaarde": "norm", "indien": "als"}

    assert b1.hard_words_in("Indien u wilt.", hard) == ["indien"]
    assert b1.hard_words_in("De signaleringswaarde (de norm van de inspectie) daalt.", hard) == []
    assert b1.hard_words_in("Dit heet de signaleringswaarde. Dat is de norm.", hard) == []
    assert b1.hard_words_in("Onder de signaleringswaarde.", hard) == ["signaleringswaarde"]


def test_no_sentence_is_longer_than_twenty_words():
    long = [
        f"{len(b1.tokens(sentence))} words in {text.file}: {sentence}"
        for text in b1.without_exceptions("long", b1.texts())
        for sentence in text.sentences
        if len(b1.tokens(sentence)) > MOST
    ]

    assert not long, "\n".join(long)


def test_sentences_are_twelve_words_at_most_on_average():
    lengths: dict[str, list[int]] = defaultdict(list)
    for text in b1.texts():
        # Only whole sentences count: labels and titles would make every page look easy.
        lengths[text.file] += [len(b1.tokens(one)) for one in text.sentences if re.search(r"[.!?]$", one)]
    hard = {file: sum(found) / len(found) for file, found in lengths.items() if len(found) >= 3}

    assert not {file: round(mean, 1) for file, mean in hard.items() if mean > MEAN}


def test_no_text_has_a_hard_word_without_its_explanation():
    words = b1.hard_words()
    found = [
        f"'{word}' in {text.file}: write '{words[word]}' in: {text.plain[:90]}"
        for text in b1.without_exceptions("hard", b1.texts())
        for word in b1.hard_words_in(text.plain, words)
    ]

    assert len(words) >= 150
    assert not found, "\n".join(found)


def test_a_button_begins_with_a_verb():
    found = b1.buttons()
    wrong = [text for text in b1.without_exceptions("verb", found) if text.tokens[0].lower() not in VERBS]

    assert found
    assert not wrong, "\n".join(f"{text.file}: {text.plain}" for text in wrong)


def test_a_text_says_u_or_je_and_never_both():
    formal, informal = {"u", "uw", "uzelf"}, {"je", "jij", "jou", "jouw", "jullie"}
    mixed = [
        f"{text.file}: {text.plain[:90]}"
        for text in b1.without_exceptions("mixed", b1.texts())
        if (words := {token.lower().strip(".,:") for token in text.tokens}) & formal and words & informal
    ]

    assert not mixed, "\n".join(mixed)


def test_every_exception_has_a_reason_and_is_still_needed():
    lines = [[part.strip() for part in line.split("|")] for line in b1.word_list("b1-uitzonderingen.txt")]
    starts = [text.plain for text in b1.texts()]

    assert all(len(line) == 3 and line[0] in {"long", "hard", "verb", "mixed"} and len(line[2]) >= 10 for line in lines)
    assert not [line[1] for line in lines if not any(plain.startswith(line[1]) for plain in starts)]
