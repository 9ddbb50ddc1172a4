"""Proposals: who gets them, what they hold, and that an application stands in one at most."""

from datetime import date

import pytest
from django.db import Error, IntegrityError, transaction

from tests.campaigns.races import Meeting, both, until_somebody_waits_for_us
from tests.wisselkracht import factories
from tests.wisselkracht.exchanges import leg, proposed, two
from tests.wisselkracht.factories import letters
from wisselkracht.core.lifecycle_errors import BadExchange, Held
from wisselkracht.models import Application, Exchange, LoggedStep, Place
from wisselkracht.services import proposing

pytestmark = pytest.mark.django_db


def test_a_proposal_goes_to_all_six_with_a_link(now):
    exchange = proposed()

    assert exchange.state == "proposed"
    assert [place.number for place in exchange.places.all()] == [0, 1]
    assert letters().count("proposal") == 6


def test_who_has_a_proposal_has_two_weeks_and_never_beyond_the_first_day(now):
    exchange = proposed()

    assert exchange.answer_until == date(2026, 12, 13)
    assert proposing.answer_until(exchange.round, today=date(2027, 2, 5)) == date(2027, 2, 7)


def test_the_parts_of_the_score_are_kept_as_they_were_given(now):
    first, second = two()
    parts = {"minutes": 12, "estimate": True, "parts": [["travel", -48]]}

    [made] = proposing.propose(round=first.round, run=3, cycles=[[(first, parts, 500), (second, parts, 400)]], now=now)

    assert made.points == 900
    assert made.run_number == 3
    assert made.places.get(number=0).direction == parts


@pytest.mark.parametrize("what", ["size", "same-school", "twice", "not-ready", "other-round"])
def test_what_cannot_be_an_exchange_is_refused_and_nobody_hears_of_it(now, what):
    first, second = two()
    if what == "same-school":
        Application.objects.filter(pk=second.pk).update(school=first.school)
    if what == "not-ready":
        second = factories.complete(known=False, round=first.round)
    if what == "other-round":
        second = factories.complete()
    cycle = {"size": [leg(first)], "twice": [leg(first), leg(second), leg(first)]}.get(what, [leg(first), leg(second)])

    with pytest.raises(BadExchange) as refused:
        proposing.propose(round=first.round, run=None, cycles=[cycle], now=now)

    assert refused.value.what in {what, "same-school"}
    assert not Exchange.objects.exists()
    assert letters().count("proposal") == 0


def test_an_application_that_stands_in_a_proposal_gets_no_other(now):
    exchange = proposed()
    held = exchange.places.get(number=0).application
    other = factories.complete(round=exchange.round)

    with pytest.raises(Held) as refused:
        proposing.propose(round=exchange.round, run=None, cycles=[[leg(held), leg(other)]], now=now)

    assert refused.value.applications == (held.pk,)


def test_a_step_in_the_log_cannot_be_changed_or_removed(now):
    exchange = proposed()
    step = LoggedStep.objects.create(
        exchange=exchange, step="accept", role="system", before="proposed", after="accepted", why="omdat", at=now
    )

    for change in (
        lambda: LoggedStep.objects.filter(pk=step.pk).update(after="declined"),
        lambda: LoggedStep.objects.filter(pk=step.pk).update(why="iets anders"),
        lambda: LoggedStep.objects.filter(pk=step.pk).delete(),
    ):
        with pytest.raises(Error), transaction.atomic():
            change()
    assert LoggedStep.objects.filter(pk=step.pk).update(why="") == 1, "erasure may empty the words"


@pytest.mark.django_db(transaction=True)
def test_of_two_proposals_at_once_that_hold_one_application_one_is_made(now, monkeypatch):
    work = _two_that_share()
    look = proposing._held

    def waited_for(fresh):
        monkeypatch.setattr(proposing, "_held", look)
        until_somebody_waits_for_us()
        return look(fresh)

    monkeypatch.setattr(proposing, "_held", waited_for)

    done = both(*work)

    assert sorted(type(one).__name__ for one in done) == ["Held", "list"]
    assert Place.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_only_the_constraint_stops_the_second_proposal(now, monkeypatch):
    work = _two_that_share()
    rows = Application.objects.select_related("round__region", "school")
    monkeypatch.setattr(
        proposing, "lock_applications", lambda numbers: {one.pk: one for one in rows.filter(pk__in=list(numbers))}
    )
    monkeypatch.setattr(proposing, "_held", Meeting().after(proposing._held))

    done = both(*work)

    assert sorted(type(one).__name__ for one in done) == ["IntegrityError", "list"]
    assert any(isinstance(one, IntegrityError) for one in done)


def _two_that_share():
    first, second = two()
    third = factories.complete(round=first.round)
    return [
        lambda pair=pair: proposing.propose(
            round=first.round, run=None, cycles=[[leg(one) for one in pair]], now=factories.NOON
        )
        for pair in ((first, second), (first, third))
    ]
