"""A module on its way: two sides write it, approve it word for word, give out its seats, and say what it brought.

Every step first locks the module, so that steps come one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from ndt.jobs.models import Priority
from ndt.mail import services as mail
from ndt.people.models import Membership, Role, User
from opleiding import emails
from opleiding.core import modules as core
from opleiding.core.errors import OpleidingError
from opleiding.core.modules import Exemption, Side, State
from opleiding.models import Institute, Module, ModuleSeat, ModuleVersion, Programme, Subject, Trainer
from opleiding.models.modules import TEXT
from opleiding.queries import modules as queries


class TextMoved(OpleidingError):
    """Somebody changed the text since it was read. Read it again."""

    code = "text-moved"


class TooLate(OpleidingError):
    """The last day to register is over before the module is opened."""

    code = "too-late"


class ModuleFull(OpleidingError):
    """Every seat is taken."""

    code = "module-full"


class ModuleClosed(OpleidingError):
    """The module takes nobody now, or nobody may leave any more."""

    code = "module-closed"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a text says. closes_on: the last day to register."""

    title: str
    goal: str
    subject: Subject | None
    about: str
    outcomes: str
    ec: int
    hours: int
    exemptions: tuple[Exemption, ...]
    seats: int
    starts_on: date
    ends_on: date
    closes_on: date
    place: str

    def fields(self) -> dict[str, Any]:
        """Give the columns of a module."""
        found = {name: getattr(self, name) for name in TEXT}
        return found | {"exemptions": [asdict(one) for one in self.exemptions]}


def locked(number: int) -> Module:
    """Give a module, locked until the transaction ends."""
    return Module.objects.select_for_update(of=("self",), no_key=True).get(pk=number)


@transaction.atomic
def begin(
    *, programme: Programme, institute: Institute, plan: Plan, side: Side, by: User | None, now: datetime
) -> Module:
    """Make a draft, which the other side does not see yet."""
    made = Module.objects.create(
        programme=programme, institute=institute, proposed_by=side.value, created_at=now, **plan.fields()
    )
    _keep_version(made, side, by, "", now)
    return made


@transaction.atomic
def change(*, module: Module, plan: Plan, seen: int, side: Side, by: User | None, why: str, now: datetime) -> Module:
    """Keep another text as the next version; approvals of the one before count no longer.

    seen: the version that somebody read and changed. A text that stays the same makes no version. Raises WrongStep or
    TextMoved.
    """
    found = locked(module.pk)
    state = core.after_change(State(found.state))
    if found.version != seen:
        raise TextMoved
    before = found.text()
    for name, value in plan.fields().items():
        setattr(found, name, value)
    if found.text() == before:
        return found
    found.version, found.state = found.version + 1, state.value
    found.save(update_fields=[*TEXT, "version", "state"])
    _keep_version(found, side, by, why, now)
    _tell_desk(found, to=side.other, what=emails.ModuleNews.CHANGED, now=now)
    return found


@transaction.atomic
def share(*, module: Module, side: Side, now: datetime) -> None:
    """Let the other side see the draft and write on. Raises WrongStep."""
    found = _to(module, core.after_sharing)
    _tell_desk(found, to=side.other, what=emails.ModuleNews.SHARED, now=now)


@transaction.atomic
def approve(*, module: Module, version: int, side: Side, by: User | None, now: datetime) -> bool:
    """Find a version good, for one side; False where that side did so before. Raises WrongStep or TextMoved."""
    found = locked(module.pk)
    if found.version != version:
        raise TextMoved
    sides = {Side(one) for one in found.approvals.filter(version=version).values_list("side", flat=True)}
    state = core.after_approval(State(found.state), {*sides, side})
    if side in sides:
        return False
    found.approvals.create(version=version, side=side.value, by=by, at=now)
    found.state = state.value
    found.save(update_fields=["state"])
    _tell_desk(found, to=side.other, what=emails.ModuleNews.APPROVED, now=now)
    return True


@transaction.atomic
def publish(*, module: Module, now: datetime) -> Module:
    """Open a module that both approved. Its text is fixed from now on. Raises WrongStep or TooLate."""
    found = locked(module.pk)
    found.state = core.after_publishing(State(found.state)).value
    if found.closes_on < timezone.localdate(now):
        raise TooLate
    found.published_at = now
    found.save(update_fields=["state", "published_at"])
    return found


