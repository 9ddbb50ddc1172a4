from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.core import signing
from campaigns.core.errors import GraceOver, NotOpen, SigningPaused
from campaigns.core.signing import Decision, Known, Opening, Standing, Step

OPENS, CLOSES = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def opening(**facts):
    return Opening(**{"is_open": True, "is_paused": False, "opens_at": OPENS, "closes_at": CLOSES} | facts)


@pytest.mark.parametrize(
    ("facts", "at", "problem"),
    [
        ({}, OPENS - HOUR, NotOpen),
        ({}, CLOSES, NotOpen),
        ({"is_open": False}, OPENS, NotOpen),
        ({"is_paused": True}, OPENS, SigningPaused),
    ],
)
def test_the_form_is_refused_outside_its_time(facts, at, problem):
    with pytest.raises(problem):
        signing.check_may_sign(opening(**facts), now=at)


@pytest.mark.parametrize("at", [OPENS, CLOSES - HOUR])
def test_the_form_is_taken_in_its_time(at):
    signing.check_may_sign(opening(), now=at)


def test_who_signed_in_time_confirms_until_24_hours_after_closing():
    closed = opening(is_open=False)

    signing.check_may_confirm(closed, now=CLOSES + timedelta(hours=24) - timedelta(seconds=1))
    with pytest.raises(GraceOver):
        signing.check_may_confirm(closed, now=CLOSES + timedelta(hours=24))


def test_a_petition_without_end_can_always_be_confirmed():
    signing.check_may_confirm(opening(closes_at=None), now=CLOSES + 1000 * HOUR)


names = st.sampled_from(["amina", "bram", "coby"])
knowns = st.lists(
    st.builds(Known, st.integers(1, 2), names, st.sampled_from(Standing)),
    max_size=2,
    unique_by=(lambda known: known.slot, lambda known: known.name),
)


@given(known=knowns, name=names)
def test_a_mailbox_never_carries_more_than_two_and_never_loses_a_confirmed_one(known, name):
    decision = signing.decide(known, name=name)

    at_slot = [signature for signature in known if signature.slot == decision.slot]
    if decision.step is Step.NEW:
        assert decision.slot in signing.SLOTS
        assert all(signature.standing is Standing.PENDING for signature in at_slot)
        assert all(signature.name != name for signature in known)
    elif decision.step is Step.FULL:
        assert len(known) == 2
        assert all(signature.standing is not Standing.PENDING for signature in known)
    else:
        assert at_slot[0].name == name


@given(known=knowns, name=names)
def test_the_order_of_what_is_known_does_not_matter(known, name):
    assert signing.decide(known, name=name) == signing.decide(known[::-1], name=name)


def test_a_second_person_at_the_same_mailbox_takes_the_second_slot():
    known = [Known(1, "amina", Standing.COUNTED)]

    assert signing.decide(known, name="bram") == Decision(Step.NEW, 2)
    assert signing.decide(known, name="amina") == Decision(Step.ALREADY, 1)


@pytest.mark.parametrize(("today", "petition", "may"), [(0, 0, True), (2, 5, True), (3, 3, False), (0, 6, False)])
def test_three_letters_a_day_and_six_a_petition(today, petition, may):
    assert signing.may_mail(sent_today=today, sent_for_petition=petition) is may
