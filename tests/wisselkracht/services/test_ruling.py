"""A coordinator fixes or forbids, sees before what that costs, and takes it back."""

import pytest

from tests.wisselkracht import factories, runs
from wisselkracht.core.refusals import NotNow
from wisselkracht.core.run_errors import NotYours
from wisselkracht.core.steps import Role
from wisselkracht.models import Exclusion, Ruling, Run
from wisselkracht.queries import asking
from wisselkracht.services import ruling, seeding

pytestmark = pytest.mark.django_db

WHY = "De scholen spraken elkaar al."


def test_the_cost_of_a_ban_is_shown_and_nothing_is_written(now):
    found, made = runs.round_of(2)
    runs.done(found)
    keys = [one.pk for one in made]

    cost = ruling.cost(found=found, kind="ban", applications=keys)

    assert (cost.teachers, cost.exchanges, cost.is_proven) == (2, 1, True)
    assert not Ruling.objects.exists()
    assert Run.objects.count() == 1


def test_a_ban_between_four_costs_nothing_because_others_are_as_good():
    found, made = runs.round_of(4)
    runs.done(found)

    cost = ruling.cost(found=found, kind="ban", applications=[made[0].pk, made[1].pk])

    assert (cost.teachers, cost.points) == (0, 0)


def test_what_is_fixed_is_an_exchange_that_a_run_found(now):
    found, made = runs.round_of(4)
    run = runs.done(found)
    pair = sorted(runs.exchanges(run)[0])
    others = sorted({made[0].pk, next(one.pk for one in made[1:] if {made[0].pk, one.pk} not in runs.exchanges(run))})

    fixed = ruling.rule(found=found, kind="lock", applications=pair, reason=WHY, by=None, now=now)

    assert fixed.applications == pair
    with pytest.raises(NotYours):
        ruling.rule(found=found, kind="lock", applications=others, reason=WHY, by=None, now=now)
    with pytest.raises(NotNow):
        ruling.rule(found=found, kind="lock", applications=pair, reason=WHY, by=None, now=now)


def test_a_ruling_is_undone_once_and_can_then_be_made_again(now):
    found, made = runs.round_of(2)
    runs.done(found)
    keys = [one.pk for one in made]
    one = ruling.rule(found=found, kind="ban", applications=keys, reason=WHY, by=None, now=now)
    assert runs.done(found).count == 0

    ruling.undo(ruling=one, by=None, now=now)

    assert runs.done(found).count == 2
    with pytest.raises(NotNow):
        ruling.undo(ruling=one, by=None, now=now)
    assert ruling.rule(found=found, kind="ban", applications=keys, reason=WHY, by=None, now=now).undone_at is None


def test_an_application_of_another_round_cannot_be_ruled_on(now):
    found, made = runs.round_of(2)
    runs.done(found)
    elsewhere, _more = runs.round_of(2)

    with pytest.raises(NotYours):
        ruling.rule(
            found=elsewhere, kind="ban", applications=[one.pk for one in made], reason=WHY, by=None, now=now
        )  # fmt: skip


def taking_in(run):
    member = run.members.filter(exchange=None).order_by("pk").first()
    return asking.taking_in(run, member.name, seed=seeding.seed_of(run.round.lottery), seconds=5)


def test_taking_somebody_in_says_what_it_costs():
    found, _made = runs.round_of(3, largest=2)

    run = runs.done(found, largest=2)

    cost = taking_in(run)
    assert (run.count, cost.teachers, cost.points) == (2, 0, 0)


def test_the_cost_of_taking_somebody_in_is_the_same_with_and_without_a_private_exclusion():
    found, made = runs.round_of(3, largest=2)
    runs.done(found, largest=2)
    for one in made[:2]:
        for other in made[2:]:
            Exclusion.objects.create(applicant=factories.person(one, Role.TEACHER), school=other.school)
    run = runs.done(found, largest=2)
    alone = run.members.get(exchange=None)
    assert alone.application_id == made[2].pk

    cost = taking_in(run)

    assert (cost.teachers, cost.points) == (0, 0), "as if nobody excluded anybody"
    assert (alone.told["fits"], alone.told["first"]) == (2, [])
