"""The agreement of an exchange: mirrored secondments, money that adds up, and every warning on its case."""

from dataclasses import fields, replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wisselkracht.core.terms import GOALS, HOEKSTEEN, LINDE, WAAIER, secondment, three, two
from wisselkracht.core import agreement
from wisselkracht.core.agreement import BLOCKING, Terms, Warn
from wisselkracht.core.exchange_steps import Goal, Role
from wisselkracht.core.lifecycle_errors import BadAgreement
from wisselkracht.core.qualification import Condition, Degree, Duty, Lack, Licence, Stage, Standing

WAGE = 2_412_000
LIMIT = 2_532_600


def warned(**changes):
    """Give the warnings about the first teacher."""
    terms = two(**changes)
    return [one for one in agreement.settle(terms).warnings if one.teacher == "Bram Jansen"]


def test_an_agreement_in_order_has_no_warning():
    found = agreement.settle(two())

    assert found.warnings == ()
    assert not found.is_blocked


def test_the_two_secondments_are_each_others_mirror():
    first, second = two().secondments

    assert (first.lender, first.host) == (second.host, second.lender)
    assert [(one.payer.name, one.payee.name, one.cents) for one in agreement.settle(two()).payments] == [
        ("De Waaier", "De Linde", 2_412_000),
        ("De Linde", "De Waaier", 2_298_500),
    ]


def test_the_balance_is_what_is_left_after_setting_off():
    assert [(school.name, cents) for school, cents in agreement.settle(two()).balances] == [
        ("De Linde", 113_500),
        ("De Waaier", -113_500),
    ]


def test_a_circle_of_three_has_three_secondments_and_nine_signers():
    found = agreement.settle(three())

    assert [(payment.payer.name, payment.payee.name) for payment in found.payments] == [
        ("De Waaier", "De Linde"), ("De Hoeksteen", "De Waaier"), ("De Linde", "De Hoeksteen"),
    ]  # fmt: skip
    assert len(found.signers) == 9
    assert sum(cents for _, cents in found.balances) == 0


def test_everybody_signs_by_name():
    signers = {(party.school, party.role): name for party, name in agreement.settle(two()).signers}

    assert signers == {
        ("01AA00", Role.DIRECTOR): "Daan Visser", ("01AA00", Role.TEACHER): "Bram Jansen",
        ("01AA00", Role.BUDDY): "Noor Bakker", ("02BB01", Role.DIRECTOR): "Hanna de Wit",
        ("02BB01", Role.TEACHER): "Samira El Amrani", ("02BB01", Role.BUDDY): "Tim Mulder",
    }  # fmt: skip


def lone(*pairs):
    return Terms("WK", 1, date(2026, 12, 10), tuple(secondment(lender, host) for lender, host in pairs))


@pytest.mark.parametrize(
    ("terms", "what"),
    [
        (lone(), "too-few"),
        (lone((LINDE, WAAIER)), "too-few"),
        (lone((LINDE, WAAIER), (WAAIER, LINDE), (LINDE, WAAIER), (WAAIER, LINDE)), "too-many"),
        (lone((LINDE, WAAIER), (LINDE, WAAIER)), "not-a-circle"),
        (lone((LINDE, WAAIER), (WAAIER, HOEKSTEEN)), "not-a-circle"),
        (lone((LINDE, LINDE), (WAAIER, WAAIER)), "not-a-circle"),
        (lone((LINDE, WAAIER), (WAAIER, LINDE), (HOEKSTEEN, HOEKSTEEN)), "not-a-circle"),
        (two(last=date(2027, 7, 1)), "period-differs"),
        (two(fte=Fraction(0)), "bad-fte"),
        (two(own_fte=Fraction(11, 10)), "bad-fte"),
        (two(fee_cents=-1), "bad-money"),
        (replace(two(), secondments=tuple(replace(one, last=date(2027, 1, 1)) for one in two().secondments)), "bad-period"),
    ],
)  # fmt: skip
def test_what_is_no_exchange_is_refused(terms, what):
    with pytest.raises(BadAgreement) as problem:
        agreement.settle(terms)

    assert problem.value.what == what


@pytest.mark.parametrize(
    ("fee", "warn", "amount"),
    [
        (0, Warn.CLOSED_PURSE, 0),
        (1, None, 0),
        (WAGE - 1, None, 0),
        (WAGE, None, 0),
        (WAGE + 1, Warn.COSTS_ON_TOP, LIMIT),
        (LIMIT, Warn.COSTS_ON_TOP, LIMIT),
        (LIMIT + 1, Warn.VAT_DUE, 1),
        (2 * WAGE, Warn.VAT_DUE, 2 * WAGE - LIMIT),
    ],
)
def test_the_vat_exemption_is_lost_above_wage_and_five_percent(fee, warn, amount):
    found = warned(fee_cents=fee)

    assert [(one.warn, one.amount_cents) for one in found] == ([(warn, amount)] if warn else [])


def test_a_teacher_who_can_be_missed_is_no_exempt_service():
    assert [one.warn for one in warned(is_indispensable=False, fee_cents=0)] == [Warn.NOT_INDISPENSABLE]


MATHS = Duty(Stage.UPPER, "wiskunde")
SECOND = (Licence(Degree.SECOND, "wiskunde"),)


