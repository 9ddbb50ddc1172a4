"""The register of schools: boards, the places where they have a school, and where postcodes lie."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ndt.geo.travel import MOST_MINUTES
from ndt.geo.travel import Mode as TravelMode
from ndt.history import track
from ndt.schools.core.domains import is_domain


def check_domain(word: str) -> None:
    """Refuse a word that cannot be the domain of a school's own mail."""
    if not is_domain(word):
        raise ValidationError(_("Dit is geen domein van een school of bestuur. Schrijf het zo: deschool.nl."))


def _domains() -> ArrayField[list[str], list[str]]:
    return ArrayField(
        models.CharField(max_length=120, validators=[check_domain]),
        verbose_name=_("maildomeinen"),
        default=list,
        blank=True,
        help_text=_("Zoals deschool.nl. Met komma's ertussen. Alleen domeinen waar niet iedereen een adres krijgt."),
    )


@track()
class Board(models.Model):
    """A school board ("bevoegd gezag"). number: as DUO knows it. domains: of its mail, written down by people."""

    number = models.CharField(_("nummer"), max_length=10, unique=True)
    title = models.CharField(_("bestuur"), max_length=120, blank=True)
    domains = _domains()

    class Meta:
        verbose_name = _("schoolbestuur")
        verbose_name_plural = _("schoolbesturen")
        ordering: ClassVar[list[str]] = ["title", "number"]

    def __str__(self) -> str:
        return self.title or _("bestuur %(number)s") % {"number": self.number}


class Sector(models.TextChoices):
    """The law a school stands under."""

    BO = "bo", _("basisonderwijs")
    SBO = "sbo", _("speciaal basisonderwijs")
    SO = "so", _("speciaal onderwijs")
    VO = "vo", _("voortgezet onderwijs")


class LocationState(models.TextChoices):
    """Whether there is a school today."""

    OPEN = "open", _("open")
    CLOSED = "closed", _("gesloten")


class SchoolLocationQuerySet(models.QuerySet["SchoolLocation"]):
    """Which school locations."""

    def open(self) -> SchoolLocationQuerySet:
        """Those where there is a school."""
        return self.filter(state=LocationState.OPEN)


