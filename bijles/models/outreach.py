"""How a family hears of it: schools, texts in seven languages, codes on paper, and which of them worked."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bijles.core import letters
from bijles.core.rules import LEVELS
from bijles.models.family import Child, Family
from bijles.models.scheme import PassScheme
from ndt.history import track
from ndt.people.models import Organisation, User

KINDS = {
    letters.Kind.LETTER: _("brief van school"),
    letters.Kind.FLYER: _("flyer van school"),
    letters.Kind.SLIP: _("briefje met een tip van school"),
    letters.Kind.HOLDER: _("brief van de gemeente"),
    letters.Kind.MAIL: _("mail van de gemeente"),
}


class SchoolQuerySet(models.QuerySet["School"]):
    """Which schools."""

    def active(self) -> SchoolQuerySet:
        """Give the schools that still belong to their pass."""
        return self.filter(ended_at=None)


@track()
class School(models.Model):
    """A school that a municipality asked to tell parents of its pass."""

    scheme = models.ForeignKey(PassScheme, models.PROTECT, related_name="schools", verbose_name="pas")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="bijles_schools", verbose_name="school")
    since = models.DateTimeField("sinds", default=timezone.now)
    ended_at = models.DateTimeField("gestopt op", null=True, blank=True)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        verbose_name = "school bij een pas"
        verbose_name_plural = "scholen bij een pas"
        ordering: ClassVar[list[str]] = ["organisation__name"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["scheme", "organisation"], name="one_place_a_school_and_pass", condition=Q(ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class ParentTextQuerySet(models.QuerySet["ParentText"]):
    """Which texts."""

    def approved(self, *kinds: str) -> ParentTextQuerySet:
        """Give the newest approved text of each kind and language."""
        found = self.exclude(approved_at=None).filter(kind__in=kinds)
        return found.order_by("kind", "language", "-version").distinct("kind", "language")


@track()
class ParentText(models.Model):
    """A version of a text for parents in one language. Its words stay; other words are a next version.

    reader: who read it as somebody with that mother tongue, as a role and never a name. While nobody did, every print says so.
    """

    kind = models.CharField("soort", max_length=8, choices=[(kind.value, label) for kind, label in KINDS.items()])
    language = models.CharField("taal", max_length=3)
    version = models.PositiveSmallIntegerField("versie")
    title = models.CharField("kop", max_length=120)
    body = models.TextField("tekst", max_length=4000)
    since = models.DateTimeField("sinds", default=timezone.now)
    reader = models.CharField("gelezen door", max_length=80, blank=True)
    read_on = models.DateField("gelezen op", null=True, blank=True)
    approved_at = models.DateTimeField("goedgekeurd op", null=True, blank=True)
    approved_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ParentTextQuerySet.as_manager()

    class Meta:
        verbose_name = "tekst voor ouders"
        verbose_name_plural = "teksten voor ouders"
        ordering: ClassVar[list[str]] = ["kind", "language", "-version"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["kind", "language", "version"], name="one_text_a_version"),
            models.CheckConstraint(
                name="a_text_is_in_a_known_language", condition=Q(language__in=list(letters.LANGUAGES))
            ),
            models.CheckConstraint(
                name="who_read_a_text_did_so_on_a_day",
                condition=Q(reader="", read_on=None) | (~Q(reader="") & Q(read_on__isnull=False)),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.ReadOnly(
                name="words_for_parents_stay", fields=["kind", "language", "version", "title", "body", "since"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.version}"

    @property
    def is_draft(self) -> bool:
        """Whether nobody with this mother tongue has read it."""
        return not self.reader

    @property
    def is_right_to_left(self) -> bool:
        """Whether it is written from right to left."""
        return self.language in letters.RIGHT_TO_LEFT


class Batch(models.Model):
    """Codes that were handed out together: one for a school's order, or many for a neighbourhood of a municipality.

    key: of the form that was sent and what it asked, so that a second press of a button makes nothing twice.
    """

    scheme = models.ForeignKey(PassScheme, models.PROTECT, related_name="batches")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="batches")
    text = models.ForeignKey(ParentText, models.PROTECT, null=True, blank=True, related_name="+")
    postcode = models.CharField("postcode (vier cijfers)", max_length=4, blank=True)
    copies = models.PositiveIntegerField("aantal")
    at = models.DateTimeField("op", default=timezone.now)
    key = models.UUIDField(unique=True, null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "reeks codes"
        verbose_name_plural = "reeksen codes"
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="codes_are_of_a_school_or_a_neighbourhood",
                condition=Q(school__isnull=False, text__isnull=False, postcode="")
                | (Q(school=None, text=None) & ~Q(postcode="")),
            ),
            models.CheckConstraint(name="a_batch_has_copies", condition=Q(copies__gte=1)),
        ]

    def __str__(self) -> str:
        return f"batch {self.pk}"


class CampaignCode(models.Model):
    """A code on paper. used: whether a family proved its pass after it; not when, and not which family."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="codes")
    code = models.CharField("code", max_length=8, unique=True)
    used = models.BooleanField("gebruikt", default=False)

    class Meta:
        verbose_name = "code op papier"
        verbose_name_plural = "codes op papier"

    def __str__(self) -> str:
        return f"code {self.pk}"


class CameBy(models.Model):
    """The first codes by which a family came: the batch, never the single code."""

    family = models.OneToOneField(Family, models.CASCADE, related_name="came_by")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="families")

    class Meta:
        verbose_name = "hoe een gezin hier kwam"
        verbose_name_plural = "hoe gezinnen hier kwamen"

    def __str__(self) -> str:
        return f"family {self.family_id} by batch {self.batch_id}"


class Signal(models.Model):
    """A slip of paper by which a school says that help with a subject would be good. No name; the code is a keyed hash.

    child: whose parent typed it, once. It stays used when that child is gone.
    """

    school = models.ForeignKey(School, models.PROTECT, related_name="signals")
    digest = models.CharField(max_length=64, unique=True)
    subject = models.CharField("vak", max_length=20)
    level = models.CharField("niveau", max_length=10, choices=[(level, level) for level in LEVELS])
    made_on = models.DateField("gemaakt op")
    expires_on = models.DateField("geldig tot en met")
    used_on = models.DateField("gebruikt op", null=True, blank=True)
    child = models.ForeignKey(Child, models.SET_NULL, null=True, blank=True, related_name="signals")

    class Meta:
        verbose_name = "signaal van school"
        verbose_name_plural = "signalen van school"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="a_signal_of_a_child_is_used", condition=Q(child=None) | ~Q(used_on=None)),
            models.CheckConstraint(name="a_signal_ends_after_it_began", condition=Q(expires_on__gte=F("made_on"))),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Trigger(
                name="a_signal_is_used_once",
                operation=pgtrigger.UpdateOf("child_id", "used_on"),  # type: ignore[no-untyped-call]
                when=pgtrigger.Before,
                func="""
                    IF OLD.used_on IS NOT NULL AND (
                        NEW.used_on IS NULL
                        OR (NEW.child_id IS NOT NULL AND NEW.child_id IS DISTINCT FROM OLD.child_id)
                    ) THEN
                        RAISE EXCEPTION 'signal % was used before', NEW.id USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"signal {self.pk}"
