"""What is asked when school, buddy and teacher look back; every form at every moment, and every wrong answer."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wisselkracht.core import evaluation_forms as forms
from wisselkracht.core.evaluation_forms import QUESTIONS, Fault, Kind, Urgency, Worry
from wisselkracht.core.evaluations import Moment
from wisselkracht.core.exchange_steps import AT_SCHOOL, Goal, Role
from wisselkracht.core.lifecycle_errors import BadForm

GOALS = tuple(Goal)
# Written apart from the code: * stands for each of the three goals.
EXPECTED = {
    (Moment.WEEK_3, Role.DIRECTOR): "lessons go-on need",
    (Moment.WEEK_3, Role.TEACHER): "settled lessons guidance talks load go-on need",
    (Moment.WEEK_3, Role.BUDDY): "settled lessons talks load go-on need",
    (Moment.MIDDLE, Role.DIRECTOR): "lessons team go-on need",
    (Moment.MIDDLE, Role.TEACHER): "lessons guidance talks load goal* go-on need",
    (Moment.MIDDLE, Role.BUDDY): "lessons talks load go-on need",
    (Moment.LAST_WEEKS, Role.DIRECTOR): "lessons team take-home recommend",
    (Moment.LAST_WEEKS, Role.TEACHER): "lessons guidance talks load goal* learned take-home unexpected recommend",
    (Moment.LAST_WEEKS, Role.BUDDY): "lessons talks load goal-seen* recommend",
}
GOOD = {Kind.SCALE: 4, Kind.YES_NO: True, Kind.TEXT: "Het gaat goed."}
EVERY = list(product(Moment, AT_SCHOOL))


def good(moment, role):
    return {one.key: GOOD[one.question.kind] for one in forms.form(moment, role, GOALS)}


@pytest.mark.parametrize(("moment", "role"), EVERY)
def test_every_form_asks_what_the_table_says(moment, role):
    wanted = []
    for word in EXPECTED[moment, role].split():
        wanted += [f"{word[:-1]}.{goal}" for goal in GOALS] if word.endswith("*") else [word]

    asked = forms.form(moment, role, GOALS)

    assert [one.key for one in asked] == wanted
    assert len(asked) <= 12


@pytest.mark.parametrize("moment", Moment)
def test_who_does_not_take_part_is_asked_nothing(moment):
    assert forms.form(moment, Role.COORDINATOR, GOALS) == ()


def test_every_question_is_asked_somewhere():
    asked = {one.question.code for moment, role in EVERY for one in forms.form(moment, role, GOALS)}

    assert asked == {question.code for question in QUESTIONS}


@pytest.mark.parametrize(("moment", "role"), EVERY)
def test_a_good_form_is_kept_as_it_is(moment, role):
    answers = good(moment, role)

    assert forms.check(moment, role, GOALS, answers) == answers


@pytest.mark.parametrize(("moment", "role"), EVERY)
def test_an_empty_form_misses_what_is_required_and_nothing_else(moment, role):
    with pytest.raises(BadForm) as problem:
        forms.check(moment, role, GOALS, {})

    required = {one.key for one in forms.form(moment, role, GOALS) if one.question.is_required}
    assert problem.value.faults == dict.fromkeys(required, Fault.MISSING)


WRONG = {
    Kind.SCALE: [(0, Fault.NOT_ON_SCALE), (6, Fault.NOT_ON_SCALE), ("4", Fault.NOT_ON_SCALE), (True, Fault.NOT_ON_SCALE),
                 (3.5, Fault.NOT_ON_SCALE), ([], Fault.NOT_ON_SCALE)],
    Kind.YES_NO: [(1, Fault.NOT_YES_OR_NO), ("ja", Fault.NOT_YES_OR_NO)],
    Kind.TEXT: [(4, Fault.NOT_TEXT), ("x" * 2001, Fault.TOO_LONG), ({}, Fault.NOT_TEXT)],
}  # fmt: skip


@pytest.mark.parametrize(("moment", "role"), EVERY)
def test_each_wrong_answer_is_named_and_nothing_is_kept(moment, role):
    for one in forms.form(moment, role, GOALS):
        for value, fault in WRONG[one.question.kind]:
            with pytest.raises(BadForm) as problem:
                forms.check(moment, role, GOALS, good(moment, role) | {one.key: value})
            assert problem.value.faults == {one.key: fault}


def test_an_answer_to_what_was_not_asked_is_refused():
    with pytest.raises(BadForm) as problem:
        forms.check(Moment.WEEK_3, Role.DIRECTOR, GOALS, good(Moment.WEEK_3, Role.DIRECTOR) | {"team": 4})

    assert problem.value.faults == {"team": Fault.NOT_ASKED}


def test_blanks_around_a_text_go_and_an_open_answer_is_not_kept():
    answers = good(Moment.WEEK_3, Role.DIRECTOR)

    assert forms.check(Moment.WEEK_3, Role.DIRECTOR, GOALS, answers | {"need": "  meer tijd \n"})["need"] == "meer tijd"
    assert "need" not in forms.check(Moment.WEEK_3, Role.DIRECTOR, GOALS, answers | {"need": "  "})


def test_a_text_of_the_longest_length_is_kept():
    answers = good(Moment.WEEK_3, Role.DIRECTOR) | {"need": "x" * forms.MOST_LETTERS}

    assert len(forms.check(Moment.WEEK_3, Role.DIRECTOR, GOALS, answers)["need"]) == 2000


@pytest.mark.parametrize(
    ("answers", "worries"),
    [
        ({"lessons": 3, "go-on": True}, ()),
        ({"lessons": 2}, (Worry("lessons", Urgency.TALK),)),
        ({"talks": False}, (Worry("talks", Urgency.TALK),)),
        ({"load": 1, "go-on": False}, (Worry("go-on", Urgency.TODAY), Worry("load", Urgency.TALK))),
        ({"goal.personal": 1}, (Worry("goal.personal", Urgency.TALK),)),
        ({"recommend": False}, ()),
        ({"learned": "2"}, ()),
    ],
)
def test_a_low_answer_or_a_no_is_a_reason_to_talk(answers, worries):
    assert forms.worries(answers) == worries


def test_growth_is_told_for_goals_that_were_answered_twice():
    halfway = {"goal.own-school": 2, "goal.personal": 3, "lessons": 5}
    end = {"goal.own-school": 4, "goal.host-school": 4}

    assert forms.growth(halfway, end) == {Goal.OWN_SCHOOL: (2, 4)}


ANSWERS = st.dictionaries(
    st.sampled_from(sorted({one.key for moment, role in EVERY for one in forms.form(moment, role, GOALS)} | {"x"})),
    st.none() | st.booleans() | st.integers(-1, 7) | st.text(max_size=20) | st.lists(st.integers(), max_size=1),
)


def judged(moment, role, goals, answers):
    """Give what is kept and what is wrong; one of the two is empty."""
    try:
        return forms.check(moment, role, goals, answers), {}
    except BadForm as problem:
        return {}, problem.faults


@given(st.sampled_from(EVERY), ANSWERS, st.sets(st.sampled_from(Goal)))
def test_any_answers_are_kept_whole_or_refused_with_a_reason(place, answers, goals):
    moment, role = place
    held = sorted(goals)
    asked = {one.key: one.question for one in forms.form(moment, role, held)}
    kept, faults = judged(moment, role, held, answers)

    assert set(kept) <= set(asked)
    assert set(faults) <= set(asked) | set(answers)
    assert not (kept and faults)
    if not faults:
        assert {key for key, question in asked.items() if question.is_required} <= set(kept)
        assert forms.check(moment, role, held, kept) == kept
        assert {one.key for one in forms.worries(kept)} <= set(kept)
