"""What somebody's own page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ndt.schools import queries as schools
from ndt.schools.models import SchoolLocation
from wisselkracht.core.applying import MOST_THEMES
from wisselkracht.models import Applicant, Job, PersonalTheme, RegisterCode, Role, Round, Stage, Verification, Wishes
from wisselkracht.queries.vocabulary import label


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an application stands for one of its people. people: all three, this one first."""

    people: list[Applicant]
    is_complete: bool
    is_known: bool
    how: str
    code: RegisterCode | None
    replaceable: frozenset[str]
    answers_open: bool


def standing(applicant: Applicant, *, now: datetime, replaceable: frozenset[str]) -> Standing:
    """Give what the page of one of the people says. replaceable: the roles that this one may fill anew."""
    application = applicant.application
    known = Verification.objects.filter(application=application).first()
    others = [one for one in application.people.all() if one.pk != applicant.pk]
    return Standing(
        people=[applicant, *sorted(others, key=lambda one: list(Role).index(Role(one.role)))],
        is_complete=application.stage in (Stage.CONFIRMED, Stage.VERIFIED),
        is_known=known is not None,
        how=known.how if known else "",
        code=RegisterCode.objects.filter(application=application).first(),
        replaceable=replaceable,
        answers_open=application.is_live and application.round.is_taking(now),
    )


def denominations(found: Round) -> list[str]:
    """Give what the schools of a region call themselves, the most frequent first."""
    counted: dict[str, int] = {}
    for one in found.region.schools().exclude(denomination="").values_list("denomination", flat=True):
        counted[one] = counted.get(one, 0) + 1
    return sorted(counted, key=lambda one: (-counted[one], one))


def teacher_initial(applicant: Applicant) -> dict[str, Any]:
    """Give a teacher's answers as the form holds them; empty before there are any."""
    job = Job.objects.filter(applicant=applicant).first()
    wishes = Wishes.objects.filter(applicant=applicant).first()
    if job is None or wishes is None:
        return {}
    initial: dict[str, Any] = {
        "groups": job.groups,
        "subject": job.subject,
        "level": job.level,
        "days": job.days,
        "fte": f"{job.fte / 100:g}".replace(".", ","),
        "minutes": wishes.minutes,
        "mode": wishes.mode,
        "home": wishes.home_pc4,
        "denominations": wishes.denominations,
        "other_sector": wishes.other_sector,
        "other_board_only": wishes.other_board_only,
        "three_way": wishes.three_way,
        "other_days": wishes.other_days,
    }
    if not applicant.qualifications.exists():
        initial["degree"] = "none"
    for one, end in zip(applicant.qualifications.order_by("pk"), ("", "_2"), strict=False):
        initial |= {f"degree{end}": one.degree, f"degree_subject{end}": one.subject}
    for theme in applicant.themes.all():
        if theme.rank <= MOST_THEMES:
            initial[f"{theme.kind}_{theme.rank}"] = theme.theme
    return initial


def school_initial(applicant: Applicant) -> dict[str, Any]:
    """Give a director's answers as the form holds them.

    Before there are any: those of the same school's newest application whose director is known. A director without
    mail of the school sees nobody else's.
    """
    application = applicant.application
    source = application
    if not application.expertise.exists():
        if not schools.is_mail_of(applicant.email, application.school):
            return {}
        earlier = (
            type(application)
            .objects.may_run()
            .filter(school=application.school_id)
            .exclude(pk=application.pk)
            .order_by("-confirmed_at")
            .first()
        )
        if earlier is None:
            return {}
        source = earlier
    initial: dict[str, Any] = {}
    for number, one in enumerate(source.expertise.all()[:MOST_THEMES], 1):
        initial |= {f"expertise_{number}": one.theme, f"level_{number}": one.level, f"evidence_{number}": one.evidence}
    for number, goal in enumerate(source.goals.all()[:MOST_THEMES], 1):
        initial[f"goal_{number}"] = goal.theme
    return initial


def themes_of(applicant: Applicant) -> dict[str, list[str]]:
    """Give a teacher's themes in words, by kind."""
    found: dict[str, list[str]] = {PersonalTheme.Kind.GOAL.value: [], PersonalTheme.Kind.STRENGTH.value: []}
    for one in applicant.themes.all():
        found[one.kind].append(label(one.theme))
    return found


def excluded(applicant: Applicant) -> list[tuple[int, str]]:
    """Give what somebody excluded: the row's number and its words."""
    rows = applicant.exclusions.select_related("school", "board").order_by("pk")
    return [(one.pk, str(one.school or one.board)) for one in rows]


def can_be_excluded(applicant: Applicant, school: SchoolLocation) -> bool:
    """Say whether it means something to exclude a school: the own one is out already."""
    return school.pk != applicant.application.school_id
