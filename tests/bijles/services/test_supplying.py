"""A provider's tutors: accounts, VOG dates, skills, times that come back and days away."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijles.core import recurrence
from bijles.models import Absence, Skill, Tutor
from bijles.models.programme import Form
from bijles.queries import provider as queries
from bijles.queries import tutor as shown
from bijles.services import safety, supplying
from bijles.services.supplying import Week
from ndt.people.models import Membership, Role, User
from tests.bijles import factories, lessons
from tests.bijles.factories import NOON

pytestmark = pytest.mark.django_db
TODAY = date(2027, 3, 1)


@pytest.fixture
def agreed(db):
    return lessons.agreed()


@pytest.fixture
def bram(agreed):
    return factories.tutor(agreed)


def week(**facts):
    return Week(
        **{
            "form": Form.TUTORING,
            "days": (0, 2),
            "every": 1,
            "first": date(2027, 3, 1),
            "until": None,
            "starts": time(15, 0),
            "minutes": 120,
            "area": "1012",
        }
        | facts
    )


def added(agreed, email=""):
    return supplying.add_tutor(
        provider=agreed.provider, first_name="Noor", languages=["tr", "nl", "nl"], email=email, today=TODAY
    )


def test_a_new_tutor_gets_an_account_with_the_role_of_tutor(agreed):
    made = added(agreed, "Noor@Voorbeeld.nl")

    assert (made.languages, made.user.email) == (["nl", "tr"], "noor@voorbeeld.nl")
    assert Membership.objects.get(user=made.user).role == Role.TUTOR


def test_an_account_that_was_there_is_taken_and_another_address_is_another_account(agreed):
    user = User.objects.create_user("noor@voorbeeld.nl")
    made = added(agreed, user.email)

    assert made.user == user
    changed = supplying.change_tutor(
        tutor=made, first_name="Nora", languages=["nl"], email="nora@voorbeeld.nl", today=TODAY
    )
    assert (changed.first_name, changed.user.email) == ("Nora", "nora@voorbeeld.nl")
    gone = supplying.change_tutor(tutor=made, first_name="Nora", languages=["nl"], email="", today=TODAY)
    assert gone.user is None


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"vog_seen_on": None, "vog_valid_until": None}, "missing"),
        ({"vog_valid_until": TODAY - timedelta(days=1)}, "expired"),
        ({"vog_valid_until": TODAY}, "soon"),
        ({"vog_valid_until": TODAY + timedelta(days=61)}, "ok"),
    ],
)
def test_a_vog_says_how_it_stands(agreed, facts, said):
    assert queries.vog(factories.tutor(agreed, **facts), today=TODAY) == said


def test_a_new_vog_ends_a_withdrawal_but_does_not_let_the_tutor_teach(bram):
    safety.withdraw_vog(tutor=bram, on=NOON.date(), now=NOON)
    old = supplying.see_vog(tutor=bram, seen_on=NOON.date(), valid_until=date(2029, 1, 1))
    assert queries.vog(old, today=TODAY) == "withdrawn"

    seen = supplying.see_vog(tutor=bram, seen_on=NOON.date() + timedelta(days=1), valid_until=date(2029, 1, 1))

    assert queries.vog(seen, today=TODAY) == "ok"
    assert seen.suspended_at == NOON


def test_skills_are_set_a_subject_at_a_time(bram):
    supplying.set_levels(tutor=bram, subject="wiskunde", levels=["havo", "vwo"])
    supplying.set_levels(tutor=bram, subject="wiskunde", levels=["vwo"])
    supplying.set_levels(tutor=bram, subject="rekenen", levels=[])

    assert list(Skill.objects.values_list("subject", "level")) == [("wiskunde", "vwo")]


def test_days_away_are_written_once_and_taken_back(bram):
    assert supplying.be_away(tutor=bram, first=TODAY, last=TODAY + timedelta(days=2)) == 3
    assert supplying.be_away(tutor=bram, first=TODAY, last=TODAY) == 1
    assert supplying.be_there(tutor=bram, day=TODAY) == 1

    assert Absence.objects.count() == 2


def test_times_show_their_next_moments_without_the_days_away(bram):
    supplying.add_week(tutor=bram, week=week(every=2))
    supplying.be_away(tutor=bram, first=date(2027, 3, 3), last=date(2027, 3, 3))

    (times,) = shown.times(bram, today=TODAY)

    local = [moment.astimezone(recurrence.AMSTERDAM) for moment in times.next[:3]]
    assert [f"{moment:%d-%m %H:%M}" for moment in local] == ["01-03 15:00", "15-03 15:00", "17-03 15:00"]
    assert supplying.drop_week(tutor=bram, number=times.number) == 1
    assert supplying.drop_week(tutor=bram, number=times.number) == 0


def test_a_time_keeps_its_hour_when_the_clock_changes(bram):
    supplying.add_week(tutor=bram, week=week(days=(6,), starts=time(15, 30)))

    (times,) = shown.times(bram, today=date(2027, 3, 20))

    local = [moment.astimezone(recurrence.AMSTERDAM) for moment in times.next]
    assert {f"{moment:%H:%M}" for moment in local} == {"15:30"}
    assert len({moment.utcoffset() for moment in local}) == 2


@given(
    days=st.sets(st.integers(0, 6), min_size=1),
    every=st.sampled_from([1, 2]),
    until=st.none() | st.dates(date(2027, 3, 1), date(2028, 3, 1)),
)
def test_whatever_week_is_filled_in_is_a_rule_that_the_core_reads(days, every, until):
    rule = recurrence.parse(week(days=tuple(days), every=every, until=until).rule)

    assert {day for _place, day in rule.days} == days
    assert (rule.interval, rule.until) == (every, until)


def test_the_list_of_tutors_is_one_query(agreed, django_assert_num_queries):
    for _tutor in range(4):
        factories.tutor(agreed)

    with django_assert_num_queries(1):
        rows = queries.tutors(agreed.provider, today=TODAY)
    assert [(row.vog, row.skills, row.times) for row in rows] == [("ok", 1, 0)] * 4
    assert Tutor.objects.count() == 4
