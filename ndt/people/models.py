"""People, the organisations they belong to and the roles they have there."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Final

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ndt import history
from ndt.mail.addresses import is_mailbox
from ndt.people.core import Post, Standing
from ndt.privacy import sealed

# The purpose under which a text is sealed, and a number hashed.
SEALED: Final = "people.phone"

# By hand, as every request of somebody who is logged in asks it: making it out of models takes four times as long as asking.
_POSTS: Final = """
    SELECT m.role, m.organisation_id, o.kind, o.solution
    FROM people_membership m JOIN people_organisation o ON o.id = m.organisation_id
    WHERE m.user_id = %s AND m.since <= %s AND (m.until IS NULL OR m.until > %s)
"""


class AddressField(models.EmailField[str, str]):
    """An e-mail address in lower case, stored and looked up: two spellings are one account."""

    def get_prep_value(self, value: Any) -> Any:
        """Give what goes to the database."""
        prepared = super().get_prep_value(value)
        return prepared.strip().lower() if isinstance(prepared, str) else prepared


class SealedField(models.TextField[str, str]):
    """A text that is readable in the code and encrypted in the database. Nothing can be looked up by it.

    It reads "" where none of HASH_KEYS fits.
    """

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt with the newest key."""
        prepared = super().get_prep_value(value)
        return sealed.seal(SEALED, prepared) if prepared else prepared

    def from_db_value(self, value: str | None, *_facts: Any) -> str | None:
        """Decrypt."""
        try:
            return sealed.unseal(SEALED, value) if value else value
        except InvalidToken:
            return ""


class UserManager(BaseUserManager["User"]):
    """Makes accounts by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **facts: object) -> User:
        """Make an account. A password given by Django's own commands is thrown away: nobody logs in with one."""
        user = self.model(email=email.strip().lower(), **facts)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **facts: object) -> User:
        """Make an operator who may do everything in the admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **facts)


@history.track(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """An account: an e-mail address, logged in to by a code by mail or phone, or a passkey."""

    email = AddressField(_("e-mailadres"), unique=True)
    name = models.CharField(_("naam"), max_length=120, blank=True)
    language = models.CharField(_("taal"), max_length=5, choices=settings.LANGUAGES, default="nl")
    is_active = models.BooleanField(_("actief"), default=True)
    is_staff = models.BooleanField(_("mag in het beheer"), default=False)
    created_at = models.DateTimeField(_("gemaakt op"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.name or f"account {self.pk}"

    def has_usable_password(self) -> bool:
        """Say no: nobody logs in with a password here, whatever stands in that column."""
        return False

    @property
    def has_mailbox(self) -> bool:
        """Say whether a mail can reach this account: not one that was made for somebody without an address, or erased."""
        return is_mailbox(self.email)

    @property
    def phone_number(self) -> str:
        """The number of the phone that logs in to this account, "" where there is none."""
        held = Phone.objects.filter(user=self).first()
        return held.number if held is not None else ""

    @property
    def is_reachable(self) -> bool:
        """Say whether we can write to this account, by mail or by text."""
        return self.has_mailbox or bool(self.phone_number and settings.SMS_URL)

    @cached_property
    def standing(self) -> Standing:
        """Every post this person holds today. Read once for each object, so once a request."""
        today = timezone.localdate()
        with connection.cursor() as cursor:
            cursor.execute(_POSTS, [self.pk, today, today])
            return Standing(frozenset(Post(*row) for row in cursor.fetchall()))

    @property
    def needs_second_factor(self) -> bool:
        """Say whether this account must log in with TOTP or a passkey as well."""
        return self.is_staff or self.is_superuser or self.standing.needs_second_factor


class Phone(models.Model):
    """The phone that logs in to an account by a code. One number, one account.

    number: as `+31612345678`. number_hash: its keyed hash, by which it is found.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="phone", verbose_name=_("account"))
    number = SealedField(_("telefoonnummer"))
    number_hash = models.CharField(_("telefoonnummer (versleuteld)"), max_length=64, unique=True)
    verified_at = models.DateTimeField(_("bewezen op"), default=timezone.now)

    class Meta:
        verbose_name = _("telefoon")
        verbose_name_plural = _("telefoons")

    def __str__(self) -> str:
        return f"telefoon van account {self.user_id}"


