"""The money of a month: what is settled with a provider, its invoice, the payment file, and the lines of the bank."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, ClassVar, Final

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bijles.core import ubl
from bijles.core.bank import Verdict
from bijles.core.settlement import ORDER, Step, Tax
from bijles.models.claim import Claim
from bijles.models.programme import Form, Provider
from bijles.models.scheme import PassScheme
from ndt.history import track
from ndt.people.models import Organisation


class Register(models.TextChoices):
    """By which number an organisation is known."""

    KVK = ubl.KVK, _("KVK-nummer")
    OIN = ubl.OIN, _("OIN")


class TaxChoice(models.TextChoices):
    """How VAT is treated on the invoices of a provider."""

    OUTSIDE = Tax.OUTSIDE.value, _("geen btw-nummer")
    EXEMPT = Tax.EXEMPT.value, _("vrijgesteld (onderwijs)")
    STANDARD = Tax.STANDARD.value, _("21 procent")


@track()
class Billing(models.Model):
    """How an organisation stands on an invoice, and which account it is paid on or pays from."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="bijles_billing")
    legal_name = models.CharField("naam in het register", max_length=70)
    street = models.CharField("straat en huisnummer", max_length=70)
    postcode = models.CharField("postcode", max_length=7)
    city = models.CharField("plaats", max_length=35)
    register = models.CharField("soort nummer", max_length=4, choices=Register, default=Register.KVK)
    number = models.CharField("nummer", max_length=20)
    vat = models.CharField("btw-nummer", max_length=14, blank=True)
    tax = models.CharField("btw", max_length=1, choices=TaxChoice, default=TaxChoice.OUTSIDE)
    iban = models.CharField("rekening (IBAN)", max_length=34)
    pays_within = models.PositiveSmallIntegerField("betaalt binnen zoveel dagen", default=30)

    class Meta:
        verbose_name = "factuurgegevens"
        verbose_name_plural = "factuurgegevens"
        constraints: ClassVar[list[Any]] = [
            # BR-O-02, BR-E-02 and BR-S-02.
            models.CheckConstraint(
                name="outside_vat_means_no_vat_number", condition=Q(tax="O", vat="") | (~Q(tax="O") & ~Q(vat=""))
            ),
        ]

    def __str__(self) -> str:
        return self.legal_name

    def party(self) -> ubl.Party:
        """Give how it stands on an invoice."""
        return ubl.Party(
            self.legal_name, self.street, self.postcode, self.city, self.number, scheme=self.register, vat=self.vat
        )


class PaymentExport(models.Model):
    """One payment file for the bank, as it was made. place: the how manieth of a scheme; message: its number for the bank."""

    scheme = models.ForeignKey(PassScheme, models.PROTECT, related_name="payment_exports")
    month = models.DateField("maand")
    place = models.PositiveIntegerField("volgnummer")
    message = models.CharField("kenmerk", max_length=35, unique=True)
    made_at = models.DateTimeField("gemaakt op")
    pays_on = models.DateField("betaaldag")
    payments = models.PositiveIntegerField("betalingen")
    cents = models.BigIntegerField("centen")
    content = models.BinaryField("bestand")

    class Meta:
        verbose_name = "betaalbestand"
        verbose_name_plural = "betaalbestanden"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["scheme", "place"], name="one_payment_file_a_place"),
            models.CheckConstraint(name="payment_file_pays_something", condition=Q(payments__gte=1, cents__gte=1)),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="payment_file_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.message


class StepChoice(models.TextChoices):
    """Where a settlement stands, in words."""

    OPEN = Step.OPEN.value, _("open")
    FROZEN = Step.FROZEN.value, _("vastgezet")
    APPROVED = Step.APPROVED.value, _("goedgekeurd")
    INVOICED = Step.INVOICED.value, _("factuur gemaakt")
    EXPORTED = Step.EXPORTED.value, _("naar de bank")
    PAID = Step.PAID.value, _("betaald")
    RECONCILED = Step.RECONCILED.value, _("afgesloten")


