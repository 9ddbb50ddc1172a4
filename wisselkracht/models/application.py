"""An application of a school: three people, each with a page and a link of their own, and how the director is known."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django.db import models
from django.utils import timezone

from ndt.history import track
from ndt.people.models import User
from ndt.schools.models import SchoolLocation
from wisselkracht.core import steps
from wisselkracht.core.exchange_steps import UNDER_WAY, State
from wisselkracht.models.round import Round


class Stage(models.TextChoices):
    """Where an application stands; `core/steps.py` says what makes it so."""

    DRAFT = steps.Stage.DRAFT.value, "begonnen"
    WAITING = steps.Stage.WAITING.value, "wacht op mensen"
    CONFIRMED = steps.Stage.CONFIRMED.value, "schoolleider nog nagaan"
    VERIFIED = steps.Stage.VERIFIED.value, "klaar voor de ronde"
    WITHDRAWN = steps.Stage.WITHDRAWN.value, "ingetrokken"
    EXPIRED = steps.Stage.EXPIRED.value, "verlopen"


# States of an exchange whose teachers changed places: who did that waits for no other proposal.
BEGUN: Final = tuple(
    one.value
    for one in (
        *UNDER_WAY,
        State.ENDED,
        State.STOPPED,
        State.REPORTED,
        State.PUBLISHED,
        State.CLOSED,
    )
)
LIVE: Final = tuple(Stage(one.value) for one in steps.LIVE)


class Role(models.TextChoices):
    """Who somebody is in an application."""

    TEACHER = steps.Role.TEACHER.value, "leraar"
    DIRECTOR = steps.Role.DIRECTOR.value, "schoolleider"
    BUDDY = steps.Role.BUDDY.value, "buddy"


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Which applications."""

    def live(self) -> ApplicationQuerySet:
        """Those that did not end."""
        return self.filter(stage__in=LIVE)

    def may_run(self) -> ApplicationQuerySet:
        """Those that may enter a run: all three confirmed, the director is known to be one, and no exchange has begun."""
        begun = models.Q(places__exchange__state__in=BEGUN)
        return self.filter(stage=Stage.VERIFIED, waits_for_round=False).exclude(begun)


