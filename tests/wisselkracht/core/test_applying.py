"""Laws of applications: three people, a life without dead ends, periods within a school year, whole themes."""

import itertools
import json
import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wisselkracht.core import applying, codes, jobs, periods, steps, themes
from wisselkracht.core.jobs import BadJob, Job
from wisselkracht.core.periods import Slot
from wisselkracht.core.refusals import BadPeriod, BadVocabulary, SamePerson, UnknownTheme
from wisselkracht.core.steps import Facts, Role, Stage
from wisselkracht.queries import vocabulary

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
roles = st.sets(st.sampled_from(Role))
THREE = {Role.TEACHER: ("Bram", "a"), Role.DIRECTOR: ("Daan", "b"), Role.BUDDY: ("Bo", "c")}


@given(roles, st.booleans())
def test_only_three_confirmations_and_a_known_director_make_an_application_ready(confirmed, known):
    stage = steps.stage(Facts(tuple(confirmed), is_verified=known))

    assert (stage == Stage.VERIFIED) == (confirmed == set(Role) and known)
    assert (stage == Stage.CONFIRMED) == (confirmed == set(Role) and not known)
    assert (stage == Stage.DRAFT) == (not confirmed)


@given(roles, st.sampled_from(Role), st.booleans())
def test_a_confirmation_never_leads_where_the_order_forbids(confirmed, role, known):
    before = steps.stage(Facts(tuple(confirmed), is_verified=known))
    after = steps.stage(Facts((*confirmed, role), is_verified=known))

    assert after == before or after in steps.LEGAL[before]


@given(roles)
def test_who_is_missing_is_who_did_not_confirm(confirmed):
    assert set(steps.missing(Facts(tuple(confirmed)))) == set(Role) - confirmed


def test_what_ended_stays_ended_and_everything_that_lives_can_end():
    assert all(steps.LEGAL[stage] == () for stage in steps.ENDED)
    assert all(Stage.WITHDRAWN in steps.LEGAL[stage] for stage in steps.LIVE)
    assert set(steps.LEGAL) == set(Stage)


def reminders(days, *, closes_in=60):
    """Give the days on which reminders go when the daily round comes by every day."""
    sent, last, found = 0, None, []
    for day in range(days):
        now = NOON + timedelta(days=day)
        closes = NOON + timedelta(days=closes_in)
        if steps.reminder_is_due(invited=NOON, sent=sent, last=last, closes=closes, now=now):
            sent, last = sent + 1, now
            found.append(day)
    return found


def test_reminders_go_after_three_and_eight_days_and_just_before_the_end():
    assert reminders(90) == [3, 8, 58]
    assert reminders(90, closes_in=5) == [3, 8]
    assert reminders(2, closes_in=1) == []


@given(st.integers(1, 80), st.integers(1, 80))
def test_nobody_gets_more_than_three_reminders_nor_two_within_two_days(days, closes_in):
    found = reminders(days, closes_in=closes_in)

    assert len(found) <= steps.MOST_REMINDERS
    assert all(later - sooner >= 2 for sooner, later in itertools.pairwise(found))


def test_three_people_are_three():
    applying.check_people(THREE)


@pytest.mark.parametrize(
    ("role", "as_typed"),
    [
        (Role.DIRECTOR, ("Daan", "a")),
        (Role.DIRECTOR, (" bram ", "b")),
        (Role.BUDDY, ("Bram", "c")),
        (Role.BUDDY, ("Bo", "b")),
    ],
)
def test_one_person_in_two_roles_is_refused(role, as_typed):
    with pytest.raises(SamePerson) as caught:
        applying.check_people(THREE | {role: as_typed})

    assert role in caught.value.roles


def test_one_name_in_two_spellings_is_one_name_and_no_name_is_nobodys():
    assert applying.same_name("J. van Dijk", "j van  dijk")
    assert applying.same_name("José", "JOSE\u0301")
    assert not applying.same_name("", "")
    assert not applying.same_name("Bram", "Bo")


@pytest.mark.parametrize(
    ("starts", "ends", "what"),
    [
        (date(2027, 2, 8), date(2027, 2, 8), "order"),
        (date(2027, 2, 8), date(2027, 3, 1), "short"),
        (date(2027, 2, 8), date(2027, 9, 1), "school-year"),
        (date(2027, 7, 1), date(2027, 8, 1), "school-year"),
    ],
)
def test_days_outside_a_school_year_are_refused(starts, ends, what):
    with pytest.raises(BadPeriod) as caught:
        periods.check_period(starts, ends)

    assert caught.value.what == what