@track()
class Settlement(models.Model):
    """What a municipality settles with one provider for one month. Its sums are written when it is frozen, and stay."""

    scheme = models.ForeignKey(PassScheme, models.PROTECT, related_name="settlements", verbose_name="pas")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="settlements", verbose_name="aanbieder")
    month = models.DateField("maand")
    step = models.CharField("stand", max_length=10, choices=StepChoice, default=StepChoice.OPEN)
    claims = models.PositiveIntegerField("declaraties", default=0)
    cents = models.BigIntegerField("centen", default=0)
    minutes = models.BigIntegerField("gegeven minuten", default=0)
    export = models.ForeignKey(PaymentExport, models.PROTECT, null=True, blank=True, related_name="settlements")

    class Meta:
        verbose_name = "afrekening van een maand"
        verbose_name_plural = "afrekeningen van maanden"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["scheme", "provider", "month"], name="one_settlement_a_month"),
            models.CheckConstraint(name="settlement_month_is_a_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="what_went_to_the_bank_is_in_a_file",
                condition=Q(step__in=["exported", "paid", "reconciled"], export__isnull=False)
                | Q(step__in=["open", "frozen", "approved", "invoiced"], export=None),
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["scheme", "month", "step"], name="settlement_months")]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.ReadOnly(name="settlement_stays_whose_it_is", fields=["scheme", "provider", "month"]),
            pgtrigger.Protect(name="settlement_is_not_removed", operation=pgtrigger.Delete),
            pgtrigger.FSM(
                name="settlement_takes_its_steps",
                field="step",
                transitions=[(before.value, after.value) for before, after in pairwise(ORDER)],
            ),
            pgtrigger.Trigger(
                name="settlement_is_its_lines",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("OLD.step = 'open' AND NEW.step = 'frozen'"),
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM bijles_settlementline WHERE settlement_id = NEW.id
                        HAVING count(*) = NEW.claims AND sum(cents) = NEW.cents
                            AND coalesce(sum(minutes) FILTER (WHERE kind = 'attended'), 0) = NEW.minutes
                    ) OR NEW.cents < 1 THEN
                        RAISE EXCEPTION 'settlement % is not the sum of its lines', NEW.id
                            USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="what_is_frozen_stays",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "OLD.step <> 'open' AND ((OLD.claims, OLD.cents, OLD.minutes) IS DISTINCT FROM"
                    " (NEW.claims, NEW.cents, NEW.minutes)"
                    " OR (OLD.export_id IS NOT NULL AND OLD.export_id IS DISTINCT FROM NEW.export_id))"
                ),
                func="""
                    RAISE EXCEPTION 'settlement % is frozen', OLD.id USING ERRCODE = 'integrity_constraint_violation';
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.month:%Y-%m}"


class Happened(models.TextChoices):
    """What became of the lesson that a line pays."""

    ATTENDED = "attended", _("gegeven")
    NO_SHOW = "no_show", _("niet gekomen")
    LATE_CANCEL = "late_cancel", _("laat afgezegd")


class SettlementLine(models.Model):
    """One claim in the settlement of a month. No claim stands in two, and nothing of it changes."""

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="lines")
    claim = models.OneToOneField(Claim, models.PROTECT, related_name="line")
    day = models.DateField("dag van de les")
    what = models.CharField("vorm", max_length=10, choices=Form)
    kind = models.CharField("wat er gebeurde", max_length=11, choices=Happened)
    minutes = models.PositiveSmallIntegerField("minuten")
    cents = models.PositiveIntegerField("centen")

    class Meta:
        verbose_name = "regel van een afrekening"
        verbose_name_plural = "regels van afrekeningen"
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="line_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            # FOR SHARE: who refuses the claim at this moment comes before us, or waits and sees the line.
            pgtrigger.Trigger(
                name="line_is_of_an_open_claim",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    PERFORM 1 FROM bijles_claim c
                        JOIN bijles_settlement s ON s.id = NEW.settlement_id
                        JOIN bijles_booking b ON b.id = c.booking_id
                        JOIN bijles_lesson l ON l.id = b.lesson_id
                        JOIN bijles_agreement a ON a.id = l.agreement_id
                        JOIN bijles_programme p ON p.id = a.programme_id
                    WHERE c.id = NEW.claim_id AND c.state = 'submitted' AND c.cents = NEW.cents AND s.step = 'open'
                        AND c.provider_id = s.provider_id AND p.scheme_id = s.scheme_id
                    FOR SHARE OF c;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'claim % cannot stand in settlement %', NEW.claim_id, NEW.settlement_id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.pk}"


class Invoice(models.Model):
    """The invoice of a settlement, as it was made. place: in the row of its provider and year, without a gap.

    facts: of seller and buyer as they were then; with the lines they give the same bytes again.
    """

    settlement = models.OneToOneField(Settlement, models.PROTECT, related_name="invoice")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="invoices")
    year = models.PositiveSmallIntegerField("jaar")
    place = models.PositiveIntegerField("volgnummer")
    number = models.CharField("factuurnummer", max_length=30, unique=True)
    issued = models.DateField("factuurdatum")
    due = models.DateField("te betalen voor")
    net = models.BigIntegerField("zonder btw")
    tax = models.BigIntegerField("btw")
    gross = models.BigIntegerField("te betalen")
    facts = models.JSONField("gegevens")
    ubl = models.BinaryField("UBL")

    class Meta:
        verbose_name = "factuur"
        verbose_name_plural = "facturen"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["provider", "year", "place"], name="one_invoice_a_number"),
            models.CheckConstraint(
                name="invoice_adds_up", condition=Q(gross=F("net") + F("tax"), net__gte=1, tax__gte=0, place__gte=1)
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="invoice_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="invoice_numbers_have_no_gap",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NEW.place <> 1 + (SELECT coalesce(max(place), 0) FROM (
                        SELECT place FROM bijles_invoice WHERE provider_id = NEW.provider_id AND year = NEW.year
                        UNION ALL
                        SELECT place FROM bijles_creditnote WHERE provider_id = NEW.provider_id AND year = NEW.year
                    ) numbers) THEN
                        RAISE EXCEPTION 'invoice % does not follow', NEW.number USING ERRCODE = 'check_violation';
                    END IF;
                    PERFORM 1 FROM bijles_settlement WHERE id = NEW.settlement_id AND step = 'approved'
                        AND provider_id = NEW.provider_id AND cents = NEW.net;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'settlement % is not approved', NEW.settlement_id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.number


class VerdictChoice(models.TextChoices):
    """What is known of a bank line, in words."""

    MATCHED = Verdict.MATCHED.value, _("hoort bij een factuur")
    AMOUNT = Verdict.AMOUNT.value, _("ander bedrag")
    ACCOUNT = Verdict.ACCOUNT.value, _("andere rekening")
    TWICE = Verdict.TWICE.value, _("twee keer betaald")
    UNKNOWN = Verdict.UNKNOWN.value, _("geen factuur gevonden")


TO_LOOK_AT: Final = tuple(one for one in VerdictChoice if one is not VerdictChoice.MATCHED)


@track()
class BankLine(models.Model):
    """A payment on a bank statement that names an invoice or the account of a provider. Other lines are not kept.

    bank_id: of the bank, so that a statement read twice adds nothing. handled_at: when somebody said that it is no payment of
    ours.
    """

    scheme = models.ForeignKey(PassScheme, models.PROTECT, related_name="bank_lines")
    bank_id = models.CharField("kenmerk van de bank", max_length=80)
    day = models.DateField("dag")
    iban = models.CharField("tegenrekening", max_length=34, blank=True)
    cents = models.BigIntegerField("centen")
    text = models.CharField("omschrijving", max_length=500, blank=True)
    verdict = models.CharField("oordeel", max_length=7, choices=VerdictChoice)
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, blank=True, related_name="bank_lines")
    read_at = models.DateTimeField("ingelezen op")
    handled_at = models.DateTimeField("afgehandeld op", null=True, blank=True)

    class Meta:
        verbose_name = "regel van de bank"
        verbose_name_plural = "regels van de bank"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["scheme", "bank_id"], name="one_row_a_line_of_the_bank"),
            models.UniqueConstraint(
                fields=["invoice"], name="one_payment_an_invoice", condition=Q(verdict=VerdictChoice.MATCHED)
            ),
            models.CheckConstraint(
                name="matched_to_an_invoice", condition=~Q(verdict="matched") | Q(invoice__isnull=False)
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.ReadOnly(name="bank_line_stays_as_read", fields=["scheme", "bank_id", "day", "iban", "cents"]),
            pgtrigger.Protect(name="bank_line_is_not_removed", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"line {self.pk}"
