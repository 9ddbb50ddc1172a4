"""After erasure nothing in the database leads back to the person, and everybody else stays."""

from __future__ import annotations

import itertools
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.storage import FileSystemStorage, storages
from django.core.management import call_command
from django.db import OperationalError, connection, models, transaction
from django.utils import timezone

from ndt.jobs import services as jobs
from ndt.jobs.models import Job
from ndt.mail import services as mail
from ndt.mail.letters import Letter
from ndt.people.models import Membership, User
from ndt.privacy import rows
from ndt.privacy.keyed import candidates
from ndt.privacy.models import AccessRequest, Cause, Erasure
from ndt.privacy.services import erasing, files
from tests.campaigns.races import PATIENCE_S, Meeting, both, until_somebody_waits_for_us


def erase(user: User) -> erasing.Receipt:
    return erasing.erase(person=rows.by_account(user), cause=Cause.ACCOUNT, now=timezone.now())


def everything_in_the_database() -> str:
    """Give every row of every table as text, sessions unpacked."""
    parts = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            parts += [row for (row,) in cursor.fetchall()]
    parts += [json.dumps(session.get_decoded()) for session in Session.objects.all()]
    return "\n".join(parts).lower()


def test_neither_address_nor_name_nor_hash_stays(amina, bram):
    erase(amina)
    jobs.sweep()

    left = everything_in_the_database()
    for trace in ("amina", "idrissi", *candidates("mailbox", "aminaidrissi@gmail.com")):
        assert trace not in left


def test_somebody_else_loses_nothing(amina, bram):
    before = {table: rows for table, rows in per_table().items() if "bram" in "".join(rows)}

    erase(amina)

    after = per_table()
    for table, lines in before.items():
        for line in lines:
            if "bram" in line:
                assert line in after[table]


def per_table() -> dict[str, list[str]]:
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            found[table] = [row.lower() for (row,) in cursor.fetchall()]
    return found


def test_an_account_stays_as_a_tombstone_that_nobody_can_enter(amina):
    erase(amina)

    amina.refresh_from_db()
    assert amina.email.endswith("@verwijderd.invalid")
    assert (amina.name, amina.is_active, amina.is_staff) == ("", False, False)
    assert not amina.has_usable_password()
    assert not Membership.objects.filter(user=amina).exists()


def test_erasing_twice_changes_nothing_the_second_time(amina, bram):
    first = erase(amina)
    before = per_table()

    second = erase(amina)

    assert first.tombstone is not None
    assert second.tombstone is None
    assert per_table() == before


def test_the_receipt_and_its_row_count_what_went(amina):
    receipt = erase(amina)

    kept = Erasure.objects.get()
    assert kept.pk == receipt.tombstone
    assert kept.rows == receipt.rows
    assert receipt.rows["people.User"] == receipt.rows["account.EmailAddress"] == 1


def test_the_log_outside_the_database_names_nobody(amina):
    receipt = erase(amina)
    jobs.sweep()

    text = storages["erasures"].open(f"{receipt.tombstone}.json").read().decode()
    assert "amina" not in text.lower()
    assert not [known for known in candidates("mailbox", "aminaidrissi@gmail.com") if known in text]


@pytest.mark.parametrize("spelling", ["aminaidrissi@gmail.com", "A.M.I.N.A.idrissi@googlemail.com"])
def test_every_spelling_of_a_mailbox_finds_its_rows(amina, spelling):
    found = {part.entry.model for part in rows.find(rows.by_address(spelling))}

    assert "privacy.AccessRequest" in found


def test_a_link_by_mail_does_not_reach_into_an_account(amina):
    erasing.erase(person=rows.by_address(amina.email), cause=Cause.LINK, now=timezone.now())

    amina.refresh_from_db()
    assert amina.name == "Amina el Idrissi"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turnstile", [True, False])
