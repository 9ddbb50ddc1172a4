"""A published run becomes proposals; after a no, who said yes stays and as little changes as can be."""

import pytest

from ndt.people.models import User
from tests.wisselkracht import runs
from tests.wisselkracht.factories import letters
from wisselkracht.core.refusals import NotNow
from wisselkracht.core.run_errors import Overtaken
from wisselkracht.models import Application, Exchange, ExchangeState, Place, Run
from wisselkracht.services import publishing, renewing

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_people():
    return [User.objects.create_user(email=f"{name}@team.example", name=name) for name in ("Coby", "Cor")]


def publish(run, people, now):
    return publishing.publish(run=publishing.offer(run=run, by=people[0], now=now), by=people[1], now=now)


def answered(exchange, state):
    """Put an exchange where answers would put it, without the people."""
    Exchange.objects.filter(pk=exchange.pk).update(state=state)
    if state == ExchangeState.DECLINED:
        Place.objects.filter(exchange=exchange).update(is_binding=False)


def again(found, people, now):
    run = renewing.start_again(found=found, by=people[0], now=now)
    runs.work(now)
    run.refresh_from_db()
    return run


def places(state=None):
    rows = Exchange.objects.order_by("pk")
    rows = rows if state is None else rows.filter(state=state)
    return [frozenset(one.application_id for one in each.places.all()) for each in rows]


def test_publishing_makes_a_proposal_of_every_exchange_with_its_parts(two_people, now):
    found, _made = runs.round_of(4)
    run = publish(runs.done(found), two_people, now)

    assert sorted(map(sorted, places())) == sorted(map(sorted, runs.exchanges(run)))
    assert letters().count("proposal") == 12
    for exchange in Exchange.objects.all():
        assert exchange.run_number == run.number
        assert sum(place.points for place in exchange.places.all()) == exchange.points
        for place in exchange.places.all():
            assert sum(points for _part, points in place.direction["parts"]) == place.points


def test_after_a_no_the_accepted_stays_and_the_refused_does_not_come_back(two_people, now):
    found, made = runs.round_of(6)
    publish(runs.done(found), two_people, now)
    accepted, refused, waiting = Exchange.objects.order_by("pk")
    answered(accepted, ExchangeState.ACCEPTED)
    answered(refused, ExchangeState.DECLINED)
    old = places()

    run = again(found, two_people, now)
    assert (run.state, run.status, run.count) == ("done", "optimal", 6)
    found_now = [frozenset(each) for each in runs.exchanges(run)]
    assert old[0] in found_now
    assert old[1] not in found_now

    publish(run, two_people, now)

    assert Run.objects.published().get() == run
    waiting.refresh_from_db()
    assert waiting.state == ("proposed" if old[2] in found_now else "vetoed")
    held = [key for each in Exchange.objects.binding() for key in each.places.values_list("application", flat=True)]
    assert sorted(held) == sorted(one.pk for one in made)


def test_without_a_no_there_is_nothing_to_run_again(two_people, now):
    found, _made = runs.round_of(2)
    with pytest.raises(NotNow):
        renewing.start_again(found=found, by=two_people[0], now=now)
    publish(runs.done(found), two_people, now)
    with pytest.raises(NotNow):
        renewing.start_again(found=found, by=two_people[0], now=now)


def test_who_left_before_publication_stops_it_whole(two_people, now):
    found, made = runs.round_of(4)
    run = publishing.offer(run=runs.done(found), by=two_people[0], now=now)
    Application.objects.filter(pk=made[0].pk).update(stage="withdrawn", ended_at=now)

    with pytest.raises(Overtaken):
        publishing.publish(run=run, by=two_people[1], now=now)

    assert not Exchange.objects.exists()
    assert not Run.objects.published().exists()


def test_who_says_yes_meanwhile_is_not_overruled(two_people, now):
    found, _made = runs.round_of(4)
    publish(runs.done(found), two_people, now)
    one, other = Exchange.objects.order_by("pk")
    answered(one, ExchangeState.DECLINED)
    run = publishing.offer(run=again(found, two_people, now), by=two_people[0], now=now)
    assert not run.exchanges.filter(is_kept=True).exists()

    answered(other, ExchangeState.ACCEPTED)

    with pytest.raises(Overtaken):
        publishing.publish(run=run, by=two_people[1], now=now)
    assert Run.objects.published().get().number == 1
