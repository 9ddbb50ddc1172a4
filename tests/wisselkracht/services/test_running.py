"""A run takes who may run, solves what it took, and says what it found and how sure that is."""

import json
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from ndt.draws.commitments import digest
from ndt.privacy import sealed
from tests.wisselkracht import factories, runs
from wisselkracht.core.lottery import commitment
from wisselkracht.core.refusals import NotNow
from wisselkracht.core.run_errors import AlreadyRunning, NobodyToRun
from wisselkracht.core.solving import FEASIBLE
from wisselkracht.core.steps import Role
from wisselkracht.core.telling import untold
from wisselkracht.models import (
    Applicant,
    Application,
    Exclusion,
    Job,
    Lottery,
    Ruling,
    Run,
    RunMember,
    RunState,
    Wishes,
)
from wisselkracht.services import rounds, running, seeding

pytestmark = pytest.mark.django_db


def test_a_run_finds_the_exchanges_and_proves_that_there_are_no_better_ones(now):
    found, made = runs.round_of(4)

    run = runs.done(found)

    assert (run.state, run.status, run.count, run.gap) == ("done", "optimal", 4, 0)
    assert len(runs.exchanges(run)) == 2
    assert {key for each in runs.exchanges(run) for key in each} == {one.pk for one in made}
    assert run.instance_sha256 == digest(run.instance.encode())
    assert json.loads(run.result)["status"] == "optimal"


def test_the_parts_of_every_direction_add_up_to_what_the_solver_weighed():
    found, _made = runs.round_of(3)

    run = runs.done(found)

    for exchange in run.exchanges.all():
        assert sum(one["points"] for one in exchange.directions) == exchange.weight
        for one in exchange.directions:
            assert sum(points for _part, points in one["parts"]) == one["points"]
    assert sum(exchange.weight for exchange in run.exchanges.all()) == run.weight


def test_only_who_may_run_is_in_it():
    found = factories.round_()
    made = [runs.application(found), runs.application(found)]
    factories.complete(round=found, known=False)
    factories.begun(round=found)

    run = runs.done(found)

    assert run.applications == 2
    assert set(run.members.values_list("application", flat=True)) == {one.pk for one in made}


def test_the_instance_names_nobody():
    found, made = runs.round_of(2)

    run = runs.done(found)

    for one in made:
        for word in (one.school.code, one.school.title, str(one.public_id), factories.person(one, Role.TEACHER).name):
            assert word not in run.instance + run.result + run.certificate


def test_the_seed_is_fixed_before_the_first_run_and_secret_until_it_is_shown(now):
    concept = factories.round_(state="concept")
    rounds.open_round(found=concept, now=now)
    lottery = Lottery.objects.get(round=concept)

    seed = seeding.seed_of(lottery)

    assert lottery.commitment == commitment(seed)
    assert lottery.seed == ""
    assert seed.hex() not in lottery.sealed_seed
    assert sealed.unseal(seeding.PURPOSE, lottery.sealed_seed) == seed.hex()
    with pytest.raises(Exception, match="commitment_does_not_change"), transaction.atomic():
        Lottery.objects.filter(pk=lottery.pk).update(commitment="0" * 64)


def test_every_run_of_a_round_has_the_same_seed_so_that_nobody_tries_seeds():
    found, _made = runs.round_of(4)

    one, other = runs.done(found), runs.done(found)

    assert (one.commitment, one.result) == (other.commitment, other.result)
    assert one.instance == other.instance


def test_a_locked_exchange_is_in_and_a_banned_pair_is_not():
    found, made = runs.round_of(4)
    one, other = sorted((made[0].pk, made[3].pk))
    Ruling.objects.create(round=found, kind="lock", applications=[one, other], reason="Zij spraken elkaar al.")
    assert {one, other} in runs.exchanges(runs.done(found))

    Ruling.objects.update(kind="ban")
    run = runs.done(found)

    assert {one, other} not in runs.exchanges(run)
    assert run.count == 4


def test_who_excludes_a_school_is_not_sent_there_and_the_explanation_does_not_say_why(now):
    found, made = runs.round_of(2)
    before = runs.done(found)
    assert before.count == 2
    Exclusion.objects.create(applicant=factories.person(made[0], Role.BUDDY), school=made[1].school)

    run = runs.done(found)

    assert run.count == 0
    told = [untold(one.told) for one in run.members.all()]
    assert [(one.fits, one.first) for one in told] == [(1, ()), (1, ())], "as if nobody excluded anybody"


def test_who_is_left_without_hears_what_would_help():
    found = factories.round_()
    made = [runs.application(found), runs.application(found)]
    runs.application(found, wishes={"denominations": ["Rooms-Katholiek"]})

    run = runs.done(found)

    alone = run.members.get(exchange=None)
    told = untold(alone.told)
    assert alone.application_id not in {one.pk for one in made}
    assert told.fits == 0
    assert told.change is not None
    assert told.change.denominations == {"Openbaar"}
    assert told.gives == 2


