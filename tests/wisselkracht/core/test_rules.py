"""Each hard rule by itself, a score that adds up, reasons that are true, and a veto that changes little."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sizes import size
from tests.wisselkracht.core.candidates import PERIOD, candidate, some, terms
from wisselkracht.core.candidates import Candidate, Role, Terms
from wisselkracht.core.errors import LocksClash
from wisselkracht.core.explaining import Change, forced, seen, without
from wisselkracht.core.instance import instance_of
from wisselkracht.core.qualification import Degree, Duty, Licence, Stage
from wisselkracht.core.rules import RULES, Rule, failing, may, round_of
from wisselkracht.core.scoring import Part, score
from wisselkracht.core.solving import OPTIMAL, solve
from wisselkracht.core.vetoing import after

BRAM, DAAN = candidate("bram"), candidate("daan")
VO = {"licences": (Licence(Degree.SECOND, "wiskunde"),), "duty": Duty(Stage.LOWER, "wiskunde")}
CASES: dict[Rule, tuple[Candidate, Candidate, dict[str, object]]] = {
    Rule.CONFIRMED: (BRAM, replace(DAAN, confirmed=frozenset({Role.TEACHER})), {}),
    Rule.OTHER_SCHOOL: (BRAM, candidate("daan", school={"code": "school bram"}), {}),
    Rule.PERIOD: (BRAM, candidate("daan", period=(PERIOD[0], date(2027, 4, 1))), {}),
    Rule.SECTOR: (BRAM, candidate("daan", school={"sector": "so"}, duty=Duty(Stage.SO)), {}),
    Rule.QUALIFIED: (BRAM, candidate("daan", **VO), {}),
    Rule.DAYS: (BRAM, candidate("daan", days=frozenset({1, 2, 5})), {}),
    Rule.FTE: (BRAM, candidate("daan", fte=80), {}),
    Rule.TRAVEL: (candidate("bram", wishes={"minutes": 9}), DAAN, {}),
    Rule.DENOMINATION: (candidate("bram", wishes={"denominations": frozenset({"rk"})}), DAAN, {}),
    Rule.BUDDY: (BRAM, candidate("daan", buddy=(PERIOD[0], date(2027, 7, 1))), {}),
    Rule.BETTER: (BRAM, DAAN, {"least": 161}),
    Rule.EXCLUDED: (BRAM, candidate("daan", excluded=frozenset({"board bram"})), {}),
    Rule.VETO: (BRAM, DAAN, {"vetoes": frozenset({("bram", "daan")})}),
}


def test_two_plain_applications_may_swap() -> None:
    assert may(BRAM, DAAN, terms(BRAM, DAAN))
    assert may(DAAN, BRAM, terms(BRAM, DAAN))


def test_there_is_a_case_for_every_rule() -> None:
    assert set(CASES) == set(RULES) == set(Rule)


@pytest.mark.parametrize("rule", CASES)
def test_each_rule_fails_by_itself(rule: Rule) -> None:
    one, other, facts = CASES[rule]

    assert failing(one, other, terms(one, other, **facts)) == [rule]


def test_another_board_can_be_asked_by_the_round_or_by_either_side() -> None:
    near = candidate("daan", school={"board": "board bram"})
    choosy = candidate("bram", wishes={"other_board": True})

    assert may(BRAM, near, terms(BRAM, near))
    assert failing(BRAM, near, terms(BRAM, near, other_boards=True)) == [Rule.OTHER_SCHOOL]
    assert (
        failing(choosy, near, terms(choosy, near)) == failing(near, choosy, terms(choosy, near)) == [Rule.OTHER_SCHOOL]
    )


def test_a_dated_dispensation_of_the_director_stands_in_for_a_licence() -> None:
    lenient = candidate("daan", **VO, dispensations={"bram": PERIOD})
    too_short = candidate("daan", **VO, dispensations={"bram": (PERIOD[0], date(2027, 3, 1))})

    assert may(BRAM, lenient, terms(BRAM, lenient))
    assert failing(BRAM, too_short, terms(BRAM, too_short)) == [Rule.QUALIFIED]


def test_a_school_too_says_whom_it_welcomes() -> None:
    choosy = candidate("daan", school={"welcomes": frozenset({"pc"})})

    assert failing(BRAM, choosy, terms(BRAM, choosy)) == [Rule.DENOMINATION]


def test_a_score_is_the_sum_of_its_parts_by_hand() -> None:
    one = candidate("bram", strengths={"rekenen": 1}, goals={"lezen": 3}, days=frozenset({1, 2}))

    found = score(one, DAAN, terms(one, DAAN))

    assert dict(found.parts) == {
        Part.EXPERTISE: 100 * 2 * 1, Part.STRENGTHS: 50 * 1 * 2, Part.PERSONAL: 60 * 3 * 2, Part.TRAVEL: -40, Part.DAYS: -40,
    }  # fmt: skip
    assert found.total == 580
    assert sum(value for _part, _theme, value in found.themes) == 660


@pytest.mark.parametrize("number", range(size(20, 100)))
def test_the_round_holds_exactly_what_all_rules_allow_and_proposals_add_up(number: int) -> None:
    people, round_terms = some(random.Random(number), 12)

    instance = round_of(people, round_terms)
    found = solve(instance, objective="round")

    by_id = {person.id: person for person in people}
    arcs = {(instance.ids[start], instance.ids[end]): weight for start, end, weight in instance.arcs}
    for one, other in product(people, repeat=2):
        allowed = one is not other and not failing(one, other, round_terms)
        assert ((one.id, other.id) in arcs) == allowed
    weight = next(stage.value for stage in found.stages if stage.name == "weight")
    steps = [
        (ids[at], ids[(at + 1) % len(ids)])
        for ids in (instance.names(each.vertices) for each in found.exchanges)
        for at in range(len(ids))
    ]
    assert weight == sum(
        value for one, other in steps for _part, value in score(by_id[str(one)], by_id[str(other)], round_terms).parts
    )
    assert all(by_id[str(one)].wishes.three_way for each in found.exchanges if len(each.vertices) > 2
               for one in instance.names(each.vertices))  # fmt: skip


def changes(one: Candidate, others: list[Candidate], round_terms: Terms) -> list[Change]:
    """Give every change there is to try."""
    days = sorted(set(range(1, 6)) - one.free)
    kinds = sorted({other.school.denomination for other in others})
    minutes = sorted({0, *(round_terms.minutes[one.id, other.id] - one.wishes.minutes for other in others)})
    return [
        Change(more, frozenset(extra), frozenset(accepted), sector)
        for more in minutes if more >= 0
        for extra in (set(days[:0]), *[{d for d, bit in zip(days, bits, strict=True) if bit} for bits in product((0, 1), repeat=len(days))])
        for accepted in (set(), *({kind} for kind in kinds if one.wishes.denominations and kind not in one.wishes.denominations))
        for sector in ((False, True) if not one.wishes.other_sector else (False,))
    ]  # fmt: skip


@pytest.mark.parametrize("number", range(size(12, 60)))
def test_the_reason_is_true_and_no_smaller_change_helps(number: int) -> None:
    people, round_terms = some(random.Random(1000 + number), 10)
    one, *others = people

    told = without(one, others, round_terms)

    fits = [other for other in others if seen(one, other, round_terms) is None]
    assert told.fits == len(fits)
    assert sum(count for _rule, count in told.first) + told.fits == len(others)
    helping = [
        change
        for change in changes(one, others, round_terms)
        if any(seen(change.applied(one), other, round_terms) is None for other in others if other not in fits)
    ]
    if told.change is None:
        assert not helping
    else:
        assert told.change.size == min(change.size for change in helping)
        after_it = [other for other in others if seen(told.change.applied(one), other, round_terms) is None]
        assert told.gives == len(after_it) - len(fits) > 0


def test_a_private_exclusion_changes_no_word_of_what_the_other_side_sees() -> None:
    people, round_terms = some(random.Random(4), 10)
    one, *others = people
    private = [replace(other, excluded=frozenset({one.id, one.school.code})) for other in others]
    vetoed = replace(round_terms, vetoes=frozenset({(other.id, one.id) for other in others}))

    assert without(one, others, round_terms) == without(one, private, round_terms) == without(one, others, vetoed)


def test_the_cost_of_another_choice_is_the_optimum_with_it_less_the_optimum() -> None:
    weights = {("a", "b"): 1, ("b", "a"): 1, ("b", "c"): 9, ("c", "b"): 9, ("c", "d"): 1, ("d", "c"): 1}
    found = solve(instance_of("abcd", weights), objective="round")

    assert forced(found, ("b", "c")).first == ("count", 2)
    assert forced(found, ("a", "b")).first is None
    with pytest.raises(LocksClash):
        forced(found, ("a", "d"))


def test_after_a_veto_what_was_accepted_stays_and_as_much_of_the_rest_as_can_be() -> None:
    names = ("a", "b", "c", "d", "e", "f")
    pairs = [("a", "b"), ("c", "d"), ("e", "f"), ("b", "c"), ("d", "a"), ("a", "e")]
    weights = {pair: 5 for one, other in pairs for pair in ((one, other), (other, one))}
    found = solve(instance_of(names, weights | {("a", "b"): 50, ("c", "d"): 50}), objective="round", longest_cycle=2)

    second, difference = after(found, refused=[("a", "b")], accepted=[("e", "f")])

    assert difference.kept == (("e", "f"),)
    assert set(difference.gone) == {("a", "b"), ("c", "d")}
    assert set(difference.new) == {("a", "d"), ("b", "c")}
    assert second.status == OPTIMAL


def test_an_accepted_exchange_cannot_be_refused() -> None:
    found = solve(instance_of("ab", {("a", "b"): 1, ("b", "a"): 1}))

    with pytest.raises(LocksClash):
        after(found, refused=[("a", "b")], accepted=[("a", "b")])


def test_other_days_let_two_swap_who_work_on_other_days_of_the_same_size() -> None:
    def works(name: str, days: set[int], more: set[int]) -> Candidate:
        return candidate(name, days=frozenset(days), free=frozenset(days | more), fte=40)

    monday, tuesday = works("bram", {1, 3}, set()), works("daan", {2, 3}, set())
    asked = terms(monday, tuesday)
    assert failing(monday, tuesday, asked) == [Rule.DAYS]
    assert without(monday, [tuesday], asked).change is None, "the other cannot come either"

    willing = works("daan", {2, 3}, {1})
    assert without(monday, [willing], asked).change == Change(days=frozenset({2}))
    both = works("bram", {1, 3}, {2})
    assert may(both, willing, asked)
    assert may(willing, both, asked)
    assert failing(replace(both, fte=80), willing, asked) == [Rule.FTE], "other days make no larger job"
    assert dict(score(both, willing, asked).parts)[Part.DAYS] == -80, "two days differ"


WEEK = st.frozensets(st.integers(1, 5), min_size=1)


@given(WEEK, WEEK, st.frozensets(st.integers(1, 5)))
def test_more_days_never_take_a_swap_away(own: frozenset[int], others: frozenset[int], more: frozenset[int]) -> None:
    one, other = candidate("bram", days=own, free=own), candidate("daan", days=others, free=others)
    asked = terms(one, other)
    before = {*failing(one, other, asked), *failing(other, one, asked)}

    wider = replace(one, free=own | more)

    assert {*failing(wider, other, asked), *failing(other, wider, asked)} <= before
