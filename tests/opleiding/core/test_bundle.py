"""A bundle that is wrong is refused, with the place of everything that is wrong in it."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from opleiding.core import bundle, files
from opleiding.core.errors import MOST_FAULTS, BadBundle
from opleiding.core.explanation import Case, Filling, Reason, filling
from tests.opleiding.core.markets import chance, facts, read

GOOD = facts(
    {"c1": ["o2", "o1"], "c2": ["o1"]},
    {"o1": (1, [["c1", "c2"]]), "o2": (1, [["c1"], ["c2"]])},
    pools=[{"id": "p", "places": 2, "members": ["o1", "o2"]}],
)


def faults(made):
    with pytest.raises(BadBundle) as refused:
        read(made)
    return {fault.pointer: fault.code for fault in refused.value.faults}


def changed(*path, to):
    """Give the good bundle with one thing changed. to: the value, or an exception type to take it away."""
    made = json.loads(json.dumps(GOOD))
    here = made
    for step in path[:-1]:
        here = here[step]
    if to is KeyError:
        del here[path[-1]]
    else:
        here[path[-1]] = to
    return made


def test_the_good_bundle_is_good():
    assert read(GOOD).offerings == ("o1", "o2")


@pytest.mark.parametrize(
    ("path", "to", "pointer", "code"),
    [
        (("candidates", 0, "preferences", 1), "o9", "/candidates/0/preferences/1", "unknown-offering"),
        (("candidates", 0, "preferences", 1), "o2", "/candidates/0/preferences/1", "ranked-twice"),
        (("offerings", 1, "withdrawn"), True, "/candidates/0/preferences/0", "withdrawn-offering"),
        (("offerings", 1, "withdrawn"), "yes", "/offerings/1/withdrawn", "not-yes-or-no"),
        (("candidates", 0, "preferences"), "o1", "/candidates/0/preferences", "not-a-list"),
        (("candidates", 0, "preferences"), KeyError, "/candidates/0/preferences", "not-a-list"),
        (("candidates", 0, "preferences", 0), 4, "/candidates/0/preferences", "not-a-list"),
        (("candidates", 1, "id"), "c1", "/candidates/1/id", "id-twice"),
        (("candidates", 1, "id"), "", "/candidates/1/id", "no-id"),
        (("candidates", 1, "id"), 7, "/candidates/1/id", "no-id"),
        (("candidates", 1, "id"), "\ud800", "/candidates/1/id", "no-id"),
        (("candidates", 1), "c2", "/candidates/1", "not-an-object"),
        (("candidates",), None, "/candidates", "not-a-list"),
        (("offerings",), KeyError, "/offerings", "not-a-list"),
        (("offerings", 0, "places"), -1, "/offerings/0/places", "not-a-number"),
        (("offerings", 0, "places"), 1.5, "/offerings/0/places", "not-a-number"),
        (("offerings", 0, "places"), True, "/offerings/0/places", "not-a-number"),
        (("offerings", 0, "places"), 10**12, "/offerings/0/places", "not-a-number"),
        (("offerings", 0, "priorities", 0, 1), "c9", "/offerings/0/priorities/0/1", "unknown-candidate"),
        (("offerings", 0, "priorities", 0, 1), ["c1"], "/offerings/0/priorities/0/1", "unknown-candidate"),
        (("offerings", 1, "priorities", 1, 0), "c1", "/offerings/1/priorities/1/0", "classed-twice"),
        (("offerings", 1, "priorities"), ["c1"], "/offerings/1/priorities", "not-a-list"),
        (("offerings", 1, "pool"), "q", "/offerings/1/pool", "unknown-pool"),
        (("offerings", 1, "pool"), 3, "/offerings/1/pool", "not-an-id"),
        (("pools", 0, "members"), ["o1", "x"], "/pools/0/members/1", "unknown-member"),
        (("pools", 0, "members"), ["o1", "o1"], "/pools/0/members/1", "member-twice"),
        (("pools", 0, "members"), ["o1", "p"], "/pools/0/members/1", "pool-in-itself"),
        (("pools", 0, "members"), "o1", "/pools/0/members", "not-a-list"),
        (("pools", 0, "id"), "o1", "/pools/0/id", "id-twice"),
        (("pools", 0, "places"), None, "/pools/0/places", "not-a-number"),
        (("pools",), {}, "/pools", "not-a-list"),
        (("lottery",), KeyError, "/lottery", "no-lottery"),
        (("lottery",), "seed", "/lottery", "not-a-lottery"),
        (("lottery",), {"seed": "00", "numbers": {}}, "/lottery", "not-a-lottery"),
        (("lottery", "seed"), "abc", "/lottery/seed", "not-hex"),
        (("lottery", "seed"), "", "/lottery/seed", "not-hex"),
        (("lottery",), {"numbers": {"c1": 1}}, "/lottery/numbers/c2", "no-number"),
        (("lottery",), {"numbers": {"c1": 1, "c2": "2"}}, "/lottery/numbers/c2", "not-a-number"),
        (("lottery",), {"numbers": []}, "/lottery/numbers", "not-an-object"),
        (("mode",), "best", "/mode", "not-a-choice"),
        (("tie_breaking",), ["single"], "/tie_breaking", "not-a-choice"),
        (("tiebreaking",), "multiple", "/tiebreaking", "almost-a-key"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(path, to, pointer, code):
    assert faults(changed(*path, to=to)).get(pointer) == code


def test_everything_that_is_wrong_is_named_and_no_more_than_fifty():
    made = facts({f"c{n}": ["o9", "o1", "o1"] for n in range(60)}, {"o1": (1, [])})

    found = faults(made)

    assert len(found) == MOST_FAULTS
    assert found["/candidates/0/preferences/0"] == "unknown-offering"
    assert found["/candidates/0/preferences/2"] == "ranked-twice"


def test_an_offering_that_is_not_in_the_pool_it_names_is_refused():
    made = changed("offerings", 1, "pool", to="p")
    made["pools"][0]["members"] = ["o1"]

    assert faults(made) == {"/offerings/1/pool": "not-a-member"}


def test_crossing_pools_are_refused_with_a_sentence():
    made = facts(
        {"c1": ["o1"]},
        {name: (1, [["c1"]]) for name in ("o1", "o2", "o3")},
        pools=[
            {"id": "left", "places": 1, "members": ["o1", "o2"]},
            {"id": "right", "places": 1, "members": ["o2", "o3"]},
        ],
    )

    with pytest.raises(BadBundle) as refused:
        read(made)

    assert refused.value.faults[0].pointer == "/pools/1"
    assert 'share offering "o2" and neither lies inside the other' in refused.value.faults[0].sentence


def test_pools_inside_pools_are_taken_whoever_names_whom():
    lists, offerings = {"c1": ["o1"]}, {name: (1, [["c1"]]) for name in ("o1", "o2", "o3")}
    by_id = [{"id": "in", "places": 1, "members": ["o1", "o2"]}, {"id": "out", "places": 2, "members": ["in", "o3"]}]
    by_leaf = [by_id[0], {"id": "out", "places": 2, "members": ["o1", "o2", "o3"]}]
    claimed = facts(lists, offerings, pools=[{"id": "in", "places": 1}, by_id[1]])
    for number in (0, 1):
        claimed["offerings"][number]["pool"] = "in"

    assert read(facts(lists, offerings, pools=by_id)).pools == read(facts(lists, offerings, pools=by_leaf)).pools
    assert read(claimed).pools == read(facts(lists, offerings, pools=by_id)).pools


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not-json"),
        (b"[]", "not-an-object"),
        (b"\xff\xfe{}", "not-utf8"),
        (b'{"candidates": [], "candidates": []}', "key-twice"),
        (b"[" * 100_000, "not-json"),
        (b'{"candidates": ' + b"9" * 5000 + b"}", "not-json"),
    ],
)
def test_what_is_no_bundle_at_all_is_refused(content, code):
    with pytest.raises(BadBundle) as refused:
        bundle.read(content)

    assert [fault.code for fault in refused.value.faults] == [code]


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=3) | some.sampled_from(["c1", "o1", "p"]),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.sampled_from(["id", "places", "members", "pool", "preferences", "priorities", "seed", "numbers"]), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


@given(some.fixed_dictionaries({}, optional={key: JSON | some.lists(JSON, max_size=3) for key in bundle.KEYS}))
def test_whatever_it_holds_it_is_solved_or_refused(made):
    try:
        solved = files.settle(bundle.read(json.dumps(made).encode()))
    except BadBundle as refused:
        wrong = [fault for fault in refused.faults if fault.pointer and not fault.pointer.startswith("/")]
    else:
        wrong = [] if len(solved.explanations) == len(made["candidates"]) else [solved]

    assert wrong == []


def test_no_places_nobody_asked_and_an_empty_list_are_handled_and_told():
    made = facts(
        {"c1": ["none", "gone", "o1"], "c2": []},
        {"none": (0, [["c1"]]), "gone": (3, [["c2"]]), "o1": (2, [["c1"]]), "quiet": (1, [["c2"]]), "shut": (1, [])},
    )
    solved = files.settle(read(made))
    told = {solved.market.candidates[one.candidate]: one for one in solved.explanations}
    filled = dict(zip(solved.market.offerings, filling(solved.market, solved.matching, solved.cutoffs), strict=True))

    assert told["c1"].case == Case.LOWER_CHOICE
    assert [why.reason for why in told["c1"].why_not] == [Reason.NO_PLACES, Reason.NOT_ADMISSIBLE]
    assert told["c2"].case == Case.EMPTY_LIST
    assert [solved.market.offerings[choice] for choice in told["c2"].menu] == ["gone", "quiet"]
    assert filled == {
        "none": Filling.NO_PLACES, "gone": Filling.OPEN, "o1": Filling.OPEN, "quiet": Filling.NOBODY_ASKED,
        "shut": Filling.NOBODY_ADMISSIBLE,
    }  # fmt: skip


def test_a_round_with_nobody_or_nothing_is_a_round():
    assert files.outcome(read(facts({}, {})), files.settle(read(facts({}, {}))).matching) == {
        "placements": {},
        "unplaced": [],
    }


def test_the_order_of_rows_and_within_a_class_makes_no_difference():
    rng = random.Random(3)
    for _trial in range(50):
        made = chance(rng, people=12, offerings=5, pools=True, mode=rng.choice(("candidate_optimal", "most_places")))
        other = json.loads(json.dumps(made))
        rng.shuffle(other["candidates"])
        rng.shuffle(other["offerings"])
        rng.shuffle(other["pools"])
        for one in other["offerings"]:
            for group in one["priorities"]:
                rng.shuffle(group)

        assert files.settle(read(made)).outcome_hash() == files.settle(read(other)).outcome_hash()
