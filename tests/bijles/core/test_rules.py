"""Programme rules, with those of municipalities that have a scheme now."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijles.core import rules
from bijles.core.errors import BadRules
from bijles.core.rules import Cap, Child, Lesson, Of, Rules, Span, Unit

YEAR = (date(2026, 8, 1), date(2027, 7, 31))
AMINAS = Child(1, date(2014, 3, 1), "groep-7")


def lesson(day: date, *, child: int = 1, minutes: int = 60, cents: int = 2500) -> Lesson:
    return Lesson(child, day, minutes, cents)


def asked(made: Rules, had: list[Lesson], wanted: Lesson, child: Child = AMINAS) -> list[tuple[str, int]]:
    return [(no.rule, no.left) for no in rules.decide(made, child, wanted, had, year=YEAR).refusals]


def test_haarlem_pays_25_euro_an_hour_and_100_euro_a_month():
    haarlem = Rules(1, caps=(Cap(Span.HOUR, Of.CHILD, Unit.CENTS, 2500), Cap(Span.MONTH, Of.CHILD, Unit.CENTS, 10000)))
    september = [lesson(date(2026, 9, day)) for day in (1, 8, 15)]

    assert asked(haarlem, september, lesson(date(2026, 9, 22))) == []
    assert asked(haarlem, september, lesson(date(2026, 9, 22), cents=2501)) == [
        ("hour-child-cents", 2500),
        ("month-child-cents", 2500),
    ]
    assert asked(haarlem, september, lesson(date(2026, 10, 1), minutes=45, cents=1875)) == []
    assert asked(haarlem, september, lesson(date(2026, 10, 1), minutes=45, cents=1876)) == [("hour-child-cents", 2500)]


def test_haarlemmermeer_pays_2000_euro_a_year_for_who_is_9_to_17():
    made = Rules(1, ages=(9, 17), caps=(Cap(Span.YEAR, Of.CHILD, Unit.CENTS, 200_000),))

    assert asked(made, [], lesson(date(2027, 1, 5), cents=200_000)) == []
    assert asked(made, [lesson(YEAR[0])], lesson(date(2027, 1, 5), cents=197_501)) == [("year-child-cents", 197_500)]
    assert asked(made, [], lesson(date(2027, 1, 5)), Child(1, date(2018, 2, 1), "groep-5")) == [("age", 0)]
    assert asked(made, [], lesson(date(2027, 2, 1)), Child(1, date(2018, 2, 1), "groep-5")) == []


def test_westerwolde_pays_300_euro_a_school_year_in_secondary_education():
    made = Rules(1, levels=frozenset({"havo", "vwo"}), caps=(Cap(Span.YEAR, Of.CHILD, Unit.CENTS, 30_000),))

    assert asked(made, [], lesson(date(2027, 1, 5))) == [("level", 0)]


def test_a_household_shares_its_cap_and_a_child_has_its_own():
    made = Rules(1, caps=(Cap(Span.WEEK, Of.HOUSEHOLD, Unit.MINUTES, 120), Cap(Span.WEEK, Of.CHILD, Unit.MINUTES, 90)))
    monday = [lesson(date(2026, 9, 7), child=2, minutes=60)]

    assert asked(made, monday, lesson(date(2026, 9, 13), minutes=60)) == []
    assert asked(made, monday, lesson(date(2026, 9, 13), minutes=75)) == [("week-household-minutes", 60)]
    assert asked(made, monday, lesson(date(2026, 9, 14), minutes=90)) == []
    assert asked(made, monday, lesson(date(2026, 9, 14), minutes=91)) == [("week-child-minutes", 90)]


def test_a_week_goes_on_over_new_year():
    made = Rules(1, caps=(Cap(Span.WEEK, Of.CHILD, Unit.MINUTES, 60),))

    assert asked(made, [lesson(date(2026, 12, 31))], lesson(date(2027, 1, 1))) == [("week-child-minutes", 0)]


def test_a_new_version_that_allows_less_leaves_no_negative_room():
    made = Rules(2, caps=(Cap(Span.MONTH, Of.CHILD, Unit.MINUTES, 30),))

    assert asked(made, [lesson(date(2026, 9, 1))], lesson(date(2026, 9, 2))) == [("month-child-minutes", 0)]


@pytest.mark.parametrize(("minutes", "cents"), [(60, 2500), (45, 1875), (50, 2083), (1, 42), (0, 0)])
def test_the_price_of_a_lesson_follows_its_minutes(minutes, cents):
    assert rules.price(minutes, 2500) == cents


CAPS = st.builds(Cap, st.sampled_from(Span), st.sampled_from(Of), st.sampled_from(Unit), st.integers(0, 10**6))
SOME_RULES = st.builds(
    Rules,
    st.just(3),
    st.tuples(st.integers(0, 9), st.integers(9, 20)),
    st.frozensets(st.sampled_from(rules.LEVELS)),
    st.lists(CAPS, max_size=4).map(tuple),
)
LESSONS = st.builds(Lesson, st.integers(1, 3), st.dates(*YEAR), st.integers(15, 120), st.integers(0, 9000))


@given(SOME_RULES)
def test_rules_survive_being_stored(made):
    assert rules.read(rules.write(made), version=3) == made


@given(SOME_RULES, st.lists(LESSONS, max_size=8), LESSONS, st.randoms())
def test_the_order_of_lessons_does_not_matter_and_having_less_never_forbids(made, had, wanted, rng):
    said = asked(made, had, wanted)
    shuffled = list(had)
    rng.shuffle(shuffled)

    assert asked(made, shuffled, wanted) == said
    assert {rule for rule, _left in asked(made, had[:-1], wanted)} <= {rule for rule, _left in said}


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "ages"),
        ({"ages": [9, 4], "levels": [], "caps": []}, "ages"),
        ({"ages": [4, 9, 12], "levels": [], "caps": []}, "ages"),
        ({"ages": [4, 9], "levels": ["groep-9"], "caps": []}, "levels"),
        ({"ages": [4, 9], "levels": [], "caps": [{"span": "day"}]}, "caps"),
        (
            {"ages": [4, 9], "levels": [], "caps": [{"span": "week", "of": "child", "unit": "cents", "most": -1}]},
            "caps",
        ),
        ({"ages": [4, 9], "levels": [], "caps": [], "income": 1}, "income"),
    ],
)
def test_stored_rules_that_are_wrong_are_named(data, field):
    with pytest.raises(BadRules) as wrong:
        rules.read(data, version=1)

    assert wrong.value.field == field


def test_a_rule_that_asks_for_a_code_of_school_refuses_who_has_none():
    made = Rules(1, signal=True)
    with_code = Child(1, AMINAS.birth_month, AMINAS.level, has_signal=True)

    assert asked(made, [], lesson(date(2026, 9, 22))) == [("signal", 0)]
    assert asked(made, [], lesson(date(2026, 9, 22)), with_code) == []
    assert rules.read(rules.write(made), version=1) == made
    assert "signal" not in rules.write(Rules(1))
    with pytest.raises(BadRules):
        rules.read(rules.write(Rules(1)) | {"signal": "ja"}, version=1)
