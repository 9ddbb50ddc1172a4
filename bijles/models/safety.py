"""Reports that something is wrong. Only the safeguarding contacts of two organisations read them."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bijles.core.safety import About, What, Who, stops_lessons
from bijles.models.lesson import Booking
from bijles.models.tutor import Tutor
from ndt.people.models import Organisation, Role, User

WHAT: dict[What, Any] = {
    What.UNSAFE: _("Een kind is niet veilig, of er is geweld of dreiging"),
    What.BOUNDARY: _("Iemand raakt aan of praat over lichaam of seks"),
    What.PRIVATE: _("Iemand zoekt stiekem contact, vraagt foto’s of wil iets geheim houden"),
    What.STRANGER: _("Iemand anders gaf de les, of op een andere plek dan was afgesproken"),
    What.MANNERS: _("Iemand doet onaardig of scheldt"),
    What.OTHER: _("Iets anders"),
    What.VOG: _("De VOG is ingetrokken"),
}
WHO: dict[Who, Any] = {
    Who.PARENT: _("Ouder of verzorger"),
    Who.CHILD: _("Kind of jongere"),
    Who.TUTOR: _("Bijlesgever"),
    Who.HELPER: _("Iemand anders die helpt"),
    Who.PROVIDER: _("De aanbieder"),
}


class SafetyReportQuerySet(models.QuerySet["SafetyReport"]):
    """Which reports."""

    def for_reader(self, user: User) -> Self:
        """Give what a safeguarding contact may read; for everybody else nothing."""
        return self.filter(readers__in=user.standing.organisations(Role.CONFIDANT)).distinct()


class SafetyReport(models.Model):
    """What somebody reported, about the tutor of a lesson or about somebody else there.

    key: of the form that was sent. readers: the provider and the municipality; there only who is the safeguarding contact
    reads it. No history is kept, because a history has other readers; who looked stands in SafetyLook.
    """

    key = models.UUIDField(unique=True)
    tutor = models.ForeignKey(Tutor, models.PROTECT, related_name="reports")
    booking = models.ForeignKey(Booking, models.PROTECT, null=True, blank=True, related_name="reports")
    readers = models.ManyToManyField(Organisation, related_name="+")
    what = models.CharField(max_length=10, choices=[(one.value, label) for one, label in WHAT.items()])
    who = models.CharField(max_length=10, choices=[(one.value, label) for one, label in WHO.items()])
    about = models.CharField(max_length=6, choices=[(one.value, one.value) for one in About])
    words = models.TextField(blank=True)
    contact = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closing = models.TextField(blank=True)

    objects = SafetyReportQuerySet.as_manager()

    class Meta:
        verbose_name = "melding"
        verbose_name_plural = "meldingen"
        ordering: ClassVar[list[str]] = ["-at"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_closed_report_says_what_was_done", condition=Q(closed_at=None) | ~Q(closing="")
            ),
            models.CheckConstraint(
                name="a_report_closes_after_it_came", condition=Q(closed_at=None) | Q(closed_at__gte=F("at"))
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.ReadOnly(
                name="a_report_stays_what_was_said", fields=["key", "tutor", "booking", "what", "who", "about", "at"]
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"

    @property
    def stopped_lessons(self) -> bool:
        """Say whether it stopped the tutor's lessons."""
        return stops_lessons(What(self.what), About(self.about))


class SafetyLook(models.Model):
    """Who opened a report, and when first."""

    report = models.ForeignKey(SafetyReport, models.CASCADE, related_name="looks")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "inzage in een melding"
        verbose_name_plural = "inzage in meldingen"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["report", "by"], name="one_look_a_reader"),
        ]

    def __str__(self) -> str:
        return f"look {self.pk}"
