"""Pupils and tutors: the best sum, proven, explained, and never a pair that failed."""

from dataclasses import replace
from itertools import product

import numpy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from bijles.core import matching
from bijles.core.matching import Pupil, Tutor

ONLINE = frozenset({"online"})
PUPIL = Pupil(1, frozenset({"rekenen", "taal"}), "groep-7", frozenset({"tr"}), 60, ONLINE)
TUTOR = Tutor(1, frozenset({("rekenen", "groep-7")}), frozenset({"nl", "tr"}), ONLINE)


def subsets(*items: str):
    return st.frozensets(st.sampled_from(items), max_size=2)


def numbered(people):
    return [replace(one, id=number) for number, one in enumerate(people, start=1)]


PUPILS = st.lists(
    st.builds(
        Pupil,
        st.just(0),
        st.sampled_from([frozenset({"rekenen"}), frozenset({"taal"}), frozenset({"rekenen", "taal"})]),
        st.sampled_from(["groep-7", "havo"]),
        subsets("nl", "tr", "ar"),
        st.integers(0, 200),
        subsets("online", "1"),
        st.frozensets(st.integers(1, 4), max_size=1),
        st.frozensets(st.integers(1, 4), max_size=1),
    ),
    max_size=5,
).map(numbered)
TUTORS = st.lists(
    st.builds(
        Tutor,
        st.just(0),
        st.frozensets(st.tuples(st.sampled_from(["rekenen", "taal"]), st.sampled_from(["groep-7", "havo"]))),
        subsets("nl", "tr", "ar"),
        subsets("online", "1"),
        st.integers(0, 3),
    ),
    max_size=3,
).map(numbered)


def best_by_trying(pupils: list[Pupil], tutors: list[Tutor]) -> int:
    best = 0
    for choice in product([None, *tutors], repeat=len(pupils)):
        pairs = [matching.explain(pupil, tutor) for pupil, tutor in zip(pupils, choice, strict=True) if tutor]
        if all(pairs) and all(choice.count(tutor) <= tutor.room for tutor in tutors):
            best = max(best, sum(pair.weight for pair in pairs))
    return best


def test_a_pair_says_what_counted():
    pair = matching.explain(replace(PUPIL, before=frozenset({1})), TUTOR)

    assert pair.reasons == (("subject", 150), ("language", 100), ("waiting", 300), ("continuity", 400))


def test_a_pair_that_failed_is_never_made_again():
    found = matching.match([replace(PUPIL, failed=frozenset({1}))], [TUTOR])

    assert (found.pairs, found.unmatched) == ((), ((1, "no-tutor"),))


def test_who_waits_longer_goes_first_when_there_is_one_place():
    found = matching.match([PUPIL, replace(PUPIL, id=2, days_waiting=90)], [TUTOR])

    assert [pair.pupil for pair in found.pairs] == [2]
    assert found.unmatched == ((1, "no-room"),)


@settings(max_examples=150)
@given(PUPILS, TUTORS, st.randoms())
def test_no_other_matching_is_better_and_the_prices_prove_it(pupils, tutors, rng):
    found = matching.match(pupils, tutors)

    assert found.weight == best_by_trying(pupils, tutors)
    assert matching.is_best(found, pupils, tutors)
    assert all(sum(pair.tutor == tutor.id for pair in found.pairs) <= tutor.room for tutor in tutors)
    known = {pupil.id: pupil for pupil in pupils}
    assert not any(pair.tutor in known[pair.pupil].failed for pair in found.pairs)
    assert sorted([pair.pupil for pair in found.pairs] + [pupil for pupil, _why in found.unmatched]) == sorted(known)
    rng.shuffle(pupils)
    assert matching.match(pupils, tutors) == found


def test_a_worse_matching_is_not_called_the_best():
    waiting = [PUPIL, replace(PUPIL, id=2, days_waiting=90)]
    found = matching.match(waiting, [TUTOR])

    assert not matching.is_best(replace(found, pairs=(matching.explain(PUPIL, TUTOR),)), waiting, [TUTOR])


def test_another_solver_finds_the_same_sum_for_a_whole_waiting_list():
    rng = numpy.random.default_rng(7)
    pupils = [
        replace(PUPIL, id=number, days_waiting=int(rng.integers(200)), failed=frozenset({int(rng.integers(20))}))
        for number in range(60)
    ]
    tutors = [
        replace(TUTOR, id=number, room=2, languages=frozenset({("tr", "nl")[number % 2]})) for number in range(20)
    ]
    weights = numpy.array(
        [
            [pair.weight if (pair := matching.explain(pupil, tutor)) else 0 for tutor in tutors for _seat in range(2)]
            for pupil in pupils
        ]
    )
    found = matching.match(pupils, tutors)

    rows, columns = linear_sum_assignment(weights, maximize=True)
    assert found.weight == weights[rows, columns].sum()
    assert matching.is_best(found, pupils, tutors)
