"""Verdiepingsmodules that a programme and an institute make together: text with its versions, approvals, and seats."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Final

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ndt.history import track
from ndt.people.models import User
from opleiding.core import modules
from opleiding.models.institute import Institute
from opleiding.models.programme import Programme
from opleiding.models.subject import Goal, Subject
from opleiding.models.trainer import Trainer

MOST_SEATS: Final = 200
MOST_HOURS: Final = 840
# What a version of the text holds; a published text keeps it.
TEXT: Final = (
    *("title", "goal", "subject", "about", "outcomes", "ec", "hours", "exemptions"),
    *("seats", "starts_on", "ends_on", "closes_on", "place"),
)


def _text_differs() -> Any:
    """Give the condition that an update changes a part of the text, or who made it."""
    fields = (*TEXT, "version", "programme", "institute")
    parts = [pgtrigger.Q(**{f"old__{one}__df": pgtrigger.F(f"new__{one}")}) for one in fields]
    return reduce(or_, parts)


class Side(models.TextChoices):
    """Who makes a module."""

    PROGRAMME = modules.Side.PROGRAMME.value, _("de lerarenopleiding")
    INSTITUTE = modules.Side.INSTITUTE.value, _("het instituut")


class ModuleQuerySet(models.QuerySet["Module"]):
    """Which modules."""

    def of(self, user: User) -> ModuleQuerySet:
        """Those that somebody works on today; a draft is there for the side that writes it."""
        ours = models.Q(programme__in=Programme.objects.of(user))
        theirs = models.Q(institute__in=Institute.objects.of(user))
        draft = models.Q(state=Module.State.DRAFT)
        hidden = models.Q(proposed_by=Side.INSTITUTE) & ~theirs | models.Q(proposed_by=Side.PROGRAMME) & ~ours
        return self.filter(ours | theirs).exclude(draft & hidden)

    def public(self) -> ModuleQuerySet:
        """Those that everybody sees; what was public and stopped says so on its page."""
        return self.filter(published_at__isnull=False)

    def open(self, on: date) -> ModuleQuerySet:
        """Those for which a trainer can register on a day, whether there is room or not."""
        return self.filter(state=Module.State.PUBLISHED, closes_on__gte=on)

    def over_without_question(self, on: date) -> ModuleQuerySet:
        """Those of which the last day has passed, and nobody was asked for an opinion."""
        return self.filter(state=Module.State.PUBLISHED, ends_on__lt=on, asked_at=None)


@track(exclude=["seats_taken", "asked_at"])
class Module(models.Model):
    """A module of two makers.

    about, outcomes: what it is, and what somebody can do afterwards. exemptions: a list of parts with the confirmed hours
    that spare them, as `core.modules.Exemption`. closes_on: the last day to register. version: the number of the text of
    now. seats_taken: counted by the trigger of seats. lessons: what both learned, once it was evaluated.
    """

    class State(models.TextChoices):
        """Where a module stands, as the core has it."""

        DRAFT = modules.State.DRAFT.value, _("Concept")
        CODESIGN = modules.State.CODESIGN.value, _("Samen schrijven")
        APPROVED = modules.State.APPROVED.value, _("Goedgekeurd door beide")
        PUBLISHED = modules.State.PUBLISHED.value, _("Open voor trainers")
        EVALUATED = modules.State.EVALUATED.value, _("Afgerond")
        STOPPED = modules.State.STOPPED.value, _("Gaat niet door")

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="modules", verbose_name=_("opleiding")
    )
    institute = models.ForeignKey(
        Institute, on_delete=models.PROTECT, related_name="modules", verbose_name=_("instituut")
    )
    proposed_by = models.CharField(_("begonnen door"), max_length=9, choices=Side)
    state = models.CharField(_("stand"), max_length=9, choices=State, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(_("versie"), default=1)
    title = models.CharField(_("naam"), max_length=120)
    goal = models.CharField(_("waar je beter in wordt"), max_length=12, choices=Goal)
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("schoolvak")
    )
    about = models.TextField(_("wat het is"), max_length=2000)
    outcomes = models.TextField(_("wat je daarna kunt"), max_length=2000)
    ec = models.PositiveSmallIntegerField(_("studiepunten (EC)"), default=0, validators=[MaxValueValidator(30)])
    hours = models.PositiveSmallIntegerField(
        _("uren"), validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)]
    )
    exemptions = models.JSONField(_("vrijstellingen"), default=list, blank=True)
    seats = models.PositiveSmallIntegerField(
        _("plaatsen"), validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)]
    )
    starts_on = models.DateField(_("eerste dag"))
    ends_on = models.DateField(_("laatste dag"))
    closes_on = models.DateField(_("aanmelden tot en met"))
    place = models.CharField(_("plaats"), max_length=200)
    seats_taken = models.PositiveSmallIntegerField(_("bezet"), default=0)
    published_at = models.DateTimeField(_("bekend sinds"), null=True, blank=True)
    asked_at = models.DateTimeField(_("mening gevraagd op"), null=True, blank=True)
    lessons = models.TextField(_("wat wij leerden"), max_length=2000, blank=True)
    stopped_why = models.CharField(_("waarom het niet doorgaat"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("gemaakt op"), default=timezone.now)

    objects = ModuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        ordering: ClassVar[list[str]] = ["starts_on", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="no_more_trainers_than_seats_of_a_module",
                condition=models.Q(seats_taken__lte=models.F("seats"), seats__gte=1, seats__lte=MOST_SEATS),
            ),
            models.CheckConstraint(
                name="module_ends_after_it_begins", condition=models.Q(ends_on__gte=models.F("starts_on"))
            ),
            models.CheckConstraint(
                name="module_closes_before_it_begins", condition=models.Q(closes_on__lte=models.F("starts_on"))
            ),
            models.CheckConstraint(
                name="module_has_hours", condition=models.Q(hours__gte=1, hours__lte=MOST_HOURS, ec__lte=30)
            ),
            models.CheckConstraint(
                name="module_is_evaluated_with_its_lessons",
                condition=~models.Q(state="evaluated") | ~models.Q(lessons=""),
            ),
            models.CheckConstraint(
                name="module_is_public_from_its_publication",
                condition=~models.Q(state__in=["published", "evaluated"]) | models.Q(published_at__isnull=False),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(
                name="published_text_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__published_at__isnull=False) & _text_differs(),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("opleiding:module", args=[self.pk])

    @property
    def makers(self) -> str:
        """Give who makes it, in words."""
        return _("%(university)s en %(institute)s") % {
            "university": self.programme.university, "institute": self.institute,
        }  # fmt: skip

    @property
    def free(self) -> int:
        return self.seats - self.seats_taken

    @property
    def may_change(self) -> bool:
        return self.state in modules.MAY_CHANGE

    def takes_people(self, on: date) -> bool:
        """Say whether somebody may register on a day, if there is room."""
        return self.state == self.State.PUBLISHED and on <= self.closes_on

    def is_over(self, on: date) -> bool:
        return on > self.ends_on

    def spared(self) -> tuple[modules.Exemption, ...]:
        """Give the exemptions for the core."""
        return tuple([modules.Exemption(**one) for one in self.exemptions])

    def text(self) -> dict[str, Any]:
        """Give the text of now as a version keeps it: JSON, with the code of the subject."""
        facts = {name: getattr(self, name) for name in TEXT}
        facts["subject"] = self.subject.code if self.subject is not None else ""
        return {name: one.isoformat() if isinstance(one, date) else one for name, one in facts.items()}


class ModuleVersion(models.Model):
    """A text as it was once. Rows are added and stay. text: as `Module.text()`; why: what changed, in words."""

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("versie")
    text = models.JSONField("tekst")
    side = models.CharField("door", max_length=9, choices=Side)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="wie"
    )
    why = models.CharField("waarom", max_length=200, blank=True)
    at = models.DateTimeField("op")

    class Meta:
        verbose_name = "versie van een module"
        verbose_name_plural = "versies van modules"
        ordering: ClassVar[list[str]] = ["module", "-number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["module", "number"], name="version_once_of_a_module"),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="module_versions_stay", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="module_version_keeps_its_text", fields=["module", "number", "text", "side", "why", "at"]
            ),
        ]

    def __str__(self) -> str:
        return f"versie {self.number} van module {self.module_id}"


class ModuleApproval(models.Model):
    """One side finds a version good. It counts while that is the version of now."""

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="approvals")
    version = models.PositiveSmallIntegerField("versie")
    side = models.CharField("door", max_length=9, choices=Side)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="wie"
    )
    at = models.DateTimeField("op")

    class Meta:
        verbose_name = "goedkeuring van een module"
        verbose_name_plural = "goedkeuringen van modules"
        ordering: ClassVar[list[str]] = ["module", "-version", "at"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["module", "version", "side"], name="side_approves_a_version_once"),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="module_approvals_stay", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="module_approval_stays_as_it_is", fields=["module", "version", "side", "at"]),
        ]

    def __str__(self) -> str:
        return f"goedkeuring van versie {self.version} van module {self.module_id}"


class ModuleSeat(models.Model):
    """A trainer in a module. left_at: who left gave the seat back; who comes again gets another row.

    spared: the parts that experience spared when the seat was given, as `core.modules.Exemption`; they stay.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="people")
    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="modules")
    entered_at = models.DateTimeField("aangemeld op")
    left_at = models.DateTimeField("afgemeld op", null=True, blank=True)
    spared = models.JSONField("vrijgesteld van", default=list, blank=True)
    gave_opinion = models.BooleanField("gaf een mening", default=False)

    class Meta:
        verbose_name = "plaats in een module"
        verbose_name_plural = "plaatsen in modules"
        ordering: ClassVar[list[str]] = ["entered_at", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["module", "trainer"], condition=models.Q(left_at=None), name="one_seat_a_trainer_in_a_module"
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Trigger(
                name="module_seats_are_counted",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("left_at") | pgtrigger.Delete,  # type: ignore[no-untyped-call]
                when=pgtrigger.After,
                func="""
                    IF TG_OP <> 'INSERT' AND OLD.left_at IS NULL
                        AND (TG_OP = 'DELETE' OR NEW.left_at IS NOT NULL) THEN
                        UPDATE opleiding_module SET seats_taken = seats_taken - 1 WHERE id = OLD.module_id;
                    ELSIF TG_OP <> 'DELETE' AND NEW.left_at IS NULL
                        AND (TG_OP = 'INSERT' OR OLD.left_at IS NOT NULL) THEN
                        UPDATE opleiding_module SET seats_taken = seats_taken + 1 WHERE id = NEW.module_id;
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"plaats in module {self.module_id}"

    def may_say(self, now: datetime) -> bool:
        """Say whether this trainer was in it to the end, and is asked what it was like."""
        return self.left_at is None and self.module.is_over(timezone.localdate(now))
