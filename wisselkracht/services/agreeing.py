"""The agreement of an exchange: its terms from what is known and typed, its versions, and who signs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from django.db import transaction
from django.utils import timezone

from ndt.schools.models import Sector
from wisselkracht.core import agreement, agreement_store
from wisselkracht.core.agreement import Agreement, LearningGoal, School, Secondment, Terms
from wisselkracht.core.exchange_steps import Goal, Item, Role, Step
from wisselkracht.core.jobs import Level
from wisselkracht.core.qualification import Degree, Duty, Licence, Stage, Standing, months
from wisselkracht.exchange_words import job_words
from wisselkracht.models import AgreementVersion, Applicant, Exchange, Job, Place, Signature
from wisselkracht.queries.exchange_facts import current_version, host_of
from wisselkracht.queries.vocabulary import label
from wisselkracht.services import carrying, planning
from wisselkracht.services.carrying import Actor, Taking

STAGES: Final = {Sector.BO.value: Stage.PO, Sector.SBO.value: Stage.PO, Sector.SO.value: Stage.SO}
_PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class Typed:
    """What the wizard asks of one secondment. weekdays: 0 = Monday .. 4. fte: in hundredths. Money in cents."""

    tasks: tuple[str, ...]
    weekdays: frozenset[int]
    fte: int
    wage_cents: int
    fee_cents: int
    travel_cents: int
    has_vog: bool
    is_dispensed: bool = False
    is_indispensable: bool = True


@dataclass(frozen=True, slots=True)
class Filled:
    """What the wizard asks in all. of: by the code of the lending school."""

    first: date
    last: date
    of: Mapping[str, Typed]


def terms_of(exchange: Exchange, filled: Filled, *, today: date) -> Terms:
    """Give the terms of the next version of an agreement."""
    places = list(
        exchange.places.select_related("application__school__board", "teacher")
        .prefetch_related("goals")
        .order_by("number")
    )
    schools = {place.pk: _school(place) for place in places}
    last = exchange.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return Terms(
        number=exchange.number,
        version=last + 1,
        made_on=today,
        secondments=tuple(
            _secondment(place, host_of(place, places), schools, filled, filled.of[place.school_code])
            for place in places
        ),
    )


def _school(place: Place) -> School:
    school = place.application.school
    people = {one.role: one.name for one in place.application.people.all()}
    return School(
        key=place.school_code,
        name=school.title,
        board=str(school.board),
        place=school.place.title(),
        director=people.get(Role.DIRECTOR.value, ""),
        buddy=people.get(Role.BUDDY.value, ""),
    )


def _secondment(place: Place, host: Place, schools: Mapping[int, School], filled: Filled, typed: Typed) -> Secondment:
    job, own = Job.objects.get(applicant=host.teacher_id), Job.objects.get(applicant=place.teacher_id)
    return Secondment(
        lender=schools[place.pk],
        host=schools[host.pk],
        teacher=place.teacher.name,
        job=job_words(job.groups, job.subject, job.level),
        tasks=typed.tasks,
        duty=_duty(host, job),
        licences=tuple(Licence(Degree(one.degree), one.subject) for one in place.teacher.qualifications.order_by("pk")),
        standing=Standing(
            has_vog=typed.has_vog, dispensation=(filled.first, filled.last) if typed.is_dispensed else None
        ),
        first=filled.first,
        last=filled.last,
        fte=Fraction(typed.fte, _PERCENT),
        own_fte=Fraction(own.fte, _PERCENT),
        weekdays=typed.weekdays,
        wage_cents=typed.wage_cents,
        fee_cents=typed.fee_cents,
        travel_cents=typed.travel_cents,
        goals=tuple(LearningGoal(Goal(one.kind), label(one.theme), one.text, one.measure) for one in place.goals.all()),
        is_indispensable=typed.is_indispensable,
    )


def _duty(host: Place, job: Job) -> Duty:
    sector = host.application.school.sector
    if sector in STAGES:
        return Duty(STAGES[sector])
    is_upper = job.level == Level.UPPER
    # The form asks in which years somebody teaches most, so all lessons count as given there.
    return Duty(Stage.UPPER if is_upper else Stage.LOWER, job.subject, upper_share=Fraction(int(is_upper)))


def defaults(exchange: Exchange) -> dict[str, Typed]:
    """Give what the wizard starts from: the current version, or the jobs as the teachers described them."""
    if version := current_version(exchange):
        return {one.lender.key: _typed(one) for one in load(version).secondments}
    places = list(exchange.places.select_related("teacher").order_by("number"))
    found = {}
    for place in places:
        job = Job.objects.get(applicant=host_of(place, places).teacher_id)
        found[place.school_code] = Typed((), frozenset(day - 1 for day in job.days), job.fte, 0, 0, 0, has_vog=False)
    return found


def _typed(one: Secondment) -> Typed:
    return Typed(
        one.tasks,
        one.weekdays,
        int(one.fte * _PERCENT),
        one.wage_cents,
        one.fee_cents,
        one.travel_cents,
        one.standing.has_vog,
        one.standing.dispensation is not None,
        one.is_indispensable,
    )


def load(version: AgreementVersion) -> Terms:
    """Give the terms of a version."""
    return agreement_store.load(version.terms, version.parties)


def settled(version: AgreementVersion) -> Agreement:
    """Give a version with all that follows from it, under the fingerprint that was signed."""
    return replace(agreement.settle(load(version)), fingerprint=version.fingerprint)


@transaction.atomic
def draft(*, exchange_id: int, by: Actor, filled: Filled, now: datetime) -> Exchange:
    """Make the next version; signatures under the last one count no more. Its days become those of the exchange.

    Raises BadAgreement, HolidaysUnknown or BadPeriod, and NotReady while a warning blocks it.
    """
    exchange = carrying.locked(exchange_id)
    terms = terms_of(exchange, filled, today=timezone.localdate(now))
    found = agreement.settle(terms)
    for place in (places := planning.places_of(exchange)):
        planning.planned_for(place, places, first=filled.first, last=filled.last)

    def keep(held: Exchange) -> None:
        _keep(held, found, by, now)
        held.starts_on, held.ends_on = filled.first, filled.last
        held.save(update_fields=["starts_on", "ends_on"])

    return carrying.take_locked(
        exchange,
        Taking(
            Step.DRAFT_AGREEMENT,
            by,
            now,
            carried={Item.AGREEMENT_HASH: found.fingerprint},
            effect=keep,
            blocking=sum(one.blocks for one in found.warnings),
        ),
    )


@transaction.atomic
def extend(*, exchange_id: int, by: Actor, new_end: date, now: datetime) -> Exchange:
    """Propose a later last day: the next version, with wages and fees in proportion to its months."""
    exchange = carrying.locked(exchange_id)
    version = current_version(exchange)
    assert version is not None, "an exchange that runs has its agreement"
    before = load(version)
    parts = tuple(_longer(one, new_end) for one in before.secondments)
    number = exchange.versions.order_by("-number").values_list("number", flat=True)[0]
    terms = agreement.next_version(before, made_on=timezone.localdate(now), secondments=parts)
    found = agreement.settle(replace(terms, version=number + 1))

    def keep(held: Exchange) -> None:
        _keep(held, found, by, now)
        held.new_end = new_end
        held.save(update_fields=["new_end"])

    return carrying.take_locked(
        exchange,
        Taking(
            Step.EXTEND,
            by,
            now,
            carried={Item.NEW_END: new_end, Item.AGREEMENT_HASH: found.fingerprint},
            effect=keep,
            blocking=sum(one.blocks for one in found.warnings),
        ),
    )


def _longer(one: Secondment, new_end: date) -> Secondment:
    was, becomes = months(one.first, one.last), max(1, months(one.first, max(new_end, one.first)))
    return replace(
        one, last=new_end, wage_cents=one.wage_cents * becomes // was, fee_cents=one.fee_cents * becomes // was
    )


def drop_extension(exchange: Exchange) -> None:
    """Let the version before the extension count again; with the exchange under its lock."""
    exchange.new_end = None
    exchange.save(update_fields=["new_end"])
    newest, before = exchange.versions.order_by("-number")[:2]
    _count(newest, is_current=False)
    _count(before, is_current=True)


def _keep(exchange: Exchange, found: Agreement, by: Actor, now: datetime) -> None:
    for version in exchange.versions.filter(is_current=True):
        _count(version, is_current=False)
    stored, names = agreement_store.store(found.terms)
    AgreementVersion.objects.create(
        exchange=exchange,
        number=found.terms.version,
        terms=stored,
        parties=names,
        fingerprint=found.fingerprint,
        made_by=by.party.role.value,
        made_at=now,
    )


def _count(version: AgreementVersion, *, is_current: bool) -> None:
    version.is_current = is_current
    version.save(update_fields=["is_current"])


@transaction.atomic
def sign(*, exchange_id: int, place: Place, applicant: Applicant, fingerprint: str, now: datetime) -> Exchange:
    """Sign the version that somebody read. Raises NotReady when another version counts by now. Twice changes nothing."""
    exchange = carrying.locked(exchange_id)
    by = carrying.party(place, applicant)

    def put(held: Exchange) -> None:
        version = current_version(held)
        assert version is not None, "what is signed exists"
        Signature.objects.get_or_create(
            version=version,
            place=place,
            role=applicant.role,
            defaults={"mailbox": applicant.mailbox, "name": applicant.name, "at": now},
        )

    return carrying.take_locked(
        exchange, Taking(Step.SIGN, by, now, carried={Item.AGREEMENT_HASH: fingerprint}, effect=put)
    )


def signatures(exchange: Exchange) -> Sequence[agreement.Signature]:
    """Give all signatures under any version, for the paper."""
    rows = Signature.objects.filter(version__exchange=exchange).select_related("place", "version")
    return [agreement.Signature(one.party, one.name, one.at, one.version.fingerprint) for one in rows]
