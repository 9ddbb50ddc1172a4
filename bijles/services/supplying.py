"""A provider and its tutors: who teaches what and when, and until when the VOG holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db import transaction

from bijles.core import recurrence
from bijles.core.rules import LEVELS
from bijles.models import Absence, Availability, Provider, QualityAnnex, Skill, Tutor
from ndt.people import services as people
from ndt.people.models import Membership, Organisation, Role, User

MOST_DAYS: Final = 92


@dataclass(frozen=True, slots=True)
class Week:
    """Times that come back. days: weekdays from 0, every so many weeks. area: four digits, or empty for online."""

    form: str
    days: tuple[int, ...]
    every: int
    first: date
    until: date | None
    starts: time
    minutes: int
    area: str = ""

    @property
    def rule(self) -> str:
        """The recurrence rule."""
        parts = ["FREQ=WEEKLY"]
        if self.every > 1:
            parts.append(f"INTERVAL={self.every}")
        parts.append(f"BYDAY={','.join(recurrence.DAYS[day] for day in sorted(self.days))}")
        if self.until:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        return ";".join(parts)


@transaction.atomic
def answer(*, organisation: Organisation, answers: dict[str, Any], now: datetime) -> QualityAnnex:
    """Keep an organisation's answers about quality; the first time it joins. Agreements keep those of their day."""
    provider, _joined = Provider.objects.get_or_create(organisation=organisation)
    made, _new = QualityAnnex.objects.update_or_create(provider=provider, defaults=answers | {"changed_at": now})
    return made


@transaction.atomic
def add_tutor(*, provider: Provider, first_name: str, languages: Iterable[str], email: str, today: date) -> Tutor:
    """Add a tutor. email: of the account with which the tutor logs in, made when there is none; or empty."""
    made = Tutor.objects.create(provider=provider, first_name=first_name, languages=sorted(set(languages)))
    _give_account(made, email, today=today)
    return made


@transaction.atomic
def change_tutor(*, tutor: Tutor, first_name: str, languages: Iterable[str], email: str, today: date) -> Tutor:
    """Change what is known of a tutor. Another address is another account."""
    locked = Tutor.objects.select_for_update(no_key=True).get(pk=tutor.pk)
    locked.first_name, locked.languages = first_name, sorted(set(languages))
    locked.save(update_fields=["first_name", "languages"])
    _give_account(locked, email, today=today)
    return locked


@transaction.atomic
def see_vog(*, tutor: Tutor, seen_on: date, valid_until: date) -> Tutor:
    """Keep that a VOG was seen. One from after the withdrawal ends that; safeguarding contacts let the tutor teach again."""
    locked = Tutor.objects.select_for_update(no_key=True).get(pk=tutor.pk)
    locked.vog_seen_on, locked.vog_valid_until = seen_on, valid_until
    if locked.vog_withdrawn_on is not None and seen_on > locked.vog_withdrawn_on:
        locked.vog_withdrawn_on = None
    locked.save(update_fields=["vog_seen_on", "vog_valid_until", "vog_withdrawn_on"])
    return locked


@transaction.atomic
def set_levels(*, tutor: Tutor, subject: str, levels: Iterable[str]) -> None:
    """Say at which levels a tutor teaches a subject; none means that the tutor does not. What was booked stays."""
    Tutor.objects.select_for_update(no_key=True).get(pk=tutor.pk)
    wanted = set(levels)
    tutor.skills.filter(subject=subject).exclude(level__in=wanted).delete()
    Skill.objects.bulk_create(
        [Skill(tutor=tutor, subject=subject, level=level) for level in LEVELS if level in wanted],
        ignore_conflicts=True,
    )


def add_week(*, tutor: Tutor, week: Week) -> Availability:
    """Add times that come back. Raises BadRecurrence for what is no rule."""
    recurrence.parse(week.rule)
    return Availability.objects.create(
        tutor=tutor,
        form=week.form,
        rule=week.rule,
        first_day=week.first,
        starts=week.starts,
        minutes=week.minutes,
        area=week.area,
    )


def be_away(*, tutor: Tutor, first: date, last: date) -> int:
    """Write the days on which a tutor is away, both included, at most three months; give how many days."""
    days = [first + timedelta(days=number) for number in range(min((last - first).days + 1, MOST_DAYS))]
    Absence.objects.bulk_create([Absence(tutor=tutor, day=day) for day in days], ignore_conflicts=True)
    return len(days)


def drop_week(*, tutor: Tutor, number: int) -> int:
    """Take times away; what was booked stays. Gives how many rows went: 0 or 1."""
    return tutor.availability.filter(pk=number).delete()[0]


def be_there(*, tutor: Tutor, day: date) -> int:
    """Take a day away off the list; gives 0 or 1."""
    return tutor.absences.filter(day=day).delete()[0]


def _give_account(tutor: Tutor, email: str, *, today: date) -> None:
    address = email.strip().lower()
    if address == (tutor.user.email if tutor.user else ""):
        return
    _end_account(tutor, today=today)
    tutor.user = None
    if address:
        tutor.user, _made = User.objects.get_or_create(email=address)
        people.grant(
            user=tutor.user,
            organisation=tutor.provider.organisation,
            role=Role.TUTOR,
            today=today,
            reason="bijles: tutor",
        )
    tutor.save(update_fields=["user"])


def _end_account(tutor: Tutor, *, today: date) -> None:
    """End the role of the account that a tutor had here; an account is of one tutor."""
    if tutor.user is None:
        return
    held = Membership.objects.filter(user=tutor.user, organisation=tutor.provider.organisation, role=Role.TUTOR)
    for one in held:
        people.end(membership=one, today=today, reason="bijles: tutor")
