"""The ledger in the database keeps its own laws, whoever writes to it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from bijles import tasks
from bijles.core import ledger
from bijles.core.errors import LedgerRefuses
from bijles.core.ledger import Kind, Owner, Place, Unit
from bijles.models import Account, Entry, Transfer
from bijles.services import posting
from ndt.jobs.core.errors import PermanentFailure
from tests.bijles.factories import NOON
from tests.campaigns.races import Meeting, at_once

pytestmark = pytest.mark.django_db
FUND, POT, BUDGET = Owner(Place.FUND, "city:1"), Owner(Place.POT, "programme:1"), Owner(Place.BUDGET, "child:1")


def grant(key="pot", *, cents=10_000, source=FUND, target=POT):
    return ledger.move(Kind.GRANT, key, source, target, cents=cents, minutes=120)


def test_a_transfer_moves_money_and_minutes_once():
    assert posting.post(grant(), now=NOON)
    assert not posting.post(grant(), now=NOON)

    assert posting.balance(Place.POT, "programme:1") == 10_000
    assert posting.balance(Place.FUND, "city:1", Unit.MINUTES) == -120
    assert posting.balance(Place.BUDGET, "child:1") == 0
    assert posting.faults() == []


def test_nobody_spends_what_is_not_there_and_nothing_is_written():
    posting.post(grant(), now=NOON)

    with pytest.raises(LedgerRefuses, match="overspent"):
        posting.post(grant("child", cents=10_001, source=POT, target=BUDGET), now=NOON)
    assert (Transfer.objects.count(), Entry.objects.count()) == (1, 4)


def test_a_transfer_is_turned_back_once():
    moved = grant()
    posting.post(moved, now=NOON)
    posting.post(ledger.reversal(moved, "back"), now=NOON)

    assert posting.balance(Place.POT, "programme:1") == 0
    posting.post(grant("other"), now=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        posting.post(ledger.reversal(moved, "back again"), now=NOON)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE bijles_entry SET amount = amount + 1",
        "DELETE FROM bijles_entry",
        "UPDATE bijles_transfer SET kind = 'pay'",
        "DELETE FROM bijles_transfer",
        "UPDATE bijles_account SET balance = 5",
        "UPDATE bijles_account SET owner = 'omar'",
        "DELETE FROM bijles_account",
    ],
)
def test_what_was_written_is_never_changed(statement):
    posting.post(grant(), now=NOON)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_refuses_a_transfer_out_of_balance_an_empty_one_and_an_overdraft():
    posting.post(grant(), now=NOON)
    pot = Account.objects.get(place="pot", unit="cents")

    def commit(*amounts):
        with transaction.atomic(), connection.cursor() as cursor:
            moved = Transfer.objects.create(kind="grant", key="odd", at=NOON)
            for account, amount in amounts:
                Entry.objects.create(transfer=moved, account=account, amount=amount)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    for amounts in ([], [(pot, 5)], [(pot, -10_001), (Account.objects.get(place="fund", unit="cents"), 10_001)]):
        with pytest.raises(IntegrityError):
            commit(*amounts)
    assert posting.faults() == []


def test_a_cent_that_differs_stops_the_nightly_round_and_the_operator_is_told():
    posting.post(grant(), now=NOON)

    assert tasks.prove_money(NOON) == 0
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE bijles_account SET balance = balance + 1 WHERE place = 'pot' AND unit = 'cents'")
    with pytest.raises(PermanentFailure, match="bijles-money-differs"):
        tasks.prove_money(NOON)


def test_a_new_account_begins_at_zero():
    assert Account.objects.create(place="pot", owner="x", unit="cents", balance=99).pk
    assert posting.balance(Place.POT, "x") == 0


@pytest.mark.django_db(transaction=True)
def test_six_at_once_take_no_more_than_there_is():
    posting.post(grant(cents=500), now=NOON)

    def spend(number):
        try:
            moved = ledger.move(
                Kind.GRANT, f"child:{number}", POT, Owner(Place.BUDGET, f"child:{number}"), cents=100, minutes=1
            )
            return posting.post(moved, now=NOON)
        except LedgerRefuses:
            return False

    assert sum(at_once(spend, range(12))) == 5
    assert posting.faults() == []


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_once_happens_once():
    assert sum(at_once(lambda _number: posting.post(grant(), now=NOON), range(6))) == 1


@pytest.mark.django_db(transaction=True)
def test_without_lock_and_constraint_more_is_spent_than_there_is(monkeypatch):
    posting.post(grant(cents=100), now=NOON)
    unlocked = posting._locked

    def look(accounts):
        wanted = list(accounts)
        return {one: Account.objects.get(place=one.place, owner=one.owner, unit=one.unit) for one in wanted}

    targets = [Owner(Place.BUDGET, f"child:{number}") for number in range(2)]
    for target in targets:
        unlocked_accounts = [ledger.Account(target.place, target.name, unit) for unit in Unit]
        with transaction.atomic():
            unlocked(unlocked_accounts)
    monkeypatch.setattr(posting, "_locked", Meeting(2).after(look))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE bijles_account DROP CONSTRAINT only_a_fund_is_below_zero")
    try:
        at_once(
            lambda target: posting.post(
                ledger.move(Kind.GRANT, target.name, POT, target, cents=100, minutes=1), now=NOON
            ),
            targets,
        )

        assert posting.balance(Place.POT, "programme:1") == -100
    finally:
        monkeypatch.undo()
        posting.post(ledger.move(Kind.GRANT, "mend", FUND, POT, cents=100, minutes=1), now=NOON)
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE bijles_account ADD CONSTRAINT only_a_fund_is_below_zero CHECK (balance >= 0 OR place = 'fund')"
            )
