"""A municipality's pass, its list of passes, and who tried what."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from bijles.core.passes import Scheme
from ndt.history import track
from ndt.people.models import Organisation, User


@track()
class PassScheme(models.Model):
    """A pass: what it is called, which numbers it has, and when its year begins."""

    slug = models.SlugField("adres", unique=True)
    title = models.CharField("naam van de pas", max_length=60)
    municipality = models.ForeignKey(Organisation, models.PROTECT, related_name="pass_schemes", verbose_name="gemeente")
    fewest_digits = models.PositiveSmallIntegerField("minste cijfers", validators=[MinValueValidator(4)])
    most_digits = models.PositiveSmallIntegerField("meeste cijfers", validators=[MaxValueValidator(19)])
    prefix = models.CharField("begint met", max_length=8, blank=True)
    year_month = models.PositiveSmallIntegerField("maand waarin het pasjaar begint", default=1)
    year_day = models.PositiveSmallIntegerField("dag waarop het pasjaar begint", default=1)
    desk_number = models.CharField("nummer van de helpdesk", max_length=20)

    class Meta:
        verbose_name = "pas van een gemeente"
        verbose_name_plural = "passen van gemeenten"
        ordering: ClassVar[list[str]] = ["title"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="pass_numbers_have_4_to_19_digits",
                condition=Q(fewest_digits__gte=4, most_digits__lte=19, fewest_digits__lte=F("most_digits")),
            ),
            models.CheckConstraint(
                name="pass_year_begins_on_a_day_of_every_year",
                condition=Q(year_month__range=(1, 12), year_day__range=(1, 28)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def facts(self) -> Scheme:
        """Give what the core needs to know."""
        return Scheme(
            slug=self.slug,
            name=self.title,
            municipality=str(self.municipality),
            digits=(self.fewest_digits, self.most_digits),
            prefix=self.prefix,
            year_starts=(self.year_month, self.year_day),
        )


class EnrolmentList(models.Model):
    """One import of a list: when, by whom, and the fingerprint of the file."""

    scheme = models.ForeignKey(PassScheme, models.PROTECT, related_name="lists")
    sha256 = models.CharField("vingerafdruk", max_length=64)
    passes = models.PositiveIntegerField("passen")
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField("op", default=timezone.now)

    class Meta:
        verbose_name = "ingelezen lijst"
        verbose_name_plural = "ingelezen lijsten"
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"{self.scheme}: {self.passes}"


class ListFetch(models.Model):
    """A list that somebody asked from the computer of its municipality, and what came of it.

    why: of SourceFails, "list" when it has faults, "stuck" when its job ended without a word. faults: row, column and code of each.
    """

    scheme = models.ForeignKey(PassScheme, models.CASCADE, related_name="fetches")
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField("op", default=timezone.now)
    ended_at = models.DateTimeField("klaar op", null=True, blank=True)
    taken = models.OneToOneField(EnrolmentList, models.CASCADE, null=True, blank=True, related_name="fetch")
    why = models.CharField("waarom niet", max_length=10, blank=True)
    faults = models.JSONField("fouten", default=list, blank=True)

    class Meta:
        verbose_name = "opgehaalde lijst"
        verbose_name_plural = "opgehaalde lijsten"
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["scheme"], name="one_fetch_at_a_time", condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="a_fetch_ends_with_a_list_or_a_reason",
                condition=Q(ended_at=None, taken=None, why="")
                | (Q(ended_at__isnull=False) & (Q(taken=None) & ~Q(why="") | Q(taken__isnull=False, why=""))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.pk}"


class EnrolledPass(models.Model):
    """A pass on a list: keyed hashes, and until when and for how many children it holds.

    pc4: the four digits of its neighbourhood, where the municipality gives them.
    """

    scheme = models.ForeignKey(PassScheme, models.PROTECT, related_name="enrolled")
    source = models.ForeignKey(EnrolmentList, models.PROTECT, related_name="rows")
    pass_hmac = models.CharField(max_length=64)
    birth_date_hmac = models.CharField(max_length=64)
    valid_until = models.DateField("geldig tot en met")
    children = models.PositiveSmallIntegerField("kinderen")
    birth_months = ArrayField(models.CharField(max_length=7), default=list, blank=True)
    pc4 = models.CharField("postcode (vier cijfers)", max_length=4, blank=True, default="")

    class Meta:
        verbose_name = "pas op een lijst"
        verbose_name_plural = "passen op een lijst"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["scheme", "pass_hmac"], name="one_row_a_pass_on_the_list"),
            models.CheckConstraint(name="at_most_20_children_a_pass", condition=Q(children__lte=20)),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.pk}"


class WrongTry(models.Model):
    """A pass that was typed wrong, counted for the pass, the account and the address block."""

    subject = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "verkeerde poging"
        verbose_name_plural = "verkeerde pogingen"
        indexes: ClassVar[list[Any]] = [models.Index(fields=["subject", "at"], name="wrong_try_subject")]

    def __str__(self) -> str:
        return f"try {self.pk}"
