"""From figures to seats, and files that are read or refused with their line."""

import random
from fractions import Fraction

import pytest

from beraad.core import steps, targets, tickets
from beraad.core.errors import BadFile, BadProfile
from beraad.core.targets import Bounds, Wanted


def test_a_target_is_exact():
    assert targets.target(1, 3, 100) == Fraction(100, 3)
    assert targets.target(5, 0, 100) == 0


def test_quotas_are_the_target_rounded_both_ways_and_small_groups_get_a_seat():
    found = targets.propose({"groot": 940, "klein": 55, "heel klein": 5}, size=100)

    assert found == {"groot": Bounds(94, 94), "klein": Bounds(5, 6), "heel klein": Bounds(1, 1)}


def test_minimums_never_exceed_the_seats_and_maximums_never_fall_below():
    rng = random.Random(3)
    for _trial in range(500):
        counts = {f"w{number}": rng.choice([0, 1, 3, 40, 900]) for number in range(rng.randint(2, 9))}
        size = rng.randint(2, 60)
        found = targets.propose(counts, size=size, slack=rng.randint(0, 3))
        if sum(counts.values()):
            assert sum(bound.least for bound in found.values()) <= size <= sum(bound.most for bound in found.values())
        assert all(0 <= bound.least <= bound.most <= size for bound in found.values())


def test_every_fault_is_found_with_its_feature_and_number():
    rows = [
        Wanted("Sector", "PO", 60, 5, Bounds(6, 4)),
        Wanted("Sector", "VO", 40, 90, Bounds(7, 8)),
        Wanted("Leeftijd", "jong", 50, 50, Bounds(0, 4)),
        Wanted("Leeftijd", "oud", 50, 50, Bounds(0, 4)),
    ]

    found = [(fault.feature, fault.value, fault.code, fault.number) for fault in targets.faults(rows, size=10)]

    assert found == [
        ("Sector", "PO", "min-above-max", 4),
        ("Sector", "PO", "min-above-pool", 5),
        ("Sector", "", "sum-of-min", 13),
        ("Leeftijd", "", "sum-of-max", 8),
    ]


def test_white_space_case_of_the_header_and_other_columns_change_nothing():
    plain = "feature,value,count\nSector,PO,1200\nSector,VO,7\n"
    odd = "\ufeff Value ,note, COUNT,feature\n  PO ,x,1.200, Sector \nVO,,7,Sector\n"

    assert targets.read_population(plain) == targets.read_population(odd) == {"Sector": {"PO": 1200, "VO": 7}}


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "columns"),
        ("a,b\n", 1, "columns"),
        ("feature,value,count\n", 1, "empty"),
        ("feature,value,count\nSector,PO,1\n", 2, "one-value"),
        ("feature,value,count\nSector,PO,1\nSector,,1\n", 3, "blank"),
        ("feature,value,count\nSector,PO\n", 2, "count"),
        ("feature,value,count\nSector,PO,-1\n", 2, "count"),
        ("feature,value,count\nSector,PO,1\nSector,PO,2\n", 3, "twice"),
        ('feature,value,count\nSector,"PO,1\n', 2, "csv"),
        (f"feature,value,count\n{'x' * 81},PO,1\n", 2, "long"),
        ("feature,value,count\n" + "".join(f"S,w{number},1\n" for number in range(31)), 32, "many"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_line(text, line, what):
    with pytest.raises(BadFile) as caught:
        targets.read_population(text)

    assert (caught.value.line, caught.value.what) == (line, what)


@pytest.mark.parametrize("profile", [{}, {"Sector": "HO"}, {"Sector": "PO", "Naam": "Bram"}])
def test_a_profile_has_exactly_one_known_value_for_each_feature(profile):
    with pytest.raises(BadProfile):
        tickets.check_profile(profile, {"Sector": ["PO", "VO"]})


def test_a_code_reads_the_same_however_it_is_typed():
    code = tickets.school_code(random.Random(1))

    assert tickets.tidy_code(code) == tickets.tidy_code(f"  {code.lower().replace('-', ' ')} ")
    assert tickets.tidy_code("o0-iL1") == "00111"


def test_the_steps_stand_in_their_order():
    assert steps.is_past(steps.State.DRAWN, steps.State.PUBLISHED)
    assert not steps.is_past(steps.State.OPEN, steps.State.FROZEN)