def test_who_can_work_on_other_days_swaps_with_who_works_on_those(now):
    found = factories.round_()
    first, other = runs.application(found), runs.application(found, wishes={"other_days": [1]})
    Job.objects.filter(applicant__application=other).update(days=[2, 3, 4])
    assert Job.objects.get(applicant__application=first).days == [1, 2, 4]
    runs.close(found)
    run = runs.done(found)
    assert run.count == 0
    change = run.members.get(application=first).told["change"]
    assert (change["days"], run.members.get(application=first).told["gives"]) == ([3], 1)

    Wishes.objects.filter(applicant__application=first).update(other_days=[3])

    assert runs.done(found).count == 2
    assert run.members.get(application=other).told["change"] is None


def test_a_run_is_not_started_beside_another_or_without_people(now):
    found, _made = runs.round_of(2)
    running.start(found=found, wish=runs.wish(), by=None, now=now)

    with pytest.raises(AlreadyRunning):
        running.start(found=found, wish=runs.wish(), by=None, now=now)
    with pytest.raises(NobodyToRun):
        running.start(found=factories.round_(), wish=runs.wish(), by=None, now=now)
    with pytest.raises(NotNow):
        running.start(found=factories.round_(state="concept"), wish=runs.wish(), by=None, now=now)


def test_a_run_that_was_stopped_writes_nothing_and_goes_on_with_the_same_instance(now):
    found, _made = runs.round_of(2)
    run = running.start(found=found, wish=runs.wish(), by=None, now=now)
    running.build(run_id=run.pk, attempt=1, now=now)
    run.refresh_from_db()
    running.stop(run=run, now=now)
    running.work(run_id=run.pk, attempt=1, now=now, report=lambda done, total: None)
    run.refresh_from_db()
    assert (run.state, run.result) == ("stopped", "")
    instance = run.instance

    running.resume(run=run, now=now)
    runs.work()

    run.refresh_from_db()
    assert (run.state, run.attempt, run.count) == ("done", 2, 2)
    assert run.instance == instance


def test_somebody_who_stops_it_while_it_computes_is_heard(now, monkeypatch):
    found, _made = runs.round_of(2)
    run = running.start(found=found, wish=runs.wish(), by=None, now=now)
    running.build(run_id=run.pk, attempt=1, now=now)
    monkeypatch.setattr(running, "LOOKS_S", -1.0)

    def stopped(_done, _total):
        Run.objects.filter(pk=run.pk).update(state=RunState.STOPPED)

    running.work(run_id=run.pk, attempt=1, now=now, report=stopped)

    run.refresh_from_db()
    assert (run.state, run.result) == ("stopped", "")


def test_what_time_cut_short_is_never_called_the_best(now, monkeypatch):
    found, _made = runs.round_of(4)
    run = running.start(found=found, wish=runs.wish(), by=None, now=now)
    running.build(run_id=run.pk, attempt=1, now=now)
    whole = running.solve

    def cut_short(*args, **facts):
        solution = whole(*args, **facts)
        first, *rest = solution.stages
        return replace(solution, status=FEASIBLE, stages=(replace(first, bound=first.value + 1), *rest))

    monkeypatch.setattr(running, "solve", cut_short)
    running.work(run_id=run.pk, attempt=1, now=now, report=lambda done, total: None)

    run.refresh_from_db()
    assert (run.state, run.status, run.gap) == ("done", "feasible", 1)
    with pytest.raises(Exception, match="what_a_run_found"), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(status="optimal")


def test_answers_that_change_under_a_run_make_it_fail_instead_of_lie(now):
    found, made = runs.round_of(2)
    run = running.start(found=found, wish=runs.wish(), by=None, now=now)
    running.build(run_id=run.pk, attempt=1, now=now)
    made[0].goals.update(priority=1)

    runs.work()

    run.refresh_from_db()
    assert (run.state, run.why) == ("failed", "changed")
    assert not run.exchanges.exists()


def test_a_lock_that_cannot_be_kept_fails_and_says_so(now):
    found, made = runs.round_of(2)
    pair = sorted(one.pk for one in made)
    Ruling.objects.create(round=found, kind="lock", applications=pair, reason="Zij spraken elkaar al.")
    Ruling.objects.create(round=found, kind="ban", applications=pair, reason="Toch niet.")

    run = runs.done(found)

    assert (run.state, run.why) == ("failed", "locks-clash")


def test_what_was_asked_and_found_stands_fast():
    found, _made = runs.round_of(2)
    run = runs.done(found)

    for change in ({"instance": "{}"}, {"largest": 2}, {"count": 9}, {"state": "failed", "status": ""}):
        with pytest.raises(Exception, match="does_not_change"), transaction.atomic():
            Run.objects.filter(pk=run.pk).update(**change)
    with pytest.raises(Exception, match="is_not_removed"), transaction.atomic():
        run.delete()


def test_the_database_holds_one_run_at_a_time(now):
    found, _made = runs.round_of(2)
    run = running.start(found=found, wish=runs.wish(), by=None, now=now)

    run.pk, run.number = None, 2
    with pytest.raises(IntegrityError, match="one_run_at_a_time_in_round"), transaction.atomic():
        run.save(force_insert=True)


def test_an_application_that_is_deleted_leaves_the_proof_whole():
    found, made = runs.round_of(2)
    run = runs.done(found)

    Applicant.objects.filter(application=made[0]).delete()
    Application.objects.filter(pk=made[0].pk).delete()

    run.refresh_from_db()
    assert run.count == 2
    assert RunMember.objects.filter(run=run, application=None).count() == 1
