"""What is taken back from a provider after it was paid."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from bijles.models.claim import Claim
from bijles.models.programme import Provider
from bijles.models.settlement import Invoice
from ndt.people.models import User


class CreditNote(models.Model):
    """The credit note of a claim that was paid and turned out wrong: one a claim, and nothing of it changes.

    corrects: the invoice that the claim stood on. year, place: in the row of numbers of the provider's invoices. net, tax, gross:
    what is taken back, above zero. netted: the invoice that is paid so much less; None while it waits for one.
    """

    claim = models.OneToOneField(Claim, models.PROTECT, related_name="credit")
    corrects = models.ForeignKey(Invoice, models.PROTECT, related_name="corrections", verbose_name="van factuur")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="credit_notes", verbose_name="aanbieder")
    year = models.PositiveSmallIntegerField("jaar")
    place = models.PositiveIntegerField("volgnummer")
    number = models.CharField("nummer", max_length=30, unique=True)
    issued = models.DateField("datum")
    net = models.BigIntegerField("zonder btw")
    tax = models.BigIntegerField("btw")
    gross = models.BigIntegerField("terug")
    why = models.CharField("reden", max_length=300)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="door")
    at = models.DateTimeField("op")
    ubl = models.BinaryField("UBL")
    netted = models.ForeignKey(
        Invoice, models.PROTECT, null=True, blank=True, related_name="netted", verbose_name="verrekend met"
    )

    class Meta:
        verbose_name = "creditnota"
        verbose_name_plural = "creditnota's"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["provider", "year", "place"], name="one_credit_note_a_number"),
            models.CheckConstraint(
                name="credit_note_adds_up", condition=Q(gross=F("net") + F("tax"), net__gte=1, tax__gte=0, place__gte=1)
            ),
            models.CheckConstraint(name="credit_note_says_why", condition=~Q(why="")),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="credit_note_is_not_removed", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="credit_note_stays",
                fields=[
                    *("claim", "corrects", "provider", "year", "place", "number", "issued"),
                    *("net", "tax", "gross", "why", "at", "ubl"),
                ],
            ),
            pgtrigger.Trigger(
                name="credit_is_netted_once",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "OLD.netted_id IS NOT NULL AND OLD.netted_id IS DISTINCT FROM NEW.netted_id"
                ),
                func="""
                    RAISE EXCEPTION 'credit note % is netted', OLD.number USING ERRCODE = 'integrity_constraint_violation';
                """,
            ),
            pgtrigger.Trigger(
                name="credit_is_of_a_paid_claim",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NEW.place <> 1 + (SELECT coalesce(max(place), 0) FROM (
                        SELECT place FROM bijles_invoice WHERE provider_id = NEW.provider_id AND year = NEW.year
                        UNION ALL
                        SELECT place FROM bijles_creditnote WHERE provider_id = NEW.provider_id AND year = NEW.year
                    ) numbers) THEN
                        RAISE EXCEPTION 'credit note % does not follow', NEW.number USING ERRCODE = 'check_violation';
                    END IF;
                    PERFORM 1 FROM bijles_settlementline x
                        JOIN bijles_settlement s ON s.id = x.settlement_id JOIN bijles_invoice i ON i.settlement_id = s.id
                    WHERE x.claim_id = NEW.claim_id AND x.cents = NEW.net AND i.id = NEW.corrects_id
                        AND s.provider_id = NEW.provider_id AND s.step IN ('paid', 'reconciled');
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'claim % was not paid', NEW.claim_id USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.number
