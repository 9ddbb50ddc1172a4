"""Who accepted stays, and the quotas of the whole group hold whenever they can."""

import random
from collections import Counter

import pytest

from beraad.core import leximin, panels, relaxation, replacement
from beraad.core.errors import Infeasible, NobodyLeft
from beraad.core.instance import Feature, Instance, Quota, pool_of
from tests.sizes import size, sized

pytestmark = [sized]
FEATURES = (Feature("sector", ("PO", "VO", "MBO")), Feature("leeftijd", ("jong", "oud")))


def instance(rng, *, people=40, seats=10, groups=None):
    answers = [
        (rng.choices(("PO", "VO", "MBO"), (5, 4, 1))[0], rng.choices(("jong", "oud"), (2, 3))[0]) for _ in range(people)
    ]
    quotas = (
        Quota("sector", "PO", 4, 6),
        Quota("sector", "VO", 3, 5),
        Quota("sector", "MBO", 1, 2),
        Quota("leeftijd", "jong", 4, 6),
        Quota("leeftijd", "oud", 4, 6),
    )
    return Instance(pool_of(FEATURES, answers, groups), quotas, seats)


def broken(asked, rows):
    """Count by hand, on the people themselves, which quotas a group breaks."""
    place = {row: number for number, row in enumerate(asked.pool.rows.tolist())}
    counts = Counter()
    for row in rows:
        counts.update(zip(("sector", "leeftijd"), asked.pool.profile(place[row]), strict=True))
    return [q for q in asked.quotas if not q.min <= counts[q.feature, q.value] <= q.max]


def test_quotas_hold_after_a_fifth_drops_out_whenever_they_can(record_figure):
    rng, tries = random.Random(8), size(40, 1000)
    kept = could = relaxed = 0
    for _trial in range(tries):
        asked = instance(rng)
        try:
            (panel, *_others) = panels.uniform(leximin.solve(asked, seed=rng.randbytes(8)), 20, seed=rng.randbytes(8))
        except Infeasible:
            continue
        gone = [row for row in panel if rng.random() < 0.2]
        if not gone:
            continue
        accepted = [row for row in panel if row not in gone]
        found = replacement.solve(asked, accepted=accepted, gone=gone, seed=rng.randbytes(8))
        possible = relaxation.feasible(found.asked)
        could += possible
        relaxed += found.relaxed is not None
        assert possible == (found.relaxed is None)
        new = panels.uniform(found.solution, 10, seed=rng.randbytes(8))
        assert all(not set(rows) & {*accepted, *gone} for rows in new)
        kept += possible and all(not broken(asked, [*accepted, *rows]) for rows in new)

    record_figure("assemblies whose quotas hold after drop-out, of those where they can", target=could, measured=kept)
    assert kept == could > tries / 2


def test_a_shortage_is_relaxed_as_little_as_possible_and_told():
    answers = [("PO", "jong")] * 6 + [("VO", "oud")] * 6
    quotas = (Quota("sector", "PO", 3, 3), Quota("sector", "VO", 3, 3))
    asked = Instance(pool_of(FEATURES, answers), quotas, 6)
    accepted, gone = [0, 6, 7, 8], [1, 2, 3, 4]

    found = replacement.solve(asked, accepted=accepted, gone=gone, seed=b"1")

    assert {(change.value, change.min, change.max) for change in found.relaxed.changes} == {("PO", 1, 2), ("VO", 0, 1)}


def test_colleagues_of_who_accepted_are_left_out():
    groups = ["de Vlieger" if number < 20 else "" for number in range(40)]
    asked = instance(random.Random(1), groups=groups)

    left = replacement.residual(asked, accepted=[0], gone=[30])

    assert set(left.pool.rows.tolist()) == set(range(20, 40)) - {30}
    assert left.size == asked.size - 1


@pytest.mark.parametrize(("accepted", "gone"), [(range(10), []), (range(5), range(5, 36))])
def test_no_open_seat_or_too_few_people_is_refused(accepted, gone):
    with pytest.raises(NobodyLeft):
        replacement.residual(instance(random.Random(1)), accepted=list(accepted), gone=list(gone))


def test_the_chances_for_the_open_seats_are_leximin_again():
    answers = [("PO", "jong")] * 8 + [("VO", "oud")] * 4
    quotas = (Quota("sector", "PO", 2, 2), Quota("sector", "VO", 2, 2))
    asked = Instance(pool_of(FEATURES, answers), quotas, 4)

    found = replacement.solve(asked, accepted=[0, 1], gone=[8], seed=b"1")

    assert [float(chance) for chance in found.solution.probabilities] == pytest.approx([0] * 6 + [2 / 3] * 3)
