"""The calendar names what is over its day first, and forgets what went as it should."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wisselkracht.core.agenda import RoundDays, Talk, What, items

TODAY = date(2026, 11, 29)


def days(**facts):
    return RoundDays(
        **{
            "slug": "voorjaar",
            "title": "Voorjaar",
            "opens": date(2026, 10, 1),
            "last": date(2027, 1, 10),
            "decides": date(2027, 1, 20),
            "starts": date(2027, 2, 8),
            "ends": date(2027, 7, 2),
            "is_concept": False,
        }
        | facts
    )


def test_days_that_come_stand_in_their_order_and_days_that_passed_are_gone():
    found = items([days()], today=TODAY)

    assert [item.what for item in found] == [What.CLOSES, What.DECIDES, What.STARTS, What.ENDS]
    assert not any(item.is_overdue for item in found)


def test_a_round_that_was_never_opened_is_overdue_from_the_day_after():
    assert not items([days(is_concept=True, opens=TODAY)], today=TODAY)[0].is_overdue

    late = items([days(is_concept=True)], today=TODAY)[0]

    assert (late.what, late.is_overdue) == (What.OPENS, True)


def test_proposals_that_are_not_there_are_overdue_until_they_are():
    passed = days(last=TODAY - timedelta(days=20), decides=TODAY - timedelta(days=1))

    assert items([passed], today=TODAY)[0].what is What.DECIDES
    decided = items([days(last=passed.last, decides=passed.decides, is_decided=True)], today=TODAY)
    assert [item.what for item in decided] == [What.STARTS, What.ENDS]


def test_directors_are_to_be_checked_within_a_week_of_the_first_that_waits():
    found = items([days(checks=(TODAY - timedelta(days=8), TODAY))], today=TODAY)

    assert (found[0].what, found[0].number, found[0].is_overdue) == (What.CHECK, 2, True)
    assert found[0].day == TODAY - timedelta(days=1)


def test_an_application_at_a_closed_school_is_overdue_at_once():
    found = items([days(closed=(TODAY,))], today=TODAY)

    assert (found[0].what, found[0].is_overdue) == (What.CLOSED_SCHOOL, True)


def test_who_still_has_to_look_back_is_counted_by_day():
    late, soon = TODAY - timedelta(days=2), TODAY + timedelta(days=5)

    found = items([days(is_decided=True, looks_back=((soon, 6), (late, 1)))], today=TODAY)

    looks = [(item.day, item.number, item.is_overdue) for item in found if item.what is What.EVALUATE]
    assert looks == [(late, 1, True), (soon, 6, False)]


@given(st.lists(st.integers(-400, 400), min_size=5, max_size=5), st.booleans(), st.booleans())
def test_each_item_has_a_key_of_its_own_and_the_overdue_come_first(offsets, concept, decided):
    opens, last, decides, starts, ends = (TODAY + timedelta(days=offset) for offset in offsets)
    one = days(
        opens=opens, last=last, decides=decides, starts=starts, ends=ends, is_concept=concept, is_decided=decided
    )

    found = items([one], today=TODAY)

    assert len({item.key for item in found}) == len(found)
    assert [item.is_overdue for item in found] == sorted((item.is_overdue for item in found), reverse=True)
    assert all(item.is_overdue == (item.day < TODAY) for item in found)


def test_talks_of_one_exchange_and_day_are_one_item_and_keys_stay_apart():
    def talk(exchange, day):
        return Talk(day, exchange, f"WK-{exchange}", "voorjaar", "Voorjaar")

    talks = [talk(1, TODAY), talk(1, TODAY), talk(2, TODAY), talk(1, TODAY - timedelta(days=1))]
    found = [item for item in items([days()], talks, today=TODAY) if item.what is What.TALK]

    assert [(item.day, item.exchange, item.number, item.is_overdue) for item in found] == [
        (TODAY - timedelta(days=1), 1, 1, True),
        (TODAY, 1, 2, False),
        (TODAY, 2, 1, False),
    ]
    assert len({item.key for item in found}) == 3
