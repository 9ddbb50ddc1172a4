"""What a provider answers about its quality, and who signed an agreement about it."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bijles.models.programme import Agreement, Provider
from ndt.history import track
from ndt.people.models import User


class Legal(models.TextChoices):
    """What a provider without profit is in law."""

    FOUNDATION = "foundation", _("stichting")
    ASSOCIATION = "association", _("vereniging")
    COOPERATIVE = "cooperative", _("coöperatie zonder winst")


class Keurmerk(models.TextChoices):
    """Which mark of quality it has."""

    LVSI = "lvsi", _("LVSi-keurmerk")
    OTHER = "other", _("een ander keurmerk")
    NONE = "none", _("geen keurmerk")


class Qualification(models.TextChoices):
    """The least that its tutors have learned."""

    TEACHER = "teacher", _("bevoegd leraar")
    STUDENT = "student", _("student aan een lerarenopleiding of universiteit")
    TRAINED = "trained", _("vrijwilliger met een training")


@track()
class QualityAnnex(models.Model):
    """The answers of one provider. An agreement keeps those of the moment at which it was offered."""

    provider = models.OneToOneField(Provider, models.CASCADE, related_name="quality")
    kvk = models.CharField("KVK-nummer", max_length=8, validators=[RegexValidator(r"^\d{8}$")])
    legal = models.CharField("rechtsvorm", max_length=11, choices=Legal)
    anbi = models.BooleanField("ANBI", default=False)
    keurmerk = models.CharField("keurmerk", max_length=5, choices=Keurmerk)
    keurmerk_until = models.DateField("keurmerk geldig tot en met", null=True, blank=True)
    qualification = models.CharField("bijlesgevers zijn minstens", max_length=7, choices=Qualification)
    vog_months = models.PositiveSmallIntegerField("nieuwe VOG na zoveel maanden", default=36)
    group = models.PositiveSmallIntegerField("grootste groep bij huiswerkbegeleiding", default=8)
    changed_at = models.DateTimeField("gewijzigd op")

    class Meta:
        verbose_name = "antwoorden over kwaliteit"
        verbose_name_plural = "antwoorden over kwaliteit"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="kvk_has_eight_digits", condition=Q(kvk__regex=r"^\d{8}$")),
            models.CheckConstraint(name="a_vog_is_renewed_within_4_years", condition=Q(vog_months__range=(1, 48))),
            models.CheckConstraint(name="a_group_is_at_most_20", condition=Q(group__range=(1, 20))),
        ]

    def __str__(self) -> str:
        return f"quality of {self.provider_id}"

    def facts(self) -> dict[str, Any]:
        """Give the answers as an agreement keeps them."""
        return {
            "kvk": self.kvk,
            "legal": self.legal,
            "anbi": self.anbi,
            "keurmerk": self.keurmerk,
            "keurmerk_until": self.keurmerk_until.isoformat() if self.keurmerk_until else "",
            "qualification": self.qualification,
            "vog_months": self.vog_months,
            "group": self.group,
        }


class Side(models.TextChoices):
    """Who signs an agreement."""

    MUNICIPALITY = "municipality", _("gemeente")
    PROVIDER = "provider", _("aanbieder")


class AgreementSignature(models.Model):
    """One side signed. fingerprint: of the terms that it saw."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="signatures")
    side = models.CharField("kant", max_length=12, choices=Side)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    name = models.CharField("naam", max_length=120)
    fingerprint = models.CharField("vingerafdruk", max_length=64)
    at = models.DateTimeField("op")

    class Meta:
        verbose_name = "handtekening onder een bijlesovereenkomst"
        verbose_name_plural = "handtekeningen onder bijlesovereenkomsten"
        ordering: ClassVar[list[str]] = ["at"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["agreement", "side"], name="one_signature_a_side"),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.ReadOnly(name="a_signature_stays", fields=["agreement", "side", "fingerprint", "at"]),
            pgtrigger.Protect(name="a_signature_is_not_removed", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"
