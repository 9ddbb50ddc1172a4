"""What pages and letters show of registering: the questions, who is not known as a teacher, alerts, and links."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Sum

from beraad.core.consents import Use
from beraad.core.features import REFUSAL, SCALE, STATEMENT, Question
from beraad.models import Assembly, Enrolment, Link, Look, Registration, School
from beraad.models.registration import State

SMALL: Final = 5
COUNTED: Final = (State.PENDING, State.CONFIRMED, State.VERIFIED)


def settings_of(assembly: Assembly) -> Enrolment:
    """Give what the organiser set; the usual settings, unsaved, where nothing was set yet."""
    return Enrolment.objects.filter(assembly=assembly).first() or Enrolment(assembly=assembly)


def asked(assembly: Assembly) -> list[Question]:
    """Give the questions of the form, in order."""
    return [
        Question(
            code=f"feature_{feature.pk}",
            title=feature.title,
            question=feature.question or feature.title,
            values=tuple(value.title for value in feature.values.all()),
            may_refuse=any(value.is_refusal for value in feature.values.all()),
        )
        for feature in assembly.features.prefetch_related("values")
    ]


def opinion_asked(assembly: Assembly) -> Question | None:
    """Give the statement that is for the report only; one that the group is mixed on is among `asked`."""
    found = settings_of(assembly)
    if found.use != Enrolment.Use.REPORT:
        return None
    return Question("opinion", STATEMENT, found.statement, (*SCALE, REFUSAL), may_refuse=True)


def unknown(assembly: Assembly) -> int:
    """Count who confirmed the address and is not known as a teacher."""
    return Registration.objects.filter(assembly=assembly, state=State.CONFIRMED).count()


def untold(assembly: Assembly) -> int:
    """Count who is not known as a teacher and was never told when the list is fixed."""
    found = settings_of(assembly)
    told = found.freezes_on is not None and found.announced_for == found.freezes_on
    return 0 if told else unknown(assembly)


@dataclass(frozen=True, slots=True)
class Alert:
    """Many registrations from one place. seen: somebody looked, and no more came since."""

    kind: str
    subject: str
    title: str
    number: int
    limit: int
    seen: Look | None


def alerts(assembly: Assembly) -> list[Alert]:
    """Give where many registrations come from, those not yet looked at first. Nobody is refused for it."""
    found = settings_of(assembly)
    looks = {(look.kind, look.subject): look for look in assembly.looks.select_related("looked_by")}
    rows = []
    for kind, column, limit in (
        (Look.Kind.SCHOOL, "school", found.many_from_school),
        (Look.Kind.BLOCK, "block", found.many_from_block),
        (Look.Kind.DEVICE, "device", found.many_from_device),
    ):
        people = Registration.objects.filter(assembly=assembly, state__in=COUNTED).exclude(**{column: _empty(column)})
        many = people.values_list(column).annotate(number=Count("pk")).filter(number__gte=limit)
        for subject, number in many.order_by("-number"):
            look = looks.get((kind, str(subject)))
            seen = look if look is not None and look.number >= number else None
            rows.append(Alert(kind, str(subject), _title(kind, str(subject)), number, limit, seen))
    return sorted(rows, key=lambda row: (row.seen is not None, -row.number))


def _empty(column: str) -> str | None:
    return None if column == "school" else ""


def _title(kind: str, subject: str) -> str:
    """Give the name of a school; of a network or device only the start of its hash, to tell two apart."""
    if kind == Look.Kind.SCHOOL:
        return School.objects.get(pk=subject).title
    return subject[:6]


@dataclass(frozen=True, slots=True)
class Counted:
    """A link with its numbers until yesterday, rounded down to fives. None: too small to say."""

    link: Link
    started: int | None
    registrations: int | None


def links(assembly: Assembly, *, today: date) -> list[Counted]:
    """Give the links with their numbers of the days before today, so that nobody can watch one person come by."""
    totals = Link.objects.filter(assembly=assembly, days__day__lt=today).annotate(
        started=Sum("days__started"), registrations=Sum("days__registrations")
    )
    before = {link.pk: (link.started, link.registrations) for link in totals}
    return [
        Counted(link, *(_rounded(number) for number in before.get(link.pk, (0, 0)))) for link in assembly.links.all()
    ]


def _rounded(number: int) -> int | None:
    return None if number < SMALL else number - number % SMALL


@dataclass(frozen=True, slots=True)
class Opinion:
    """How many gave one answer to the statement. people: None when too few to say without pointing at somebody."""

    answer: str
    people: int | None


def opinions(assembly: Assembly) -> list[Opinion]:
    """Give the answers to the statement of teachers who agreed to the report; none while there are few of them."""
    people = Registration.objects.filter(
        assembly=assembly, state=State.VERIFIED, consents__use=Use.REPORT.value
    ).exclude(opinion="")
    counts = Counter(people.values_list("opinion", flat=True))
    return [
        Opinion(answer, counts[answer] if counts[answer] >= SMALL else None)
        for answer in (*SCALE, REFUSAL)
        if counts.total() >= 4 * SMALL
    ]
