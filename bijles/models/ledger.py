"""The ledger in the database: only added to, always in balance, never below zero."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from bijles.core.ledger import Kind, Place, Unit
from bijles.models.lesson import Booking


class Account(models.Model):
    """A place of one owner in one unit, with its balance. The balance is written by the entries' trigger alone."""

    place = models.CharField("soort", max_length=10, choices=[(place.value, place.value) for place in Place])
    owner = models.CharField("van", max_length=40)
    unit = models.CharField("eenheid", max_length=7, choices=[(unit.value, unit.value) for unit in Unit])
    balance = models.BigIntegerField("saldo", default=0)

    class Meta:
        verbose_name = "rekening"
        verbose_name_plural = "rekeningen"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["owner", "place", "unit"], name="one_account_a_place_owner_and_unit"),
            models.CheckConstraint(name="only_a_fund_is_below_zero", condition=Q(balance__gte=0) | Q(place="fund")),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="account_is_not_removed", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="account_stays_whose_it_is", fields=["place", "owner", "unit"]),
            # The entries' trigger is one level deep; whoever writes a balance by hand is at the top.
            pgtrigger.Trigger(
                name="balance_follows_the_entries",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("OLD.balance IS DISTINCT FROM NEW.balance"),
                func="""
                    IF pg_trigger_depth() < 2 THEN
                        RAISE EXCEPTION 'the balance of account % follows its entries', OLD.id
                            USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="account_begins_at_zero",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="NEW.balance = 0; RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.owner} {self.unit}"


class Transfer(models.Model):
    """Entries that happened together. key: the same key never happens twice."""

    kind = models.CharField("soort", max_length=12, choices=[(kind.value, kind.value) for kind in Kind])
    key = models.CharField("sleutel", max_length=80, unique=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    booking = models.ForeignKey(Booking, models.PROTECT, null=True, blank=True, related_name="transfers")
    at = models.DateTimeField("op")

    class Meta:
        verbose_name = "overboeking"
        verbose_name_plural = "overboekingen"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_reversal_says_of_what",
                condition=Q(kind="reverse", reverses__isnull=False) | (~Q(kind="reverse") & Q(reverses=None)),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="transfer_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="transfer_has_entries",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM bijles_entry WHERE transfer_id = NEW.id) THEN
                        RAISE EXCEPTION 'transfer % moves nothing', NEW.id USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Entry(models.Model):
    """What one account gained or gave in a transfer."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, models.PROTECT, related_name="entries")
    amount = models.BigIntegerField("bedrag of minuten")

    class Meta:
        verbose_name = "boekingsregel"
        verbose_name_plural = "boekingsregels"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["transfer", "account"], name="one_entry_an_account"),
            models.CheckConstraint(name="an_entry_moves_something", condition=~Q(amount=0)),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="entry_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="entry_moves_the_balance",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                func="""
                    UPDATE bijles_account SET balance = balance + NEW.amount WHERE id = NEW.account_id;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="entries_sum_to_zero",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM bijles_entry e JOIN bijles_account a ON a.id = e.account_id
                        WHERE e.transfer_id = NEW.transfer_id GROUP BY a.unit HAVING sum(e.amount) <> 0
                    ) THEN
                        RAISE EXCEPTION 'transfer % is out of balance', NEW.transfer_id
                            USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.amount}"
