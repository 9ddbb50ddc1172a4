"""Orientation meetings: series, seats and who has them, and who came in at the door."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ndt.history import track
from opleiding.core import waiting
from opleiding.models.subject import Subject
from opleiding.models.trainer import Trainer

MOST_SEATS: Final = 1_000
MOST_OFFER_HOURS: Final = 14 * 24


@track()
class MeetingSeries(models.Model):
    """Meetings that tell the same story, again and again."""

    slug = models.SlugField("adres", unique=True)
    title = models.CharField("naam", max_length=120)
    about = models.TextField("uitleg", max_length=2000)
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)

    class Meta:
        verbose_name = "reeks bijeenkomsten"
        verbose_name_plural = "reeksen bijeenkomsten"
        ordering: ClassVar[list[str]] = ["title"]

    def __str__(self) -> str:
        return self.title


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Which meetings."""

    def coming(self, now: datetime) -> MeetingQuerySet:
        """Those that go on and are not over."""
        return self.filter(state=Meeting.State.PLANNED, ends_at__gt=now)

    def with_line(self) -> MeetingQuerySet:
        """Say of each how many wait, as `in_line`."""
        waits = models.Q(registrations__state=Registration.State.WAITING)
        return self.annotate(in_line=models.Count("registrations", filter=waits))

    def with_a_turn(self, now: datetime) -> MeetingQuerySet:
        """Those where an offer ended, or somebody waits while a seat is free."""
        rows = Registration.objects.filter(meeting=models.OuterRef("pk"))
        ended = rows.filter(state=Registration.State.OFFERED, offer_until__lte=now)
        waits = rows.filter(state=Registration.State.WAITING)
        free = models.Q(seats_taken__lt=models.F("seats"), closes_at__gt=now)
        return self.filter(state=Meeting.State.PLANNED).filter(models.Exists(ended) | (models.Exists(waits) & free))