@track()
class Application(models.Model):
    """One school's application in a round. moved_from: the round for which it came too late.

    starter: who filled in the first form; hears first, so that nobody gets mail at a stranger's whim. waits_for_round:
    it was too late and there is no later round yet. vocabulary: the version of the themes it was filled in with.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="applications", verbose_name="ronde")
    moved_from = models.ForeignKey(
        Round, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="kwam uit ronde"
    )
    waits_for_round = models.BooleanField("wacht op een volgende ronde", default=False)
    school = models.ForeignKey(SchoolLocation, on_delete=models.PROTECT, related_name="+", verbose_name="school")
    starter = models.CharField("begonnen door", max_length=8, choices=Role)
    stage = models.CharField("stand", max_length=9, choices=Stage, default=Stage.DRAFT)
    vocabulary = models.PositiveSmallIntegerField("versie van de thema's", default=1)
    created_at = models.DateTimeField("begonnen op", default=timezone.now)
    confirmed_at = models.DateTimeField("bevestigd door drie op", null=True, blank=True)
    expires_at = models.DateTimeField("verloopt op")
    ended_at = models.DateTimeField("geëindigd op", null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "aanmelding"
        verbose_name_plural = "aanmeldingen"
        ordering: ClassVar[list[str]] = ["-created_at", "pk"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["round", "stage"], name="application_of_round")]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="confirmed_application_has_its_moment",
                condition=~models.Q(stage__in=[Stage.CONFIRMED, Stage.VERIFIED]) | models.Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ended_application_has_its_moment",
                condition=models.Q(stage__in=[Stage.WITHDRAWN, Stage.EXPIRED], ended_at__isnull=False)
                | models.Q(stage__in=LIVE, ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"aanmelding van {self.school}"

    @property
    def is_live(self) -> bool:
        return self.stage in LIVE


class ApplicantQuerySet(models.QuerySet["Applicant"]):
    """Which people."""

    def waited_for(self) -> ApplicantQuerySet:
        """Those who were asked and did not confirm, in applications that live."""
        return self.filter(confirmed_at=None, invited_at__isnull=False, application__stage__in=LIVE)


class Applicant(models.Model):
    """One of the three. counts: a teacher who confirmed, in an application that lives; the database holds one at most.

    invited_at: when the first letter went; nothing before the starter confirmed. wants_reminders,
    wants_news: False after unsubscribing from them.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="people", verbose_name="aanmelding"
    )
    role = models.CharField("rol", max_length=8, choices=Role)
    name = models.CharField("naam", max_length=100, blank=True)
    email = models.EmailField("e-mailadres", blank=True)
    mailbox = models.CharField(max_length=64, db_index=True)
    language = models.CharField("taal", max_length=5, default="nl")
    counts = models.BooleanField("telt als leraar", default=False)
    invited_at = models.DateTimeField("gevraagd op", null=True, blank=True)
    confirmed_at = models.DateTimeField("bevestigd op", null=True, blank=True)
    reminders = models.PositiveSmallIntegerField("herinneringen", default=0)
    reminded_at = models.DateTimeField("herinnerd op", null=True, blank=True)
    wants_reminders = models.BooleanField("wil herinneringen", default=True)
    wants_news = models.BooleanField("wil nieuws", default=True)

    objects = ApplicantQuerySet.as_manager()

    class Meta:
        verbose_name = "deelnemer"
        verbose_name_plural = "deelnemers"
        ordering: ClassVar[list[str]] = ["application", "role"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["application", "role"], name="role_once_in_application"),
            models.UniqueConstraint(fields=["application", "mailbox"], name="mailbox_once_in_application"),
            models.UniqueConstraint(fields=["mailbox"], condition=models.Q(counts=True), name="teacher_counts_once"),
            models.CheckConstraint(
                name="who_counts_is_a_teacher_who_confirmed",
                condition=models.Q(counts=False) | models.Q(role=Role.TEACHER, confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} van {self.application_id}"

    @property
    def has_left(self) -> bool:
        """Whether nobody is in this place any more."""
        return not self.email

    @property
    def has_confirmed(self) -> bool:
        return self.confirmed_at is not None


class Link(models.Model):
    """A link to somebody's own page. Only the keyed hash of its token is kept; a reminder makes another one."""

    applicant = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("gemaakt op", default=timezone.now)

    class Meta:
        verbose_name = "link"
        verbose_name_plural = "links"

    def __str__(self) -> str:
        return f"link van {self.applicant_id}"


@track()
class Verification(models.Model):
    """How we know that the director is one. note: by phone, who was spoken to and under which number."""

    class How(models.TextChoices):
        """By what."""

        DOMAIN = "domain", "mail van de school of het bestuur"
        CODE = "code", "code die naar de school ging"
        PHONE = "phone", "gebeld door de coördinator"

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="verification")
    how = models.CharField("hoe", max_length=6, choices=How)
    note = models.CharField("aantekening", max_length=300, blank=True)
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="door"
    )
    at = models.DateTimeField("op", default=timezone.now)

    class Meta:
        verbose_name = "controle van de schoolleider"
        verbose_name_plural = "controles van schoolleiders"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="phone_call_is_written_down", condition=~models.Q(how="phone") | ~models.Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return self.get_how_display()


class RegisterCode(models.Model):
    """A code that went to the school's address in the register. Only its keyed hash is kept; a new one replaces it."""

    class By(models.TextChoices):
        """How it went."""

        MAIL = "mail", "per mail"
        LETTER = "letter", "per brief"

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="register_code")
    code_hash = models.CharField(max_length=64)
    by = models.CharField("hoe", max_length=6, choices=By)
    made_at = models.DateTimeField("gemaakt op", default=timezone.now)
    tries = models.PositiveSmallIntegerField("pogingen", default=0)

    class Meta:
        verbose_name = "code voor een school"
        verbose_name_plural = "codes voor scholen"

    def __str__(self) -> str:
        return f"code voor {self.application_id}"

    def is_alive(self, now: datetime, *, kept: timedelta, tries: int) -> bool:
        """Say whether the code can still be used."""
        return now < self.made_at + kept and self.tries < tries
