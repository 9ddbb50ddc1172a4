"""How teachers are asked to register: the dates, the statement, what they agree to, and the links that bring them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from beraad.core import consents
from beraad.models.assembly import Assembly
from beraad.models.registration import Registration
from ndt.history import track
from ndt.people.models import User


@track()
class Enrolment(models.Model):
    """What the organiser sets about registering in one assembly.

    freezes_on: the day that teachers were told the list is fixed. announced_for, reminded_for: the day that the
    letters already said, so that each is written once. many_from_*: from how many on the organiser gets an alert.
    """

    class Use(models.TextChoices):
        """What the answer to the statement is for."""

        NONE = "none", "geen stelling"
        REPORT = "report", "alleen voor het verslag"
        FEATURE = "feature", "de groep mengen"

    assembly = models.OneToOneField(Assembly, on_delete=models.CASCADE, related_name="enrolment")
    statement = models.CharField("stelling", max_length=200, blank=True)
    use = models.CharField("gebruik van de stelling", max_length=8, choices=Use, default=Use.NONE)
    freezes_on = models.DateField("lijst staat vast op", null=True, blank=True)
    remind_days = models.PositiveSmallIntegerField(
        "dagen vooraf", default=7, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    announced_for = models.DateField("bericht verstuurd voor", null=True, blank=True)
    reminded_for = models.DateField("herinnering verstuurd voor", null=True, blank=True)
    many_from_school = models.PositiveSmallIntegerField(
        "veel van één school", default=25, validators=[MinValueValidator(2)]
    )
    many_from_block = models.PositiveSmallIntegerField(
        "veel vanaf één netwerk", default=10, validators=[MinValueValidator(2)]
    )
    many_from_device = models.PositiveSmallIntegerField(
        "veel vanaf één apparaat", default=3, validators=[MinValueValidator(2)]
    )

    class Meta:
        verbose_name = "instelling van het aanmelden"
        verbose_name_plural = "instellingen van het aanmelden"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="statement_in_use_has_words",
                condition=models.Q(use="none") | ~models.Q(statement=""),
            ),
        ]

    def __str__(self) -> str:
        return f"aanmelden voor {self.assembly}"


class Consent(models.Model):
    """What one teacher agreed to, in which version of the words, and when."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="consents")
    use = models.CharField("waarvoor", max_length=8, choices=[(use.value, use.value) for use in consents.Use])
    version = models.PositiveSmallIntegerField("versie")
    given_at = models.DateTimeField("gegeven op", default=timezone.now)

    class Meta:
        verbose_name = "toestemming van een leraar"
        verbose_name_plural = "toestemmingen van leraren"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["registration", "use"], name="consent_once_for_each_use"),
        ]

    def __str__(self) -> str:
        return f"{self.use}, versie {self.version}"


class Look(models.Model):
    """An alert that somebody looked at, and why it was left. More registrations bring the alert back.

    subject: the id of a school, or the keyed hash of a network or device. number: how many there were then.
    """

    class Kind(models.TextChoices):
        """Where many registrations come from."""

        SCHOOL = "school", "één school"
        BLOCK = "block", "één netwerk"
        DEVICE = "device", "één apparaat"

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="looks")
    kind = models.CharField("soort", max_length=6, choices=Kind)
    subject = models.CharField(max_length=64)
    number = models.PositiveIntegerField("aanmeldingen toen")
    reason = models.CharField("reden", max_length=300)
    looked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, verbose_name="bekeken door")
    looked_at = models.DateTimeField("bekeken op", default=timezone.now)

    class Meta:
        verbose_name = "bekeken melding"
        verbose_name_plural = "bekeken meldingen"
        ordering: ClassVar[list[str]] = ["-looked_at"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["assembly", "kind", "subject"], name="one_look_for_an_alert"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.number}"


@track()
class Link(models.Model):
    """A link to an assembly with a name, such as of a poster in a staff room. It knows numbers and no people."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="links")
    slug = models.SlugField("code", max_length=30)
    title = models.CharField("waar staat deze link?", max_length=80)
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)

    class Meta:
        verbose_name = "link"
        verbose_name_plural = "links"
        ordering: ClassVar[list[str]] = ["title"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["assembly", "slug"], name="link_once_in_assembly"),
        ]

    def __str__(self) -> str:
        return self.title


class LinkDay(models.Model):
    """How many began to register by a link on one day, and how many finished. There are no rows of people."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="days")
    day = models.DateField("dag")
    started = models.PositiveIntegerField("begonnen", default=0)
    registrations = models.PositiveIntegerField("aanmeldingen", default=0)

    class Meta:
        verbose_name = "dag van een link"
        verbose_name_plural = "dagen van links"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["link", "day"], name="link_has_one_row_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.link}, {self.day}"
