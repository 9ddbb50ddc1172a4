"""A practice goes public with consent, without names, and only by the steps that there are."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wisselkracht.core import practices
from wisselkracht.core.exchange_steps import COORDINATOR, Party, Role
from wisselkracht.core.lifecycle_errors import IllegalStep, NotReady, NotYours
from wisselkracht.core.practices import Need, Practice, State, Step

THEMES = ("lezen", "rekenen")
TEXT = (
    "Elke week kiest een groepje kinderen zelf de boeken voor de klas. De leraar vraagt waarom zij dit boek kiezen. "
    * 3
)
SCHOOLS = frozenset({"01AA00", "02BB01"})
CONSENT = frozenset(Party(school, role) for school in SCHOOLS for role in (Role.DIRECTOR, Role.TEACHER))
# Steps, where they start, where they lead, who: teacher, director, buddy, coordinator.
LEGAL = {
    (State.DRAFT, Step.SUBMIT): (State.SUBMITTED, "T"),
    (State.SUBMITTED, Step.RETURN): (State.DRAFT, "C"),
    (State.SUBMITTED, Step.APPROVE): (State.AGREED, "C"),
    (State.AGREED, Step.PUBLISH): (State.PUBLISHED, "C"),
    (State.DRAFT, Step.WITHDRAW): (State.WITHDRAWN, "TDC"),
    (State.SUBMITTED, Step.WITHDRAW): (State.WITHDRAWN, "TDC"),
    (State.AGREED, Step.WITHDRAW): (State.WITHDRAWN, "TDC"),
    (State.PUBLISHED, Step.WITHDRAW): (State.WITHDRAWN, "TDC"),
}
PEOPLE = {
    "T": Party("01AA00", Role.TEACHER), "D": Party("02BB01", Role.DIRECTOR), "B": Party("01AA00", Role.BUDDY),
    "C": COORDINATOR,
}  # fmt: skip


def practice(state=State.DRAFT, **changes):
    values = {
        "title": "Kinderen kiezen de boeken", "text": TEXT, "theme": "lezen", "schools": SCHOOLS,
        "names": ("Bram Jansen", "Samira El Amrani", "Noor Bos"), "consented": CONSENT,
    }  # fmt: skip
    return Practice(state, **(values | changes))


@pytest.mark.parametrize(("state", "step", "who"), list(product(State, Step, PEOPLE)))
def test_every_step_by_everybody_is_as_the_table_says(state, step, who):
    def take():
        return practices.advance(practice(state), step, by=PEOPLE[who], themes=THEMES, reason="Maak het korter.")

    if (state, step) not in LEGAL:
        with pytest.raises(IllegalStep):
            take()
    elif who not in LEGAL[state, step][1]:
        with pytest.raises(NotYours):
            take()
    else:
        assert take() is LEGAL[state, step][0]


def test_somebody_of_another_school_may_not():
    with pytest.raises(NotYours):
        practices.advance(practice(), Step.SUBMIT, by=Party("09ZZ00", Role.TEACHER), themes=THEMES)


@pytest.mark.parametrize(
    ("changes", "need"),
    [
        ({"title": "  "}, Need.TITLE),
        ({"title": "x" * 91}, Need.TITLE),
        ({"text": "Kort."}, Need.LENGTH),
        ({"text": "x" * 4001}, Need.LENGTH),
        ({"theme": "koken"}, Need.THEME),
        ({"title": "Het idee van Jansen"}, Need.NO_NAMES),
        ({"text": TEXT + "Vraag het aan samira."}, Need.NO_NAMES),
        ({"text": TEXT + "Bel 06-12345678."}, Need.NO_CONTACTS),
    ],
)
def test_each_need_alone_holds_the_text_back(changes, need):
    for state, step, by in ((State.DRAFT, Step.SUBMIT, "T"), (State.SUBMITTED, Step.APPROVE, "C")):
        with pytest.raises(NotReady) as problem:
            practices.advance(practice(state, **changes), step, by=PEOPLE[by], themes=THEMES)
        assert problem.value.needs == (need,)


def test_a_text_is_returned_with_a_reason_only():
    with pytest.raises(NotReady) as problem:
        practices.advance(practice(State.SUBMITTED), Step.RETURN, by=COORDINATOR, themes=THEMES, reason=" ")

    assert problem.value.needs == (Need.REASON,)


@pytest.mark.parametrize("missing", sorted(CONSENT))
def test_nothing_is_published_without_the_consent_of_each(missing):
    waiting = practice(State.AGREED, consented=CONSENT - {missing})

    with pytest.raises(NotReady) as problem:
        practices.advance(waiting, Step.PUBLISH, by=COORDINATOR, themes=THEMES)
    assert problem.value.needs == (Need.CONSENT,)
    assert practices.missing_consent(waiting) == (missing,)


def test_a_bad_text_can_always_be_withdrawn():
    bad = practice(State.PUBLISHED, title="", text="", theme="")

    assert practices.advance(bad, Step.WITHDRAW, by=PEOPLE["D"], themes=()) is State.WITHDRAWN


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bram had een idee.", ("bram",)),
        ("JANSEN en Jansén", ("jansen",)),
        ("Samira El Amrani", ("samira", "amrani", "samira el amrani")),
        ("Een wandeling in het bos.", ()),
        ("Noor Bos ging mee.", ("noor", "noor bos")),
        ("Jansens klas", ()),
        ("De brambozen zijn rijp.", ()),
        ("", ()),
    ],
)
def test_names_are_found_as_words(text, found):
    assert practices.names_in(text, practice().names) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mail naar bram.j+x@school.nl.", ("bram.j+x@school.nl",)),
        ("Bel 06 12 34 56 78 of 030-1234567", ("06 12 34 56 78", "030-1234567")),
        ("Bel +31 6 12345678", ("+31 6 12345678",)),
        ("In 2027 deden 1250 kinderen mee, 0,8 van alle.", ()),
        ("Groep 5 en 6, week 10 tot 20", ()),
    ],
)
def test_ways_to_reach_people_are_found(text, found):
    assert practices.contacts_in(text) == found


@given(st.text(max_size=60), st.sampled_from(["Bram Jansen", "Zoë Ångström", "李小龙 王五"]), st.text(max_size=60))
def test_a_whole_name_is_found_wherever_it_stands(before, name, after):
    assert practices.names_in(f"{before} {name} {after}", [name])


@given(st.permutations(["Bram Jansen", "Samira El Amrani", "Noor Bos"]))
def test_the_order_of_names_does_not_matter(names):
    text = replace(practice(), names=tuple(names))

    assert practices.advance(text, Step.SUBMIT, by=PEOPLE["T"], themes=THEMES) is State.SUBMITTED
    assert set(practices.names_in("Noor en Bram Jansen", names)) == {"noor", "bram", "jansen", "bram jansen"}


def test_a_text_is_offered_when_the_exchange_is_over_and_at_most_three_times():
    needs = []
    for changes in ({"is_over": False}, {"others": 3}, {"others": 2}):
        try:
            practices.advance(practice(**changes), Step.SUBMIT, by=PEOPLE["T"], themes=THEMES)
        except NotReady as refused:
            needs.append(refused.needs)

    assert needs == [(Need.OVER,), (Need.FEW,)]


def test_other_words_have_another_fingerprint_wherever_they_move():
    words = {
        practices.fingerprint(*one) for one in (("ab", "c", "d"), ("a", "bc", "d"), ("a", "b", "cd"), ("ab", "c", "e"))
    }

    assert len(words) == 4