@track(exclude=["seats_taken", "last_turn", "reminded_at", "asked_at"])
class Meeting(models.Model):
    """One evening of a series.

    seats_taken: counted by the trigger of registrations, and by nothing else: who is in, and who may still take an offer.
    last_turn: the number of who entered last. closes_at: from then on nobody enters and no seat is offered. revision: goes
    up when time or place change, so that calendars follow.
    """

    class State(models.TextChoices):
        """Whether a meeting goes on."""

        PLANNED = "planned", _("Gaat door")
        CANCELLED = "cancelled", _("Gaat niet door")

    series = models.ForeignKey(MeetingSeries, on_delete=models.PROTECT, related_name="meetings", verbose_name="reeks")
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="schoolvak"
    )
    starts_at = models.DateTimeField("begint op")
    ends_at = models.DateTimeField("eindigt op")
    closes_at = models.DateTimeField("aanmelden tot")
    place = models.CharField("plaats", max_length=200, blank=True)
    online_url = models.URLField("link voor online", max_length=300, blank=True)
    seats = models.PositiveSmallIntegerField(
        "plaatsen", validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)]
    )
    offer_hours = models.PositiveSmallIntegerField("bedenktijd in uren", default=48)
    state = models.CharField("stand", max_length=9, choices=State, default=State.PLANNED)
    revision = models.PositiveSmallIntegerField("versie", default=0)
    seats_taken = models.PositiveSmallIntegerField("bezet", default=0)
    last_turn = models.PositiveIntegerField("laatste nummer", default=0)
    reminded_at = models.DateTimeField("herinnerd op", null=True, blank=True)
    asked_at = models.DateTimeField("mening gevraagd op", null=True, blank=True)
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "bijeenkomst"
        verbose_name_plural = "bijeenkomsten"
        ordering: ClassVar[list[str]] = ["starts_at", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="no_more_people_than_seats",
                condition=models.Q(seats_taken__lte=models.F("seats"), seats__gte=1, seats__lte=MOST_SEATS),
            ),
            models.CheckConstraint(
                name="meeting_ends_after_it_begins", condition=models.Q(ends_at__gt=models.F("starts_at"))
            ),
            models.CheckConstraint(
                name="meeting_closes_before_it_begins", condition=models.Q(closes_at__lte=models.F("starts_at"))
            ),
            models.CheckConstraint(
                name="offer_lasts_from_1_hour_to_14_days",
                condition=models.Q(offer_hours__gte=1, offer_hours__lte=MOST_OFFER_HOURS),
            ),
            models.CheckConstraint(
                name="meeting_is_somewhere", condition=~models.Q(place="") | ~models.Q(online_url="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series}, {timezone.localtime(self.starts_at):%d-%m-%Y %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("opleiding:meeting", args=[self.pk])

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    def takes_people(self, now: datetime) -> bool:
        """Say whether somebody may enter now, for a seat or for the list."""
        return self.is_planned and now < self.closes_at

    def is_over(self, now: datetime) -> bool:
        return now >= self.ends_at

    def facts(self) -> waiting.Meeting:
        """Give what limits the seats, for the core. A meeting that is off has none."""
        seats = self.seats if self.is_planned else 0
        return waiting.Meeting(seats, self.closes_at, timedelta(hours=self.offer_hours))


@track(exclude=["code", "gave_opinion"])
class Registration(models.Model):
    """Somebody's way with one meeting; who leaves and comes back enters anew, as the last.

    turn: the order of entering. offer_until: of an offer, while it stands. code: what the door reads. attended_at: the
    first moment at the door that was not taken back. gave_opinion: has answered; what, nobody knows.
    """

    class State(models.TextChoices):
        """Where somebody stands, as the core has it."""

        WAITING = waiting.State.WAITING.value, _("op de wachtlijst")
        OFFERED = waiting.State.OFFERED.value, _("kan een plaats krijgen")
        CONFIRMED = waiting.State.CONFIRMED.value, _("komt")
        WITHDRAWN = waiting.State.WITHDRAWN.value, _("komt niet meer")
        EXPIRED = waiting.State.EXPIRED.value, _("zei niet op tijd ja")

    LIVE: ClassVar[tuple[str, ...]] = (State.WAITING, State.OFFERED, State.CONFIRMED)

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="registrations")
    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="registrations")
    state = models.CharField("stand", max_length=9, choices=State)
    turn = models.PositiveIntegerField("nummer")
    offer_until = models.DateTimeField("aanbod tot", null=True, blank=True)
    code = models.CharField("code", max_length=9, unique=True)
    entered_at = models.DateTimeField("aangemeld op")
    attended_at = models.DateTimeField("binnen sinds", null=True, blank=True)
    gave_opinion = models.BooleanField("gaf een mening", default=False)

    class Meta:
        verbose_name = "aanmelding"
        verbose_name_plural = "aanmeldingen"
        ordering: ClassVar[list[str]] = ["turn"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["meeting", "turn"], name="turn_once_a_meeting"),
            models.UniqueConstraint(
                fields=["meeting", "trainer"],
                condition=models.Q(state__in=["waiting", "offered", "confirmed"]),
                name="one_live_registration_a_trainer",
            ),
            models.CheckConstraint(
                name="an_offer_has_an_end",
                condition=models.Q(state="offered", offer_until__isnull=False)
                | (~models.Q(state="offered") & models.Q(offer_until=None)),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.ReadOnly(name="registration_keeps_its_turn", fields=["meeting", "trainer", "turn", "entered_at"]),
            pgtrigger.Trigger(
                name="seats_are_counted",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state") | pgtrigger.Delete,  # type: ignore[no-untyped-call]
                when=pgtrigger.After,
                func="""
                    IF TG_OP <> 'INSERT' AND OLD.state IN ('confirmed', 'offered')
                        AND (TG_OP = 'DELETE' OR NEW.state NOT IN ('confirmed', 'offered')) THEN
                        UPDATE opleiding_meeting SET seats_taken = seats_taken - 1 WHERE id = OLD.meeting_id;
                    ELSIF TG_OP <> 'DELETE' AND NEW.state IN ('confirmed', 'offered')
                        AND (TG_OP = 'INSERT' OR OLD.state NOT IN ('confirmed', 'offered')) THEN
                        UPDATE opleiding_meeting SET seats_taken = seats_taken + 1 WHERE id = NEW.meeting_id;
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"aanmelding {self.turn} voor bijeenkomst {self.meeting_id}"

    @property
    def has_seat(self) -> bool:
        return self.state == self.State.CONFIRMED

    def may_say(self, _now: datetime) -> bool:
        """Say whether this trainer was there, and is asked what it was like."""
        return self.attended_at is not None

    def entry(self) -> waiting.Entry:
        """Give the registration for the core."""
        return waiting.Entry(str(self.pk), self.turn, waiting.State(self.state), self.offer_until)


class Scan(models.Model):
    """A code seen at the door, or a name that was pressed. Kept as the phone sent it, also when it leads to nobody.

    nonce: made once by the phone, so that a scan that arrives again is the same one. scanned_at: by the phone's clock.
    undone_at: the organiser took it back.
    """

    nonce = models.CharField("kenmerk", max_length=40, unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="scans")
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, null=True, blank=True, related_name="scans", verbose_name="aanmelding"
    )
    code = models.CharField("gelezen code", max_length=40)
    device = models.CharField("telefoon", max_length=40)
    scanned_at = models.DateTimeField("gelezen op")
    received_at = models.DateTimeField("ontvangen op")
    undone_at = models.DateTimeField("teruggedraaid op", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="door"
    )

    class Meta:
        verbose_name = "scan bij de deur"
        verbose_name_plural = "scans bij de deur"
        ordering: ClassVar[list[str]] = ["scanned_at", "pk"]

    def __str__(self) -> str:
        return f"scan voor bijeenkomst {self.meeting_id}"