@transaction.atomic
def stop(*, module: Module, why: str, now: datetime) -> None:
    """Let a module not go on; who has a seat gets a letter. Raises WrongStep."""
    found = locked(module.pk)
    found.state, found.stopped_why = core.after_stopping(State(found.state)).value, why
    found.save(update_fields=["state", "stopped_why"])
    _tell(queries.people(found), emails.ModuleLetter.STOPPED)


@transaction.atomic
def evaluate(*, module: Module, lessons: str, now: datetime) -> None:
    """Keep what both learned, for everybody to read. Raises WrongStep, also before the last day is over."""
    found = locked(module.pk)
    is_over = found.is_over(timezone.localdate(now))
    found.state = core.after_evaluating(State(found.state), is_over=is_over).value
    found.lessons = lessons
    found.save(update_fields=["state", "lessons"])


@transaction.atomic
def register(*, module: Module, trainer: Trainer, now: datetime) -> ModuleSeat:
    """Give a trainer a seat, and keep what experience spares. Who has one keeps it. Raises ModuleClosed or ModuleFull."""
    found = locked(module.pk)
    known = found.people.filter(trainer=trainer, left_at=None).first()
    if known is not None:
        return known
    if not found.takes_people(timezone.localdate(now)):
        raise ModuleClosed
    if not found.free:
        raise ModuleFull
    spared = core.exempt(found.spared(), queries.confirmed_hours(trainer))
    made = ModuleSeat.objects.create(
        module=found, trainer=trainer, entered_at=now, spared=[asdict(one) for one in spared]
    )
    _tell([made], emails.ModuleLetter.SEAT)
    return made


@transaction.atomic
def leave(*, module: Module, trainer: Trainer, now: datetime) -> None:
    """Give a seat back, until the first day. Raises ModuleClosed; who has no seat changes nothing."""
    found = locked(module.pk)
    if found.state != State.PUBLISHED or timezone.localdate(now) >= found.starts_on:
        raise ModuleClosed
    for one in found.people.filter(trainer=trainer, left_at=None):
        one.left_at = now
        one.save(update_fields=["left_at"])


def ask(*, now: datetime) -> int:
    """Ask who was in a module that is over what it was like; give of how many modules. Runs by the clock, safe twice."""
    over = Module.objects.over_without_question(timezone.localdate(now))
    return sum(_ask(number, now) for number in over.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _ask(number: int, now: datetime) -> int:
    found = locked(number)
    if found.asked_at is not None or found.state != State.PUBLISHED:
        return 0
    found.asked_at = now
    found.save(update_fields=["asked_at"])
    _tell(queries.people(found), emails.ModuleLetter.OPINION)
    return 1


def _to(module: Module, step: Any) -> Module:
    """Take a step that changes the state alone."""
    found = locked(module.pk)
    found.state = step(State(found.state)).value
    found.save(update_fields=["state"])
    return found


def _keep_version(found: Module, side: Side, by: User | None, why: str, now: datetime) -> None:
    ModuleVersion.objects.create(
        module=found, number=found.version, text=found.text(), side=side.value, by=by, why=why, at=now
    )


def _tell(people: Iterable[ModuleSeat], what: emails.ModuleLetter) -> None:
    """Write to trainers, once a seat."""
    for one in people:
        mail.queue(emails.about_module(one, what), key=f"{what}:{one.public_id}", priority=Priority.NORMAL)


def _tell_desk(found: Module, *, to: Side, what: emails.ModuleNews, now: datetime) -> None:
    """Write to who works for one side. Of a draft the other side knows nothing."""
    if found.state == State.DRAFT:
        return
    of_programme = to == Side.PROGRAMME
    organisation = found.programme.university.organisation_id if of_programme else found.institute.organisation_id
    role = Role.PROGRAMME if of_programme else Role.INSTITUTE
    held = Membership.objects.active(timezone.localdate(now)).filter(organisation=organisation, role=role)
    for one in held.select_related("user").order_by("pk"):
        letter = emails.module_news(found, one.user, what)
        mail.queue(letter, key=f"opleiding.module:{what}:{found.pk}:{found.version}:{to}:{one.user_id}")