def test_two_clicks_at_once_erase_once(monkeypatch, turnstile: bool):
    """Also the other way round: without the turnstile they do erase twice, so the test can see it."""
    user = User.objects.create_user("amina@example.nl", name="Amina")
    EmailAddress.objects.create(user=user, email=user.email, verified=True)
    if not turnstile:
        monkeypatch.setattr(erasing, "traces_of", Meeting(4).after(erasing.traces_of))
        numbers = itertools.count()
        monkeypatch.setattr(erasing, "_queue", lambda: next(numbers))

    def click(_number: int) -> erasing.Receipt:
        try:
            return erase(user)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(click, range(4)))

    erased = sum(receipt.tombstone is not None for receipt in receipts)
    assert Erasure.objects.count() == erased
    assert (erased == 1) is turnstile


@pytest.mark.django_db(transaction=True)
def test_an_erasure_that_postgres_ends_to_let_a_job_through_begins_again():
    """Each holds what the other wants. Whoever Postgres ends, the erasure is done."""
    user = User.objects.create_user("amina@example.nl", name="Amina")
    address = EmailAddress.objects.create(user=user, email=user.email, verified=True)
    ready = threading.Event()

    def job() -> None:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=user.pk)
            ready.set()
            until_somebody_waits_for_us()
            EmailAddress.objects.select_for_update().get(pk=address.pk)

    def erasure() -> erasing.Receipt:
        assert ready.wait(PATIENCE_S)
        return erase(user)

    ended, receipt = both(job, erasure)

    assert ended is None or isinstance(ended, OperationalError)
    assert receipt.tombstone is not None, receipt
    assert not User.objects.filter(pk=user.pk, email="amina@example.nl").exists()


def test_what_others_were_written_about_somebody_loses_the_name(amina, bram):
    mail.queue(Letter(to=bram.email, template="x/y", context={"text": f"{amina.name} vraagt iets"}), key="about")

    erase(amina)

    payload = Job.objects.get(key="mail:about").payload
    assert payload["context"] == {"text": "[verwijderd] vraagt iets"}
    assert payload["to"] == bram.email


def test_an_address_that_was_only_typed_gives_no_power_over_it(amina, bram):
    EmailAddress.objects.create(user=bram, email="amina.idrissi@gmail.com", verified=False)

    erase(bram)

    amina.refresh_from_db()
    assert amina.name == "Amina el Idrissi"
    assert AccessRequest.objects.filter(email__icontains="idrissi").exists()


def test_a_file_goes_with_its_row_once_the_erasure_is_committed(amina, tmp_path, monkeypatch):
    column = models.FileField(storage=FileSystemStorage(tmp_path))
    (tmp_path / "foto.jpg").write_text("Amina")
    monkeypatch.setattr(files, "field_of", lambda _model, _name: column)

    erasing.forget_path("people.User", "photo", "foto.jpg")
    assert (tmp_path / "foto.jpg").exists()
    jobs.sweep()

    assert not (tmp_path / "foto.jpg").exists()


def test_the_command_erases_after_a_question(amina, capsys, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _question: "no")
    call_command("erase", amina.email)
    amina.refresh_from_db()
    assert amina.name
    monkeypatch.setattr("builtins.input", lambda _question: "erase")
    call_command("erase", amina.email)

    amina.refresh_from_db()
    assert not amina.name
    assert "Number: " in capsys.readouterr().out


def test_the_log_of_the_admin_forgets_a_name_that_is_too_short_to_look_for(db):
    ng = User.objects.create_user("ng@example.nl", name="Ng")
    kind = ContentType.objects.get_for_model(User)
    entry = LogEntry.objects.create(
        user=ng, content_type=kind, object_id=str(ng.pk), object_repr="Ng", action_flag=CHANGE, change_message="Ng"
    )

    erase(ng)

    entry.refresh_from_db()
    assert (entry.object_repr, entry.change_message) == ("[verwijderd]", "[]")
