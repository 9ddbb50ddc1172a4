"""Which lesson a report is about, who else can teach it, and who reads the report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from bijles.models import Agreement, Booking, SafetyLook, SafetyReport, Skill, Tutor
from bijles.models.lesson import BookingState
from bijles.models.programme import AgreementState
from ndt.people.models import Membership, Organisation, Role, User

OTHERS: Final = 3
# A lesson that was never booked, or that its family cancelled, took place for nobody.
_NEVER: Final = (BookingState.HELD, BookingState.EXPIRED, BookingState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Another:
    """A tutor who can teach instead, as a family reads it."""

    first_name: str
    provider: str


def lesson_by_code(*, code: str, day: date, first_name: str) -> Booking | None:
    """Give the booked lesson of that day with that code and tutor; None for none, and for more than one."""
    found = Booking.objects.filter(
        code=code, period__startswith__date=day, lesson__tutor__first_name__iexact=first_name.strip()
    ).exclude(state__in=_NEVER)[:2]
    return found[0] if len(found) == 1 else None


def others_for(booking: Booking) -> list[Another]:
    """Give at most three other tutors who may teach the child that subject, with the programme of the booking."""
    lesson, child = booking.lesson, booking.child
    if child is None:
        return []
    day = timezone.localdate(booking.period.upper)
    agreed = Agreement.objects.filter(
        provider=OuterRef("provider"),
        programme=lesson.agreement.programme_id,
        form=lesson.agreement.form,
        state=AgreementState.ACTIVE,
        first_day__lte=day,
        last_day__gte=day,
    )
    able = Skill.objects.filter(tutor=OuterRef("pk"), subject=lesson.subject, level=child.level)
    tutors = Tutor.objects.filter(Exists(agreed), Exists(able), suspended_at=None, vog_valid_until__gte=day)
    chosen = tutors.exclude(pk=lesson.tutor_id).select_related("provider__organisation").order_by("pk")[:OTHERS]
    return [Another(one.first_name, str(one.provider)) for one in chosen]


def contacts(organisation: Organisation, *roles: str) -> list[User]:
    """Give who holds one of the roles there today, with an account that is open."""
    held = Membership.objects.active(timezone.localdate()).filter(organisation=organisation, role__in=roles)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def coordinators() -> list[User]:
    """Give who coordinates this solution."""
    held = Membership.objects.active(timezone.localdate()).of(Role.COORDINATOR, solution="bijles")
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def for_desk(user: User) -> QuerySet[SafetyReport]:
    """Give the reports that somebody may read, open ones first, each with whether they opened it."""
    looked = SafetyLook.objects.filter(report=OuterRef("pk"), by=user)
    return (
        SafetyReport.objects.for_reader(user)
        .annotate(opened=Exists(looked))
        .order_by(F("closed_at").desc(nulls_first=True), "-at", "-pk")
    )
