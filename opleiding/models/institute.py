"""Institutes, the agreement under which they may invite, and what they invite with: codes that work once."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ndt.history import track
from ndt.people.models import Organisation, Role, User


class InstituteQuerySet(models.QuerySet["Institute"]):
    """Which institutes."""

    def of(self, user: User) -> InstituteQuerySet:
        """Those that somebody works for today."""
        held = Organisation.objects.where(user, Role.INSTITUTE, on=timezone.localdate())
        return self.filter(organisation__in=held)


@track()
class Institute(models.Model):
    """An institute for exam training. kvk: its number in the trade register."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="institute", verbose_name="organisatie"
    )
    kvk = models.CharField("KvK-nummer", max_length=8, blank=True)
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)

    objects = InstituteQuerySet.as_manager()

    class Meta:
        verbose_name = "instituut"
        verbose_name_plural = "instituten"
        ordering: ClassVar[list[str]] = ["organisation__name"]

    def __str__(self) -> str:
        return self.organisation.name


class Party(models.TextChoices):
    """What the platform is under an agreement, in the words of the AVG."""

    CONTROLLER = "controller", _("zelf verantwoordelijk")
    JOINT = "joint", _("samen verantwoordelijk")
    PROCESSOR = "processor", _("verwerker voor het instituut")


class Ground(models.TextChoices):
    """On what ground trainers are invited: AVG, art. 6."""

    CONSENT = "consent", _("toestemming")
    LEGITIMATE_INTEREST = "legitimate_interest", _("gerechtvaardigd belang")


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Which agreements."""

    def valid(self, on: date) -> AgreementQuerySet:
        """Those under which an institute may invite on that day."""
        return self.filter(revoked_at=None, since__lte=on).filter(models.Q(until=None) | models.Q(until__gt=on))


@track(exclude=["signed"])
class Agreement(models.Model):
    """A data agreement with an institute. signed: the PDF that both signed; sha256: of it. until: not that day itself.

    retention_days: how long an invitation that nobody used is kept.
    """

    institute = models.ForeignKey(
        Institute, on_delete=models.PROTECT, related_name="agreements", verbose_name="instituut"
    )
    party = models.CharField("rol van het platform", max_length=10, choices=Party)
    purpose = models.CharField("doel", max_length=300)
    ground = models.CharField("grondslag", max_length=20, choices=Ground)
    retention_days = models.PositiveSmallIntegerField("bewaren in dagen", default=90)
    signed = models.BinaryField("getekend document")
    sha256 = models.CharField("vingerafdruk", max_length=64)
    since = models.DateField("geldig vanaf")
    until = models.DateField("geldig tot", null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="geplaatst door",
    )
    uploaded_at = models.DateTimeField("geplaatst op", default=timezone.now)
    revoked_at = models.DateTimeField("ingetrokken op", null=True, blank=True)
    revoked_why = models.CharField("waarom ingetrokken", max_length=200, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "overeenkomst"
        verbose_name_plural = "overeenkomsten"
        ordering: ClassVar[list[str]] = ["-uploaded_at", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["institute"], condition=models.Q(revoked_at=None), name="one_agreement_that_is_not_revoked"
            ),
            models.CheckConstraint(
                name="agreement_ends_after_it_begins",
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
            ),
            models.CheckConstraint(
                name="agreement_keeps_from_1_to_365_days",
                condition=models.Q(retention_days__gte=1, retention_days__lte=365),
            ),
            models.CheckConstraint(
                name="revoked_agreement_says_why", condition=models.Q(revoked_at=None) | ~models.Q(revoked_why="")
            ),
        ]

    def __str__(self) -> str:
        return f"overeenkomst met {self.institute}"

    def is_valid(self, on: date) -> bool:
        """Say whether the institute may invite on that day."""
        return self.revoked_at is None and self.since <= on and (self.until is None or on < self.until)


class Sender(models.TextChoices):
    """Who brings the codes to the trainers."""

    INSTITUTE = "institute", _("het instituut zelf")
    PLATFORM = "platform", _("wij, per mail")


@track()
class Batch(models.Model):
    """Codes that were made at once. size: how many. With sender INSTITUTE we never see an address.

    public_id: what the codes are made from, together with a key outside the database.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    institute = models.ForeignKey(Institute, on_delete=models.PROTECT, related_name="batches", verbose_name="instituut")
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="batches", verbose_name="overeenkomst"
    )
    title = models.CharField("groep", max_length=80)
    sender = models.CharField("wie stuurt", max_length=9, choices=Sender)
    size = models.PositiveIntegerField("aantal codes")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="gemaakt door"
    )
    made_at = models.DateTimeField("gemaakt op", default=timezone.now)
    expires_at = models.DateTimeField("codes verlopen op")

    class Meta:
        verbose_name = "groep codes"
        verbose_name_plural = "groepen codes"
        ordering: ClassVar[list[str]] = ["-made_at", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="batch_has_1_to_2000_codes", condition=models.Q(size__gte=1, size__lte=2000)),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.institute})"

    def is_alive(self, now: datetime) -> bool:
        """Say whether its codes still work: not expired, and the agreement still holds."""
        return now < self.expires_at and self.agreement.is_valid(timezone.localdate(now))


class Invitation(models.Model):
    """A code that works once. Only its keyed hash is kept. used_at: when somebody made a profile with it."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="invitations", verbose_name="groep codes")
    number = models.PositiveIntegerField("nummer")
    code_hash = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField("gebruikt op", null=True, blank=True)

    class Meta:
        verbose_name = "uitnodiging"
        verbose_name_plural = "uitnodigingen"
        ordering: ClassVar[list[str]] = ["batch", "number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["batch", "number"], name="number_once_in_a_batch"),
        ]

    def __str__(self) -> str:
        return f"uitnodiging {self.number} van {self.batch_id}"


class Suppressed(models.Model):
    """A mailbox that one institute has had us write to, as a keyed hash: it gets no second invitation. No address."""

    institute = models.ForeignKey(Institute, on_delete=models.CASCADE, related_name="suppressed")
    mailbox = models.CharField(max_length=64)
    at = models.DateTimeField("sinds", default=timezone.now)

    class Meta:
        verbose_name = "al uitgenodigd"
        verbose_name_plural = "al uitgenodigd"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["institute", "mailbox"], name="mailbox_once_an_institute"),
        ]

    def __str__(self) -> str:
        return f"al uitgenodigd door {self.institute_id}"