class Kind(models.TextChoices):
    """What sort of organisation."""

    CAMPAIGN_TEAM = "campaign_team", _("campagneteam")
    MUNICIPALITY = "municipality", _("gemeente")
    SCHOOL = "school", _("school")
    BOARD = "board", _("schoolbestuur")
    PROVIDER = "provider", _("aanbieder van bijles")
    INSTITUTE = "institute", _("instituut voor examentraining")
    PROGRAMME = "programme", _("lerarenopleiding")
    MINISTRY = "ministry", _("ministerie of inspectie")
    TEACHERS_ORGANISATION = "teachers_organisation", _("organisatie van leraren")
    HELP = "help", _("bibliotheek of buurtteam")
    HOUSEHOLD = "household", _("gezin")
    PLATFORM = "platform", _("dit platform")


class Role(models.TextChoices):
    """What somebody is in an organisation. Operators are accounts with `is_staff`, not a role."""

    FAMILY = "family", _("ouder of verzorger")
    TUTOR = "tutor", _("bijlesgever")
    PROVIDER = "provider", _("medewerker van een aanbieder")
    TEACHER = "teacher", _("leraar")
    BUDDY = "buddy", _("buddy")
    DIRECTOR = "director", _("schoolleider")
    SCHOOL_CONTACT = "school_contact", _("contactpersoon van een school")
    BOARD_MEMBER = "board_member", _("bestuurder")
    TRAINER = "trainer", _("examentrainer")
    INSTITUTE = "institute", _("medewerker van een instituut")
    PROGRAMME = "programme", _("medewerker van een opleiding")
    ADVISER = "adviser", _("adviseur")
    ORGANISER = "organiser", _("organisator van bijeenkomsten")
    FACILITATOR = "facilitator", _("gespreksleider")
    AUDITOR = "auditor", _("controleur")
    COORDINATOR = "coordinator", _("coördinator")
    MODERATOR = "moderator", _("moderator")
    CONFIDANT = "confidant", _("vertrouwenspersoon")
    POLICYMAKER = "policymaker", _("beleidsmaker")
    HELPER = "helper", _("helpt gezinnen bij boeken")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Which organisations."""

    def where(self, user: User, *roles: str, on: date) -> OrganisationQuerySet:
        """Give the organisations where `user` holds one of `roles` on that day."""
        held = Membership.objects.active(on).filter(user=user, role__in=roles)
        return self.filter(pk__in=held.values("organisation"))

    def of_kind(self, *kinds: str) -> OrganisationQuerySet:
        """Give the organisations of these kinds."""
        return self.filter(kind__in=kinds)

    def for_solution(self, solution: str) -> OrganisationQuerySet:
        """Give the organisations that work for one solution."""
        return self.filter(solution=solution)


@history.track()
class Organisation(models.Model):
    """A team, municipality, school, board or company whose people use the platform.

    `solution` is the label of the room this organisation works for ("campaigns"), or "" when it is
    not bound to one.
    """

    name = models.CharField(_("naam"), max_length=200)
    kind = models.CharField(_("soort"), max_length=30, choices=Kind.choices)
    solution = models.CharField(_("oplossing"), max_length=30, blank=True, default="")
    created_at = models.DateTimeField(_("gemaakt op"), default=timezone.now)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisatie")
        verbose_name_plural = _("organisaties")
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["name", "kind", "solution"], name="one_organisation_of_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Which memberships."""

    def active(self, on: date) -> MembershipQuerySet:
        """Give the memberships that hold on that day."""
        return self.filter(models.Q(until=None) | models.Q(until__gt=on), since__lte=on)

    def of(self, *roles: str, solution: str = "") -> MembershipQuerySet:
        """Give the memberships with one of these roles, for one solution when it is named."""
        chosen = self.filter(role__in=roles)
        return chosen.filter(organisation__solution=solution) if solution else chosen


@history.track()
class Membership(models.Model):
    """One person's role in one organisation, from `since` up to but not including `until`."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("account"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("organisatie")
    )
    role = models.CharField(_("rol"), max_length=20, choices=Role.choices)
    since = models.DateField(_("vanaf"), default=timezone.localdate)
    until = models.DateField(_("tot"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("rol van een persoon")
        verbose_name_plural = _("rollen van personen")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="one_row_a_person_and_role"),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} ({self.organisation})"
