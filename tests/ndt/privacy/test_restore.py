"""After erasure a dump holds nothing of a person, and a backup from before does not bring them back."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaigns.models import Signature
from ndt.jobs import services as jobs
from ndt.people.models import Kind, Organisation, User
from ndt.privacy import rows
from ndt.privacy.keyed import candidates
from ndt.privacy.models import Cause, Erasure
from ndt.privacy.services import erasing, remembering
from tests.campaigns import factories
from tests.ndt.privacy import dumps
from tests.ndt.privacy.conftest import everything

AMINA, ADDRESS = "Amina Çelik-el Idrissi", "Amina.Celik@gmail.com"
MAILBOX = "aminacelik@gmail.com"
TRACES = [AMINA, "Çelik-el", ADDRESS, MAILBOX, *candidates("mailbox", MAILBOX)]

pytestmark = pytest.mark.django_db(transaction=True)


def erase(person, **facts):
    return erasing.erase(person=person, cause=Cause.LINK, now=timezone.now(), **facts)


@pytest.mark.parametrize("needle", [AMINA, ADDRESS])
@pytest.mark.parametrize("before", ["", "x", "xy"])
def test_the_search_finds_a_text_in_every_spelling(needle: str, before: str):
    packed = base64.b64encode(f"{before}{needle} en meer".encode()).decode()

    assert dumps.found_in(f"aa {packed} bb", needle)
    assert dumps.found_in(needle.encode().hex(), needle)
    assert not dumps.found_in("niets te zien", needle)


def test_a_dump_after_erasure_holds_nothing_of_a_signer_with_an_account():
    petition = factories.petition()
    school = Organisation.objects.create(name="De Regenboog", kind=Kind.SCHOOL)
    amina = everything(AMINA, ADDRESS, school)
    factories.signature(petition, name=AMINA, email=ADDRESS)
    before = dumps.text()
    assert [trace for trace in TRACES if not dumps.found_in(before, trace)] == [MAILBOX]  # never stored as such

    erase(rows.by_account(amina))
    jobs.sweep()

    dump = dumps.text()
    assert {trace: found for trace in TRACES if (found := dumps.found_in(dump, trace))} == {}


def test_a_restored_backup_does_not_bring_an_erased_person_back(tmp_path: Path, capsys):
    petition = factories.petition()
    school = Organisation.objects.create(name="De Regenboog", kind=Kind.SCHOOL)
    amina, bram = everything(AMINA, ADDRESS, school), everything("Bram Smit", "bram@example.nl", school)
    factories.signature(petition, name=AMINA, email=ADDRESS)
    factories.signature(petition, name="Bram Smit", email="bram@example.nl")
    # Coby left before the backup and came back before it: the backup knows, so she stays.
    factories.signature(petition, name="Coby de Vries", email="coby@example.nl")
    erase(rows.by_address("coby@example.nl"))
    factories.signature(petition, name="Coby de Vries", email="coby@example.nl")
    jobs.sweep()
    backup = tmp_path / "backup.dump"
    dumps.save(backup)
    erase(rows.by_account(amina))
    jobs.sweep()

    dumps.put_back(backup)
    assert User.objects.get(pk=amina.pk).name == AMINA
    call_command("erasures", "apply")
    call_command("sweep")
    dump = dumps.text()

    assert {trace: found for trace in TRACES if (found := dumps.found_in(dump, trace))} == {}
    assert User.objects.get(pk=bram.pk).name == "Bram Smit"
    assert sorted(Signature.objects.exclude(name="").values_list("name", flat=True)) == ["Bram Smit", "Coby de Vries"]
    assert Erasure.objects.filter(cause=Cause.RESTORE).count() == 1
    capsys.readouterr()
    call_command("erasures", "apply")
    assert "Done: 0 erasures" in capsys.readouterr().out


def test_after_a_restore_an_account_that_got_an_old_number_is_left_alone():
    erased = User.objects.create_user("amina@example.nl")
    number = erased.pk
    erase(rows.by_account(erased))
    jobs.sweep()
    # As after a restore from before Amina came: her number is free, and Bram is the next to get it.
    Erasure.objects.all().delete()
    User.objects.filter(pk=number).delete()
    User.objects.create(pk=number, email="bram@example.nl", name="Bram", created_at=timezone.now() + timedelta(days=1))

    call_command("erasures", "apply")

    assert User.objects.get(pk=number).name == "Bram"


def test_the_log_can_be_carried_to_another_machine(tmp_path: Path, capsys, settings):
    erase(rows.by_account(User.objects.create_user("amina@example.nl")))
    jobs.sweep()
    call_command("erasures", "export")
    export = tmp_path / "erasures.jsonl"
    export.write_text(capsys.readouterr().out)
    for file in Path(settings.STORAGES["erasures"]["OPTIONS"]["location"]).iterdir():
        file.unlink()

    call_command("erasures", "import", str(export))
    call_command("erasures", "import", str(export))
    call_command("erasures", "list")

    told = capsys.readouterr().out
    assert "Done: 1 of 1 were new." in told
    assert "Done: 0 of 1 were new." in told
    assert "0 to do." in told


def test_an_old_entry_leaves_the_log_when_no_backup_is_that_old(settings):
    erase(rows.by_account(User.objects.create_user("amina@example.nl")))
    jobs.sweep()
    now = timezone.now()
    assert remembering.forget_old(now + timedelta(days=settings.ERASURES_KEEP_DAYS - 1)) == 0
    assert remembering.forget_old(now + timedelta(days=settings.ERASURES_KEEP_DAYS + 1)) == 1
