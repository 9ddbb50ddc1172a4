"""What a brief says: findings that follow the figures, in words that agree with their number."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inspectie.core.briefing import Tally, Year
from inspectie.queries.briefs import papers, sections, words
from inspectie.queries.words import number
from tests.inspectie.briefs import factories

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)


def paper(facts):
    return papers.paper(facts, now=NOW)


def test_the_finding_counts_per_hundred_where_there_are_that_many():
    assert paper(factories.facts()).finding == "49 van de 100 scholen slagen nu, maar zakken als elk vak telt"


def test_the_finding_counts_schools_where_there_are_few():
    assert paper(factories.board()).finding == "3 van de 7 scholen slagen nu, maar zakken als elk vak telt"


@pytest.mark.parametrize(
    ("newly", "finding"),
    [
        ((1, 2), "1 van de 7 scholen slaagt nu, maar zakt als elk vak telt"),
        ((0, 2), "Misschien zakt een school als elk vak telt. Zeker is het niet"),
        ((0, 0), "Elke school die nu slaagt, slaagt ook als elk vak telt"),
    ],
)
def test_the_finding_never_says_more_than_the_figures(newly, finding):
    assert paper(factories.board(newly=newly)).finding == finding


def test_a_place_without_outcomes_says_so_and_has_no_numbers():
    made = paper(factories.nothing())

    assert made.finding == "Over deze scholen is nog niets te zeggen"
    assert made.numbers == ()
    assert all(section.chart is None or section.table for section in made.sections)


def test_an_unsure_share_is_an_interval():
    numbers = paper(factories.facts()).numbers

    assert [number.value for number in numbers] == ["12%", "61 tot 72%", "690.000 tot 811.000"]


def test_a_share_is_rounded_and_not_cut_off():
    assert words.one(60.88) == "60,9"


@pytest.mark.parametrize(("low", "high", "total", "shown"), [
    (3396, 4012, 5570, "61 tot 72 van de 100 scholen"),
    (1, 1, 1, "de enige school"),
    (2, 3, 9, "2 tot 3 van de 9 scholen"),
])  # fmt: skip
def test_schools_are_counted_as_people_do(low, high, total, shown):
    assert words.of_schools(low, high, total) == shown


def test_every_page_of_the_country_has_a_chart_with_its_table_but_the_last():
    made = sections.pages(factories.facts())

    assert [page.chart is not None for page in made] == [True] * 6 + [False]
    assert all(page.table is not None for page in made)


def test_a_value_that_nobody_published_is_unknown_and_no_number():
    table = next(page.table for page in sections.pages(factories.facts()) if "norm doet" in page.table.caption)

    assert table.rows[1][1:] == (None, None, "waarde onbekend")


def test_the_list_of_a_board_names_every_school():
    made = sections.pages(factories.board(schools=7))

    listed = next(page.table for page in made if page.table and "Alle scholen" in page.table.caption)
    assert len(listed.rows) == 7
    assert listed.rows[0][0] == "'t Hofje 0, 's-Gravenhage"


def test_growth_is_never_without_its_label():
    text = " ".join(sections.pages(factories.facts())[-1].paragraphs)

    assert "geen leerwinst per leerling" in text


def test_nothing_is_a_share_of_nothing():
    assert words.share(0, 0) == 0
    assert papers._part(Tally(0, 0, 0, 3)) == "0 van 0"


def test_pupils_are_no_finer_than_they_are_worth_and_never_too_narrow():
    assert words.pupils(584_742, 759_803) == "584.000 tot 760.000"
    assert words.pupils(372, 963) == "372 tot 963"


def test_a_change_that_may_be_chance_is_not_called_one():
    few = (Year(2022, 90.0, 56.0, 170), Year(2024, 90.0, 54.6, 180))

    (first, *_rest) = sections.pages(factories.board(years=few))

    assert first.chart.title == "54,6% haalt het hogere niveau. Verschillen kunnen toeval zijn"


def test_pages_round_what_they_show_as_the_brief_does():
    assert number(60.88) == words.one(60.88) == "60,9"
