"""May this teacher do this job? Every licence against every stage, and each exception with each of its limits."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wisselkracht.core.qualification import (
    Condition,
    Degree,
    Duty,
    Ground,
    Judgement,
    Lack,
    Licence,
    Stage,
    Standing,
    covers,
    judge,
    months,
)

FIRST, LAST = date(2027, 2, 1), date(2027, 7, 31)
PO, SECOND, FIRST_DEGREE = (
    Licence(Degree.PRIMARY),
    Licence(Degree.SECOND, "wiskunde"),
    Licence(Degree.FIRST, "wiskunde"),
)
# Which licence is the one for which job, without exceptions: rows are stages. A group of a primary school has all
# subjects; a lesson in wiskunde has one.
COVERED = """
stage      po  second  first
po         yes no      no
so         yes no      no
vso        yes no      no
vso-exam   no  yes     yes
pro        yes yes     yes
vmbo       no  yes     yes
onderbouw  no  yes     yes
bovenbouw  no  no      yes
mbo        no  yes     yes
"""


def cases():
    for row in COVERED.strip().split("\n")[1:]:
        stage, *answers = row.split()
        for licence, answer in zip((PO, SECOND, FIRST_DEGREE), answers, strict=True):
            yield licence, Stage(stage), answer == "yes"


@pytest.mark.parametrize(("licence", "stage", "is_so"), list(cases()))
def test_every_licence_for_every_stage(licence, stage, is_so):
    subject = "" if stage in {Stage.PO, Stage.SO, Stage.VSO} else "wiskunde"

    assert covers(licence, Duty(stage, subject)) is is_so


@pytest.mark.parametrize("stage", Stage)
def test_a_licence_for_one_subject_covers_no_other(stage):
    assert not covers(SECOND, Duty(stage, "natuurkunde"))
    assert not covers(FIRST_DEGREE, Duty(stage, "natuurkunde"))


def test_a_subject_teacher_gives_that_subject_in_primary_education_and_no_group():
    assert covers(SECOND, Duty(Stage.PO, "wiskunde"))
    assert not covers(SECOND, Duty(Stage.PO))


def test_a_qualified_teacher_needs_nothing():
    assert judge([PO], Duty(Stage.PO), Standing(), first=FIRST, last=LAST) == Judgement(Ground.QUALIFIED)


def test_the_best_licence_counts():
    duty = Duty(Stage.UPPER, "wiskunde")

    assert judge([SECOND, FIRST_DEGREE], duty, Standing(), first=FIRST, last=LAST).ground is Ground.QUALIFIED


UPPER = {"stage": Stage.UPPER, "subject": "wiskunde"}


@pytest.mark.parametrize(
    ("duty", "standing", "lacks"),
    [
        (Duty(**UPPER), Standing(), ()),
        (Duty(**UPPER), Standing(months_used=6), ()),
        (Duty(**UPPER), Standing(months_used=7), (Lack.TOO_LONG,)),
        (Duty(**UPPER, upper_share=Fraction(49, 100)), Standing(), ()),
        (Duty(**UPPER, upper_share=Fraction(1, 2)), Standing(), (Lack.MOSTLY_UPPER,)),
        (Duty(**UPPER, school_share=Fraction(5, 100)), Standing(), ()),
        (Duty(**UPPER, school_share=Fraction(51, 1000)), Standing(), (Lack.SCHOOL_OVER_5_PERCENT,)),
        (
            Duty(**UPPER, upper_share=Fraction(1), school_share=Fraction(1)),
            Standing(months_used=12, has_vog=False),
            (Lack.TOO_LONG, Lack.MOSTLY_UPPER, Lack.SCHOOL_OVER_5_PERCENT, Lack.NO_VOG),
        ),
    ],
)
def test_a_second_degree_in_the_upper_years_for_a_year_at_most(duty, standing, lacks):
    found = judge([SECOND], duty, standing, first=FIRST, last=LAST)

    assert found == Judgement(Ground.UNDERQUALIFIED, lacks, (Condition.REPORT_TO_INSPECTORATE,), 12)


@pytest.mark.parametrize(
    ("standing", "lacks", "most"),
    [
        (Standing(in_training=True), (), 24),
        (Standing(in_training=True, months_used=18), (), 24),
        (Standing(in_training=True, months_used=19), (Lack.TOO_LONG,), 24),
        (Standing(in_training=True, months_used=42, is_extended=True), (), 48),
        (Standing(in_training=True, months_used=43, is_extended=True), (Lack.TOO_LONG,), 48),
        (Standing(), (Lack.NOT_IN_TRAINING,), 24),
    ],
)
def test_another_subject_for_two_years_at_most_and_in_training(standing, lacks, most):
    for stage in (Stage.VMBO, Stage.LOWER, Stage.PRO, Stage.MBO, Stage.VSO_EXAM):
        found = judge([SECOND], Duty(stage, "natuurkunde"), standing, first=FIRST, last=LAST)

        assert found == Judgement(Ground.OTHERWISE, lacks, (Condition.STAY_IN_TRAINING,), most)


def test_another_subject_in_the_upper_years_needs_the_first_degree():
    duty, standing = Duty(Stage.UPPER, "natuurkunde"), Standing(in_training=True)

    assert judge([SECOND], duty, standing, first=FIRST, last=LAST).lacks == (Lack.NO_GROUND,)
    assert judge([FIRST_DEGREE], duty, standing, first=FIRST, last=LAST).ground is Ground.OTHERWISE


@pytest.mark.parametrize(
    ("begin", "end", "used", "lacks"),
    [
        (FIRST, LAST, 0, ()),
        (FIRST, LAST, 6, ()),
        (FIRST, LAST, 7, (Lack.TOO_LONG,)),
        (FIRST + timedelta(days=1), LAST, 0, (Lack.DISPENSATION_TOO_SHORT,)),
        (FIRST, LAST - timedelta(days=1), 0, (Lack.DISPENSATION_TOO_SHORT,)),
    ],
)
def test_a_dispensation_is_dated_and_for_a_year_at_most(begin, end, used, lacks):
    standing = Standing(dispensation=(begin, end), months_used=used)

    found = judge([PO], Duty(Stage.VMBO, "wiskunde"), standing, first=FIRST, last=LAST)

    assert found == Judgement(Ground.DISPENSATION, lacks, (Condition.TRAIN_AFTER_A_YEAR,), 12)


def test_a_dispensation_helps_where_an_exception_is_stopped():
    standing = Standing(dispensation=(FIRST, LAST))

    found = judge([SECOND], Duty(Stage.VMBO, "natuurkunde"), standing, first=FIRST, last=LAST)

    assert found.ground is Ground.DISPENSATION


def test_nobody_teaches_without_a_certificate_of_conduct():
    found = judge([PO], Duty(Stage.PO), Standing(has_vog=False), first=FIRST, last=LAST)

    assert found == Judgement(Ground.QUALIFIED, (Lack.NO_VOG,))
    assert not found.may_teach


def test_without_any_ground_the_agreement_stops():
    found = judge([], Duty(Stage.PO), Standing(), first=FIRST, last=LAST)

    assert found == Judgement(Ground.NONE, (Lack.NO_GROUND,))


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [
        (FIRST, LAST, 6),
        (FIRST, date(2027, 8, 1), 7),
        (date(2026, 8, 31), date(2027, 1, 29), 5),
        (FIRST, FIRST, 1),
        (date(2027, 2, 15), date(2028, 2, 14), 12),
        (date(2027, 2, 15), date(2028, 2, 15), 13),
    ],
)
def test_months_are_counted_as_begun(first, last, number):
    assert months(first, last) == number


LICENCES = st.sets(
    st.builds(Licence, st.sampled_from(Degree), st.sampled_from(["", "wiskunde", "natuurkunde"])), max_size=3
)


@given(LICENCES, st.sampled_from(Stage), st.sampled_from(["", "wiskunde"]), st.integers(0, 60), st.booleans())
def test_one_more_licence_never_makes_it_worse(licences, stage, subject, used, in_training):
    duty, standing = Duty(stage, subject), Standing(months_used=used, in_training=in_training)
    before = judge(licences, duty, standing, first=FIRST, last=LAST)

    for more in (PO, SECOND, FIRST_DEGREE):
        after = judge([*licences, more], duty, standing, first=FIRST, last=LAST)
        assert after.may_teach or not before.may_teach


@given(LICENCES, st.sampled_from(Stage), st.integers(0, 60), st.permutations(range(3)))
def test_the_order_of_licences_does_not_matter(licences, stage, used, order):
    held = sorted(licences, key=lambda one: (one.degree, one.subject))
    mixed = [held[at] for at in order if at < len(held)]
    duty, standing = Duty(stage, "wiskunde"), Standing(months_used=used)

    assert judge(mixed, duty, standing, first=FIRST, last=LAST) == judge(held, duty, standing, first=FIRST, last=LAST)


def test_every_lack_and_condition_is_reached():
    lacks, conditions = set(), set()
    dispensations = (None, (FIRST, LAST), (LAST, LAST))
    for licence, stage, used, vog, given_ in product((PO, SECOND), Stage, (0, 99), (True, False), dispensations):
        for subject, share in product(("wiskunde", "natuurkunde"), (Fraction(0), Fraction(1))):
            found = judge(
                [licence], Duty(stage, subject, share, share), Standing(vog, False, used, False, given_),
                first=FIRST, last=LAST,
            )  # fmt: skip
            lacks |= {*found.lacks}
            conditions |= {*found.conditions}

    assert lacks == set(Lack)
    assert conditions == {Condition.REPORT_TO_INSPECTORATE, Condition.STAY_IN_TRAINING, Condition.TRAIN_AFTER_A_YEAR}