@pytest.mark.parametrize(
    ("changes", "warn", "facts"),
    [
        ({"licences": ()}, Warn.CANNOT_TEACH, {"lacks": (Lack.NO_GROUND,)}),
        ({"standing": Standing(has_vog=False)}, Warn.NO_VOG, {}),
        (
            {"duty": MATHS, "licences": SECOND},
            Warn.TEACHES_ON_CONDITION,
            {"conditions": (Condition.REPORT_TO_INSPECTORATE,)},
        ),
        (
            {"duty": MATHS, "licences": SECOND, "standing": Standing(months_used=12)},
            Warn.CANNOT_TEACH,
            {"lacks": (Lack.TOO_LONG,)},
        ),
        ({"goals": GOALS[:1]}, Warn.GOALS_MISSING, {"goals": (Goal.HOST_SCHOOL, Goal.PERSONAL)}),
        ({"tasks": ()}, Warn.NO_TASKS, {}),
        ({"own_fte": Fraction(9, 10)}, None, {}),
        ({"own_fte": Fraction(91, 100)}, Warn.FTE_APART, {}),
        ({"weekdays": frozenset({0, 1, 2})}, Warn.DAYS_DO_NOT_FIT, {}),
    ],
)
def test_each_warning_on_its_case(changes, warn, facts):
    found = warned(**changes)

    assert [one.warn for one in found] == ([warn] if warn else [])
    for name, value in facts.items():
        assert getattr(found[0], name) == value
    assert agreement.settle(two(**changes)).is_blocked is (warn in BLOCKING)


def test_more_than_a_year_is_told():
    longer = tuple(replace(one, last=date(2028, 2, 1)) for one in two().secondments)

    found = agreement.settle(replace(two(), secondments=longer))

    assert {one.warn for one in found.warnings} == {Warn.OVER_A_YEAR}


def test_the_schools_talk_about_more_three_months_before_the_end():
    assert agreement.settle(two()).talk_on == date(2027, 4, 9)
    short = tuple(replace(one, first=date(2027, 5, 31), last=date(2027, 8, 30)) for one in two().secondments)
    assert agreement.settle(replace(two(), secondments=short)).talk_on == date(2027, 5, 31)


@pytest.mark.parametrize(
    ("day", "number", "earlier"),
    [
        (date(2027, 5, 31), 3, date(2027, 2, 28)),
        (date(2028, 5, 30), 3, date(2028, 2, 29)),
        (date(2027, 3, 15), 3, date(2026, 12, 15)),
        (date(2027, 1, 1), 1, date(2026, 12, 1)),
    ],
)
def test_months_back_end_on_a_day_that_exists(day, number, earlier):
    assert agreement._months_before(day, number) == earlier


def test_the_fingerprint_changes_with_every_fact():
    terms = two()
    first = terms.secondments[0]
    other = {
        "lender": HOEKSTEEN, "host": HOEKSTEEN, "teacher": "x", "job": "x", "tasks": ("x",), "duty": MATHS,
        "licences": SECOND, "standing": Standing(months_used=1), "first": date(2027, 2, 2), "last": date(2027, 7, 8),
        "fte": Fraction(1, 2), "own_fte": Fraction(1, 2), "weekdays": frozenset({0}), "wage_cents": 1, "fee_cents": 1,
        "travel_cents": 1, "goals": (), "is_indispensable": False,
    }  # fmt: skip
    seen = {agreement.fingerprint(terms)}
    for field in fields(first):
        changed = replace(first, **{field.name: other[field.name]})
        seen.add(agreement.fingerprint(replace(terms, secondments=(changed, terms.secondments[1]))))
    for change in ({"number": "x"}, {"version": 2}, {"made_on": date(2027, 1, 1)}, {"notice_weeks": 8}):
        seen.add(agreement.fingerprint(replace(terms, **change)))

    assert len(seen) == 1 + len(fields(first)) + 4
    assert all(len(one) == 64 for one in seen)


def test_the_same_terms_have_the_same_fingerprint():
    assert agreement.fingerprint(two()) == agreement.fingerprint(two(weekdays=frozenset({4, 3, 1, 0})))


def test_a_next_version_has_another_fingerprint():
    later = agreement.next_version(two(), made_on=date(2026, 12, 20), secondments=two().secondments)

    assert later.version == 2
    assert agreement.fingerprint(later) != agreement.fingerprint(two())


@given(st.integers(0, 10**9), st.fractions(0, 1), st.fractions(0, 12))
def test_parts_of_a_wage_are_whole_cents_near_the_exact_amount(month_cents, fte, number):
    part = agreement.wage_part(month_cents, fte=fte, months_worked=number)

    assert abs(part - month_cents * fte * number) <= Fraction(1, 2)


@given(st.integers(0, 10**9))
def test_the_limit_is_the_last_fee_within_five_percent(wage):
    limit = agreement.fee_limit(wage)

    assert 100 * limit <= 105 * wage < 100 * (limit + 1)


@given(st.lists(st.integers(0, 10**8), min_size=3, max_size=3), st.booleans())
def test_what_schools_receive_and_pay_is_nothing_together(fees, is_three):
    terms = three() if is_three else two()
    parts = tuple(replace(one, fee_cents=fee) for one, fee in zip(terms.secondments, fees, strict=False))

    found = agreement.settle(replace(terms, secondments=parts))

    assert sum(cents for _, cents in found.balances) == 0
    for school, cents in found.balances:
        paid = sum(one.cents for one in found.payments if one.payer == school)
        received = sum(one.cents for one in found.payments if one.payee == school)
        assert cents == received - paid
