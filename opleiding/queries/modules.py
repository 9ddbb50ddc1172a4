"""What pages say of verdiepingsmodules: for everybody, for a trainer, and for both sides that make them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ndt.people.models import User
from opleiding.core import modules as core
from opleiding.core.modules import Exemption, Side
from opleiding.models import Goal, Institute, Module, ModuleQuerySet, ModuleSeat, Programme, Subject, Trainer

FIELDS: Final[dict[str, Promise]] = {
    "title": gettext_lazy("Naam"),
    "goal": gettext_lazy("Waar je beter in wordt"),
    "subject": gettext_lazy("Schoolvak"),
    "about": gettext_lazy("Wat het is"),
    "outcomes": gettext_lazy("Wat je daarna kunt"),
    "ec": gettext_lazy("Studiepunten (EC)"),
    "hours": gettext_lazy("Uren"),
    "exemptions": gettext_lazy("Vrijstellingen"),
    "seats": gettext_lazy("Plaatsen"),
    "starts_on": gettext_lazy("Eerste dag"),
    "ends_on": gettext_lazy("Laatste dag"),
    "closes_on": gettext_lazy("Aanmelden tot en met"),
    "place": gettext_lazy("Plaats"),
}
DAYS: Final = ("starts_on", "ends_on", "closes_on")


@dataclass(frozen=True, slots=True)
class Changed:
    """A part of a text that became another, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version in the change log. who: a name, or "" where the account is gone; approved: the sides that found it good."""

    number: int
    side: str
    who: str
    why: str
    at: datetime
    approved: tuple[str, ...]
    changes: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Spared:
    """A part with what spares it, in words. mine: the one who reads has that experience."""

    part: str
    rule: str
    spares: int
    mine: bool


def coming(on: date) -> list[Module]:
    """Give the modules that a trainer can still enter, the first one first."""
    return list(_whole().filter(pk__in=Module.objects.open(on)).order_by("starts_on", "pk"))


def evaluated() -> list[Module]:
    """Give the modules that are done, the last one first."""
    return list(_whole().filter(state=Module.State.EVALUATED).order_by("-ends_on", "pk"))


def of_desk(user: User) -> list[Module]:
    """Give the modules that somebody works on: those that are still made first."""
    order = {state: place for place, state in enumerate(Module.State.values)}
    found = _whole().filter(pk__in=Module.objects.of(user))
    return sorted(found, key=lambda one: (order[one.state], one.starts_on, one.pk))


def sides(user: User, module: Module) -> tuple[Side, ...]:
    """Give for which side of a module somebody works; who works for both gets both."""
    found = []
    if Programme.objects.of(user).filter(pk=module.programme_id).exists():
        found.append(Side.PROGRAMME)
    if Institute.objects.of(user).filter(pk=module.institute_id).exists():
        found.append(Side.INSTITUTE)
    return tuple(found)


def people(module: Module) -> list[ModuleSeat]:
    """Give who has a seat, in the order of entering."""
    return list(
        module.people.filter(left_at=None).select_related("trainer__user", "module").order_by("entered_at", "pk")
    )


def seat_of(module: Module, trainer: Trainer) -> ModuleSeat | None:
    """Give somebody's seat, or None."""
    return module.people.filter(trainer=trainer, left_at=None).first()


def mine(trainer: Trainer) -> list[ModuleSeat]:
    """Give the seats of somebody in modules that are not done."""
    found = trainer.modules.filter(left_at=None, module__state__in=[Module.State.PUBLISHED, Module.State.STOPPED])
    return list(found.select_related("module").order_by("module__starts_on", "pk"))


def confirmed_hours(trainer: Trainer) -> dict[str, int]:
    """Give the hours that the institute confirmed, by the code of a subject."""
    hours: dict[str, int] = defaultdict(int)
    rows = trainer.experience.filter(confirmation__isnull=False).values_list("subject__code", "hours")
    for code, number in rows:
        hours[code] += number
    return dict(hours)


def fitting(trainer: Trainer, on: date) -> list[Module]:
    """Give the modules that a trainer can enter and that fit a goal, and the subject where there is one.

    Whether there is room does not matter: an advice stays the same while seats come and go.
    """
    taught = trainer.experience.values("subject")
    found = Module.objects.open(on).filter(Q(subject=None) | Q(subject__in=taught), goal__in=trainer.goals)
    return list(_whole().filter(pk__in=found).order_by("starts_on", "pk"))


def spared(module: Module, trainer: Trainer | None = None) -> list[Spared]:
    """Give the parts that experience spares, in words."""
    met = core.exempt(module.spared(), confirmed_hours(trainer)) if trainer is not None else ()
    names = subjects()
    return [Spared(one.part, _rule(one, names), one.spares, one in met) for one in module.spared()]


def log(module: Module) -> list[Version]:
    """Give every version, the last one first, with what changed since the one before."""
    versions = list(module.versions.select_related("by").order_by("number"))
    approved: dict[int, list[str]] = defaultdict(list)
    for given in module.approvals.order_by("at"):
        approved[given.version].append(str(given.get_side_display()))
    names, found, before = subjects(), [], None
    for one in versions:
        found.append(
            Version(
                one.number, str(one.get_side_display()), str(one.by or ""), one.why, one.at,
                tuple(approved[one.number]), _changed(before, one.text, names),
            )
        )  # fmt: skip
        before = one.text
    return found[::-1]


def approved(module: Module) -> set[str]:
    """Give the sides that approved the text of now."""
    return set(module.approvals.filter(version=module.version).values_list("side", flat=True))


def subjects() -> dict[str, str]:
    """Give the names of subjects by their code."""
    return dict(Subject.objects.values_list("code", "title"))


def _changed(
    before: Mapping[str, Any] | None, after: Mapping[str, Any], names: Mapping[str, str]
) -> tuple[Changed, ...]:
    """Give what differs, in words; of the first version nothing."""
    if before is None:
        return ()
    return tuple(
        Changed(str(FIELDS[one.field]), _words(one.field, one.before, names), _words(one.field, one.after, names))
        for one in core.changes({name: before.get(name) for name in FIELDS}, {name: after.get(name) for name in FIELDS})
    )


def _words(field: str, value: Any, names: Mapping[str, str]) -> str:
    """Give a value of a text in words."""
    if field in DAYS and value:
        return date_format(date.fromisoformat(value), "j F Y")
    if field == "goal":
        return str(Goal(value).label)
    if field == "subject":
        return names.get(value, value) if value else _("geen")
    if field == "exemptions":
        lines = [f"{one['part']}: {_rule(Exemption(**one), names)}" for one in value or ()]
        return "; ".join(lines) or _("geen")
    return str(value)


def _rule(one: Exemption, names: Mapping[str, str]) -> str:
    """Give '100 uur wiskunde, bevestigd'."""
    words = {"hours": one.hours, "subject": names.get(one.subject, one.subject)}
    if not one.subject:
        return ngettext("%(hours)d bevestigd uur les", "%(hours)d bevestigde uren les", one.hours) % words
    return ngettext("%(hours)d bevestigd uur %(subject)s", "%(hours)d bevestigde uren %(subject)s", one.hours) % words


def _whole() -> ModuleQuerySet:
    return Module.objects.select_related("programme__university__organisation", "institute__organisation", "subject")
