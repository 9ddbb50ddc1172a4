"""The figures of a brief, from the newest data: right, and never more than may be told."""

from __future__ import annotations

import pytest

from inspectie.core import engine
from inspectie.core.engine import View
from inspectie.queries.briefs import counts, making
from inspectie.queries.briefs.facts import Scope


@pytest.fixture
def closed(monkeypatch):
    """Let every look at the tight bounds fail."""
    evaluate = engine.evaluate
    counts.verdicts.cache_clear()

    def guarded(norm_set, frame, *, view):
        assert view is View.PUBLIC, "a tight bound was asked for"
        return evaluate(norm_set, frame, view=view)

    monkeypatch.setattr(engine, "evaluate", guarded)
    yield
    counts.verdicts.cache_clear()


def test_the_country_counts_every_school_once(country):
    facts = making.facts(Scope.COUNTRY, making.COUNTRY)

    assert facts.schools == len(country.schools)
    for tally in (facts.now, facts.apart, *(rule.tally for rule in facts.rules)):
        assert abs(tally.judged + tally.outside - facts.schools) <= 5


def test_a_board_is_counted_without_a_single_tight_bound(board, closed):
    facts = making.facts(Scope.BOARD, board.code)

    assert facts.now.judged + facts.now.outside == len(board.members) == len(facts.lines)


def test_a_municipality_is_counted_without_a_single_tight_bound(municipality, closed):
    facts = making.facts(Scope.MUNICIPALITY, municipality.code)

    assert facts.now.judged + facts.now.outside == len(municipality.members)


def test_the_guard_of_these_tests_sees_a_tight_bound(country, closed):
    with pytest.raises(AssertionError, match="tight"):
        making.facts(Scope.COUNTRY, making.COUNTRY)


def test_the_list_of_a_board_says_what_its_counts_say(board):
    facts = making.facts(Scope.BOARD, board.code)

    assert sum(line.now == "onder" for line in facts.lines) == facts.now.below
    for at, domain in enumerate(facts.domains):
        assert sum(line.domains[at] == "onder" for line in facts.lines) == domain.eased.below


def test_boards_add_up_to_the_country(country):
    boards = [making.facts(Scope.BOARD, code) for code in country.boards]

    assert sum(facts.schools for facts in boards) == len(country.schools)
    whole = making.facts(Scope.COUNTRY, making.COUNTRY)
    assert abs(sum(facts.now.below for facts in boards) - whole.now.below) <= 5


@pytest.mark.parametrize("scope", [Scope.COUNTRY, Scope.BOARD, Scope.MUNICIPALITY])
def test_what_does_not_exist_is_unknown(db, scope):
    with pytest.raises(making.Unknown):
        making.facts(scope, "99999")


def test_before_any_import_the_country_is_empty_and_says_so(db):
    facts = making.facts(Scope.COUNTRY, making.COUNTRY)

    assert facts.schools == facts.now.judged == 0


def test_a_search_finds_municipalities_and_boards(municipality):
    found = making.find(municipality.name)

    assert (Scope.MUNICIPALITY, municipality.code) in [(one.scope, one.code) for one in found]


def test_invented_data_is_called_so(country):
    assert making.is_demo()
    assert making.facts(Scope.COUNTRY, making.COUNTRY).is_demo
