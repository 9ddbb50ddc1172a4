"""A new key: old hashes are still known, and move to the new key where the clear value is there."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from campaigns.models import Signature
from ndt.mail.addresses import mailbox
from ndt.privacy import rows
from ndt.privacy.keyed import candidates, keyed_hash
from ndt.privacy.services import rehashing
from tests.campaigns import factories

OLD, NEW = "old-key-that-is-at-least-32-characters", "new-key-that-is-at-least-32-characters"


@pytest.fixture
def rotated(db, settings):
    """Signatures made under the old key, and settings after the change."""
    settings.HASH_KEYS = [OLD]
    petition = factories.petition()
    made = [factories.signature(petition, email=f"amina{number}@example.nl") for number in range(5)]
    settings.HASH_KEYS = [NEW, OLD]
    return made


def rehash(**options: object) -> dict[str, rehashing.Outcome]:
    outcomes = rehashing.rehash(progress=lambda _column, _done: None, **options)
    return {outcome.column: outcome for outcome in outcomes}


def test_purposes_cannot_be_linked_and_keys_neither(settings):
    settings.HASH_KEYS = [NEW, OLD]

    hashes = {*candidates("a", "x"), *candidates("b", "x"), *candidates("a", "y")}

    assert len(hashes) == 6
    assert {len(each) for each in hashes} == {64}
    assert keyed_hash("a", "x") == candidates("a", "x")[0]


def test_a_hash_under_the_old_key_is_still_found(rotated):
    found = rows.find(rows.by_address("amina3@example.nl"))

    assert [part.keys for part in found if part.entry.model == "campaigns.Signature"] == [(rotated[3].pk,)]


def test_rehash_moves_every_hash_to_the_new_key(rotated):
    outcome = rehash()["campaigns.Signature.mailbox"]

    assert (outcome.rewritten, outcome.right, outcome.blind) == (5, 0, 0)
    assert {row.mailbox == mailbox(row.email) for row in Signature.objects.all()} == {True}


def test_rehash_can_be_stopped_and_started_again(rotated, monkeypatch):
    monkeypatch.setattr(rehashing, "BATCH", 2)

    def stop(_column: str, done: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(rehashing.rehash(progress=stop))
    outcome = rehash()["campaigns.Signature.mailbox"]

    assert (outcome.rewritten, outcome.right) == (1, 4)


def test_a_trial_run_changes_nothing(rotated):
    before = set(Signature.objects.values_list("mailbox", flat=True))

    assert rehash(dry_run=True)["campaigns.Signature.mailbox"].rewritten == 5
    assert set(Signature.objects.values_list("mailbox", flat=True)) == before


def test_rows_without_a_clear_value_are_counted_and_left(rotated):
    Signature.objects.filter(pk=rotated[0].pk).update(email="")

    assert rehash()["campaigns.Signature.mailbox"].blind == 1


def test_the_command_says_what_it_did(rotated, capsys):
    call_command("rehash")

    assert "campaigns.Signature.mailbox: 5 rewritten, 0 right already, 0 without" in capsys.readouterr().out