@track()
class SchoolLocation(models.Model):
    """One school at one place. code: BRIN and branch. A row is never deleted: a closed school is closed.

    email: the address in the register, for post to the school itself. web_domain: the host of its website.
    domains: of its mail, written down by people. first_seen: date of the file in which it came. lat, lon: degrees,
    where the file says them; otherwise its PC4 says where it lies.
    """

    code = models.CharField(_("vestigingscode"), max_length=6, unique=True)
    title = models.CharField(_("school"), max_length=120)
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="locations", verbose_name=_("bestuur"))
    sector = models.CharField(_("soort onderwijs"), max_length=3, choices=Sector)
    structure = models.CharField(_("onderwijsstructuur"), max_length=120, blank=True)
    street = models.CharField(_("straat"), max_length=120, blank=True)
    house_number = models.CharField(_("huisnummer"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=7)
    pc4 = models.CharField(_("cijfers van de postcode"), max_length=4, db_index=True)
    place = models.CharField(_("plaats"), max_length=120)
    municipality = models.CharField(_("gemeente"), max_length=120, blank=True)
    province = models.CharField(_("provincie"), max_length=120, blank=True)
    denomination = models.CharField(_("denominatie"), max_length=120, blank=True)
    area = models.CharField(_("onderwijsgebied"), max_length=120, blank=True)
    holidays = models.CharField(_("vakantieregio"), max_length=120, blank=True)
    website = models.CharField(_("website"), max_length=200, blank=True)
    web_domain = models.CharField(_("domein van de website"), max_length=120, blank=True, db_index=True)
    email = models.CharField(_("mailadres in het register"), max_length=254, blank=True)
    domains = _domains()
    lat = models.FloatField(_("graden noord"), null=True, blank=True)
    lon = models.FloatField(_("graden oost"), null=True, blank=True)
    state = models.CharField(_("stand"), max_length=6, choices=LocationState, default=LocationState.OPEN)
    first_seen = models.DateField(_("in het register sinds"))
    closed_on = models.DateField(_("gesloten op"), null=True, blank=True)

    objects = SchoolLocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("school op een plek")
        verbose_name_plural = _("scholen")
        ordering: ClassVar[list[str]] = ["title", "place", "code"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="closed_school_has_a_date",
                condition=models.Q(state=LocationState.OPEN, closed_on__isnull=True)
                | models.Q(state=LocationState.CLOSED, closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="school_lies_somewhere_or_nowhere",
                condition=models.Q(lat__isnull=True, lon__isnull=True)
                | models.Q(lat__range=(-90, 90), lon__range=(-180, 180)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.place.title() if self.place.isupper() else self.place}"

    @property
    def is_open(self) -> bool:
        return self.state == LocationState.OPEN

    @property
    def address_lines(self) -> list[str]:
        """Give where post for the school goes, a line an item."""
        return [self.title, f"{self.street} {self.house_number}".strip(), f"{self.postcode} {self.place}"]


class Edition(models.Model):
    """A file of the register that was read. sectors: whose schools it lists whole, so that who lacks is closed."""

    file = models.CharField(_("bestand"), max_length=200)
    sha256 = models.CharField(_("vingerafdruk"), max_length=64, unique=True)
    sectors = ArrayField(models.CharField(max_length=3, choices=Sector), verbose_name=_("soorten onderwijs"))
    day = models.DateField(_("stand van"))
    rows = models.PositiveIntegerField(_("rijen"))
    changed = models.PositiveIntegerField(_("gewijzigd"))
    imported_at = models.DateTimeField(_("ingelezen op"), default=timezone.now)

    class Meta:
        verbose_name = _("uitgave van het register")
        verbose_name_plural = _("uitgaven van het register")
        ordering: ClassVar[list[str]] = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.file} ({self.day})"


class Postcode(models.Model):
    """Where the middle of a PC4 lies, in degrees."""

    pc4 = models.CharField(_("cijfers van de postcode"), max_length=4, unique=True)
    lat = models.FloatField(_("graden noord"))
    lon = models.FloatField(_("graden oost"))

    class Meta:
        verbose_name = _("postcode")
        verbose_name_plural = _("postcodes")
        ordering: ClassVar[list[str]] = ["pc4"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="postcode_lies_on_the_earth",
                condition=models.Q(lat__range=(-90, 90), lon__range=(-180, 180)),
            ),
        ]

    def __str__(self) -> str:
        return self.pc4


class Mode(models.TextChoices):
    """How somebody travels: the modes of ndt.geo, with words."""

    WALK = TravelMode.WALK.value, _("lopend")
    BIKE = TravelMode.BIKE.value, _("met de fiets")
    TRANSIT = TravelMode.TRANSIT.value, _("met het openbaar vervoer")
    CAR = TravelMode.CAR.value, _("met de auto")


class TravelTime(models.Model):
    """A travel time that somebody measured; it wins over our estimate."""

    from_pc4 = models.CharField(_("van"), max_length=4)
    to_pc4 = models.CharField(_("naar"), max_length=4)
    mode = models.CharField(_("hoe"), max_length=7, choices=Mode)
    minutes = models.PositiveSmallIntegerField(_("minuten"))

    class Meta:
        verbose_name = _("reistijd")
        verbose_name_plural = _("reistijden")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["from_pc4", "to_pc4", "mode"], name="travel_time_once"),
            models.CheckConstraint(name="travel_time_is_within_a_day", condition=models.Q(minutes__lte=MOST_MINUTES)),
        ]

    def __str__(self) -> str:
        return f"{self.from_pc4} - {self.to_pc4}: {self.minutes}"
