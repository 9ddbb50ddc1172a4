"""What is over its time goes, what is not stays, and a second run finds nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.utils import timezone

from ndt.history import tracking
from ndt.jobs import registry as jobs
from ndt.jobs import services as job_services
from ndt.jobs.models import Job
from ndt.people.models import Kind, Organisation, User
from ndt.privacy import registry
from ndt.privacy.models import AccessRequest
from ndt.privacy.registry import Entry, Erase, Ground, Personal
from ndt.privacy.services import retention

NOW = timezone.now()
pytestmark = pytest.mark.django_db


def quiet(_name: str, _number: int) -> None:
    """Tell nobody."""


def request(number: int, *, days_ago: float) -> AccessRequest:
    return AccessRequest.objects.create(
        email=f"amina{number}@example.nl", token_hash=str(number), expires_at=NOW - timedelta(days=days_ago)
    )


@pytest.fixture
def only(monkeypatch):
    """Let the registry hold one rule, and no jobs of rooms."""

    def use(model: str, **fields: Personal) -> None:
        monkeypatch.setattr(registry, "_entries", {model: Entry(model, fields=fields)})
        monkeypatch.setattr(registry, "_retention", {})

    return use


def rule(erase: Erase, **facts: object) -> Personal:
    return Personal("doel", Ground.CONTRACT, "1 dag", erase, keep=timedelta(days=1), after="created_at", **facts)


def test_a_row_goes_after_its_time_and_not_before():
    request(1, days_ago=1.01)
    stays = request(2, days_ago=0.99)

    retention.clean(now=NOW, progress=quiet)

    assert list(AccessRequest.objects.all()) == [stays]


def test_a_second_run_finds_nothing(only):
    only("people.Organisation", name=rule(Erase.BLANK), solution=rule(Erase.TOMBSTONE))
    Organisation.objects.create(name="A", solution="x", kind=Kind.SCHOOL, created_at=NOW - timedelta(days=2))

    assert retention.clean(now=NOW, progress=quiet) == 1
    assert retention.clean(now=NOW, progress=quiet) == 0


@pytest.mark.parametrize("method", [Erase.BLANK, Erase.TOMBSTONE, Erase.SCRUB])
def test_a_field_is_emptied_in_the_row_and_in_its_history(only, method):
    only("people.Organisation", name=rule(method))
    old = Organisation.objects.create(name="Praktijk Çelik", kind=Kind.SCHOOL, created_at=NOW - timedelta(days=2))
    young = Organisation.objects.create(name="De Regenboog", kind=Kind.SCHOOL, created_at=NOW)
    Organisation.objects.filter(pk=old.pk).update(name="Praktijk Çelik en zoon")

    retention.clean(now=NOW, progress=quiet)

    old.refresh_from_db()
    young.refresh_from_db()
    events = tracking.event_models()[Organisation].objects
    assert old.name == "" if method != Erase.TOMBSTONE else old.name.startswith("~")
    assert young.name == "De Regenboog"
    assert not [event for event in events.filter(pgh_obj_id=old.pk) if "Çelik" in event.name]
    assert events.filter(pgh_obj_id=young.pk, name="De Regenboog").exists()


def test_the_history_of_a_deleted_account_is_emptied_after_a_month():
    omar = User.objects.create_user("omar@example.nl", name="Omar")
    amina = User.objects.create_user("amina@example.nl", name="Amina")
    EmailAddress.objects.create(user=amina, email=amina.email, verified=True)
    key = omar.pk
    omar.delete()
    events = tracking.event_models()[User].objects

    retention.clean(now=NOW + timedelta(days=29), progress=quiet)
    assert events.filter(pgh_obj_id=key, name="Omar").exists()
    retention.clean(now=NOW + timedelta(days=31), progress=quiet)

    assert not [event for event in events.filter(pgh_obj_id=key) if event.name or "omar" in event.email]
    assert events.filter(pgh_obj_id=key, pgh_label="delete").exists()
    assert events.filter(pgh_obj_id=amina.pk, name="Amina").exists()


def test_more_rows_than_fit_in_a_batch_all_go(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 3)
    for number in range(10):
        request(number, days_ago=2)

    retention.clean(now=NOW, progress=quiet)

    assert not AccessRequest.objects.exists()


def test_what_does_not_fit_in_a_turn_is_done_in_the_next(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 3)
    monkeypatch.setattr(retention, "TURN_S", -1)  # over before it begins: one turn does one batch
    monkeypatch.setattr(retention, "_clean_rule", one_batch_a_turn)
    for number in range(8):
        request(number, days_ago=2)

    retention.plan(NOW)
    job_services.sweep(seconds=60)

    assert not AccessRequest.objects.exists()
    turns = Job.objects.filter(key__contains="privacy.AccessRequest", done_at__isnull=False)
    assert turns.count() == 4  # three with rows, and one that finds nothing


def one_batch_a_turn(rule: retention.Rule, now: object, _until: object) -> int:
    keys = list(rule.due(now).values_list("pk", flat=True)[: retention.BATCH])
    return retention._clean_batch(rule, keys, now=now) if keys else 0


def test_a_part_that_fails_stops_no_other(monkeypatch):
    request(1, days_ago=2)

    def broken(_now: object) -> int:
        raise LookupError

    monkeypatch.setattr(registry, "_retention", {"campaigns.kapot": broken})

    retention.plan(NOW)
    job_services.sweep(seconds=60)

    assert not AccessRequest.objects.exists()
    assert Job.objects.get(key__endswith="campaigns.kapot").attempts == 1


def test_a_room_that_registers_a_job_of_its_own_is_asked(monkeypatch):
    heard = []
    monkeypatch.setattr(registry, "_retention", {"campaigns.onbevestigd": lambda now: heard.append(now) or 7})
    told = {}

    retention.clean(now=NOW, progress=told.__setitem__)

    assert heard == [NOW]
    assert told["campaigns.onbevestigd"] == 7


def test_a_trial_run_counts_and_changes_nothing(capsys):
    request(1, days_ago=2)

    call_command("retention", "--dry-run")

    assert "       1  privacy.AccessRequest" in capsys.readouterr().out
    assert AccessRequest.objects.count() == 1


def test_the_command_tells_its_progress(capsys):
    request(1, days_ago=2)

    call_command("retention")

    told = capsys.readouterr().out
    assert "       1  privacy.AccessRequest" in told
    assert "Done: 1 rows." in told


def test_the_daily_round_of_jobs_does_it():
    request(1, days_ago=2)
    assert "privacy.retention" in jobs.daily_calls()

    job_services.plan_daily(now=NOW)
    job_services.sweep(seconds=60)

    assert not AccessRequest.objects.exists()
    assert not Job.objects.filter(state="dead").exists()
