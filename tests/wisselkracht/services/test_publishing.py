"""Two people publish a run: who made it or laid it before a colleague does not, and one run a round counts."""

import json
import subprocess
import sys

import pytest
from django.db import IntegrityError, transaction

from ndt.people.models import User
from tests.campaigns.races import Meeting, both, until_somebody_waits_for_us
from tests.wisselkracht import factories, runs
from wisselkracht import verify_exchange
from wisselkracht.core.lottery import commitment
from wisselkracht.core.refusals import NotNow
from wisselkracht.core.run_errors import OneMustDiffer, StillOpen
from wisselkracht.models import Lottery, Run
from wisselkracht.services import exporting, publishing, running, seeding

pytestmark = pytest.mark.django_db


@pytest.fixture
def three():
    return [User.objects.create_user(email=f"{name}@team.example", name=name) for name in ("Coby", "Cor", "Cas")]


def offered(found, by, now):
    run = runs.done(found, by=by)
    return publishing.offer(run=run, by=by, now=now)


def test_a_colleague_publishes_and_everybody_may_have_the_seed(three, now):
    found, _made = runs.round_of(2)
    run = offered(found, three[0], now)
    assert Lottery.objects.get(round=found).seed == ""

    published = publishing.publish(run=run, by=three[1], now=now)

    lottery = Lottery.objects.get(round=found)
    assert (published.published_by, published.published_at) == (three[1], now)
    assert commitment(bytes.fromhex(lottery.seed)) == run.commitment


def test_neither_who_made_it_nor_who_offered_it_publishes(three, now):
    found, _made = runs.round_of(2)
    run = publishing.offer(run=runs.done(found, by=three[0]), by=three[1], now=now)

    for one in three[:2]:
        with pytest.raises(OneMustDiffer):
            publishing.publish(run=run, by=one, now=now)
    assert publishing.publish(run=run, by=three[2], now=now).published_by == three[2]


def test_the_database_refuses_one_person_for_both(three, now):
    found, _made = runs.round_of(2)
    run = offered(found, three[0], now)

    for name in ("who_offers_does_not_publish", "who_makes_does_not_publish"):
        Run.objects.filter(pk=run.pk).update(
            made_by=three[0] if "makes" in name else None, offered_by=three[0] if "offers" in name else None
        )
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Run.objects.filter(pk=run.pk).update(published_by=three[0], published_at=now)


def test_nothing_is_published_while_the_round_takes_applications(three, now):
    found = factories.round_()
    runs.application(found)
    runs.application(found)
    run = runs.done(found, by=three[0])

    with pytest.raises(StillOpen):
        publishing.offer(run=run, by=three[0], now=now)


def test_a_run_that_was_not_offered_or_not_finished_is_not_published(three, now):
    found, _made = runs.round_of(2)
    run = runs.done(found, by=three[0])
    with pytest.raises(NotNow):
        publishing.publish(run=run, by=three[1], now=now)

    waiting = running.start(found=found, wish=runs.wish(), by=None, now=now)
    with pytest.raises(NotNow):
        publishing.offer(run=waiting, by=three[0], now=now)


def test_after_publication_no_other_first_run_is_made_or_published(three, now):
    found, _made = runs.round_of(2)
    one, other = offered(found, three[0], now), offered(found, three[0], now)
    publishing.publish(run=one, by=three[1], now=now)

    with pytest.raises(NotNow):
        publishing.publish(run=other, by=three[1], now=now)
    with pytest.raises(NotNow):
        running.start(found=found, wish=runs.wish(), by=None, now=now)


def test_the_files_of_a_published_run_pass_the_independent_checker(three, now, tmp_path):
    found, _made = runs.round_of(5)
    run = offered(found, three[0], now)
    before = exporting.bundle(Run.objects.select_related("round__lottery").get(pk=run.pk))
    seed = seeding.seed_of(found.lottery).hex()
    assert list(before) == ["instance.json"]
    assert all(seed not in content.decode() for content in before.values()), "who knows the seed could steer the lots"

    publishing.publish(run=run, by=three[1], now=now)
    made = exporting.bundle(Run.objects.select_related("round__lottery").get(pk=run.pk))
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    checked = subprocess.run(
        [sys.executable, verify_exchange.__file__, str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert checked.stdout.rstrip().endswith("OK")
    assert json.loads(made["manifest.json"])["parameters"]["seed"] == seed


@pytest.fixture
def two_offered(three, now, transactional_db):
    found, _made = runs.round_of(2)
    return [offered(found, three[0], now), offered(found, three[0], now)]


def publish_both(two, three, now):
    return both(*(lambda run=run: publishing.publish(run=run, by=three[1], now=now) for run in two))


def test_two_runs_published_at_once_leave_one(two_offered, three, now, monkeypatch):
    held = publishing._is_next

    def waited_for(run):
        monkeypatch.setattr(publishing, "_is_next", held)
        until_somebody_waits_for_us()
        return held(run)

    monkeypatch.setattr(publishing, "_is_next", waited_for)

    done = publish_both(two_offered, three, now)

    assert sorted(type(one).__name__ for one in done) == ["NotNow", "Run"]
    assert Run.objects.published().count() == 1


def test_without_the_lock_the_database_still_refuses_the_second(two_offered, three, now, monkeypatch):
    monkeypatch.setattr(running, "held", lambda found: found)
    monkeypatch.setattr(publishing, "_is_next", Meeting().after(publishing._is_next))

    done = publish_both(two_offered, three, now)

    assert sorted(type(one).__name__ for one in done) == ["IntegrityError", "Run"]
    assert Run.objects.published().count() == 1