def test_a_whole_school_year_is_a_period():
    periods.check_period(date(2026, 8, 1), date(2027, 7, 31))


def test_deadlines_come_one_after_the_other():
    days = [date(2026, 11, 1), date(2027, 1, 10), date(2027, 1, 20), date(2027, 2, 8)]
    periods.check_deadlines(*days)

    for place in range(3):
        wrong = days.copy()
        wrong[place], wrong[place + 1] = wrong[place + 1], wrong[place]
        with pytest.raises(BadPeriod):
            periods.check_deadlines(*wrong)


slots = st.builds(
    Slot,
    st.integers(1, 99),
    st.just(NOON),
    st.integers(-9, 9).map(lambda days: NOON + timedelta(days=days)),
    st.integers(0, 99).map(lambda days: date(2027, 1, 1) + timedelta(days=days)),
)


@given(st.lists(slots, max_size=6), st.randoms())
def test_who_is_late_goes_to_the_first_round_that_is_still_open_in_any_order(found, rng):
    slot = periods.next_slot(found, now=NOON)
    mixed = found.copy()
    rng.shuffle(mixed)

    assert (slot is None) == all(one.closes_at <= NOON for one in found)
    if slot is not None:
        assert slot.closes_at > NOON
        assert all(one.starts_on >= slot.starts_on for one in found if one.closes_at > NOON)
        other = periods.next_slot(mixed, now=NOON)
        assert (other.starts_on, other.number) == (slot.starts_on, slot.number)


PRIMARY = Job("bo", (5,), "", "", (1, 2), 40)
SECONDARY = Job("vo", (), "wiskunde", "lower", (1, 2, 3, 4, 5), 100)


@pytest.mark.parametrize(
    ("job", "what"),
    [
        (Job("bo", (), "", "", (1,), 20), "groups"),
        (Job("bo", (9,), "", "", (1,), 20), "groups"),
        (Job("vo", (5,), "", "lower", (1,), 20), "subject"),
        (Job("vo", (), "wiskunde", "", (1,), 20), "level"),
        (Job("bo", (5,), "", "", (), 20), "days"),
        (Job("bo", (5,), "", "", (6,), 20), "days"),
        (Job("bo", (5,), "", "", (1, 1), 20), "days"),
        (Job("bo", (5,), "", "", (1,), 40), "fte"),
        (Job("bo", (5,), "", "", (1,), 5), "fte"),
    ],
)
def test_an_impossible_job_is_refused(job, what):
    jobs.check(PRIMARY)
    jobs.check(SECONDARY)

    with pytest.raises(BadJob) as caught:
        jobs.check(job)
    assert caught.value.what == what


def small(**changes):
    stored = {
        "version": 1,
        "source": "test",
        "themes": [
            {"code": "top", "nl": "Top", "en": "Top"},
            {"code": "a", "nl": "A", "en": "A", "parent": "top"},
            {"code": "old", "nl": "Oud", "en": "Old", "parent": "top", "replacement": "a"},
        ],
    }
    stored["themes"][-1] |= changes
    return stored


def test_a_theme_that_is_no_longer_used_stands_for_what_took_its_place():
    found = themes.parse(small())

    assert found.theme("old").code == "a"
    assert found.theme("a").label("en-gb") == "A"
    assert not found.can_be_chosen("old")
    assert not found.can_be_chosen("top")
    assert [[one.code for one in below] for _top, below in found.choices()] == [["a"]]
    with pytest.raises(UnknownTheme):
        found.theme("elsewhere")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"parent": "nowhere"}, "parent"),
        ({"parent": "a"}, "parent"),
        ({"replacement": "nowhere"}, "replacement"),
        ({"replacement": "old"}, "loop"),
        ({"code": "a"}, "twice"),
        ({"en": ""}, "words"),
    ],
)
def test_a_vocabulary_that_contradicts_itself_is_refused(changes, what):
    with pytest.raises(BadVocabulary) as caught:
        themes.parse(small(**changes))

    assert caught.value.what == what


def test_the_vocabulary_of_the_house_holds_together_and_leads_every_old_theme_somewhere():
    stored = json.loads(vocabulary.FILE.read_text(encoding="utf-8"))
    found = themes.parse(stored)

    assert len(found.themes) >= 40
    assert found.source
    assert all(found.can_be_chosen(found.theme(one.code).code) for one in found.themes if one.parent)


@given(st.integers())
def test_a_code_is_read_whatever_the_spaces_capitals_and_lookalikes(seed):
    code = codes.code(random.Random(seed))
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert codes.tidy(typed) == codes.tidy(code) == code.replace("-", "")
