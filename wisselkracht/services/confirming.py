"""Each of the three answers on the own page and confirms with a button. Opening the page does nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ndt.limits import turns
from ndt.mail.addresses import mailboxes
from wisselkracht.core import jobs
from wisselkracht.core.qualification import Licence
from wisselkracht.core.refusals import NotNow, SchoolClosed, TeacherTwice
from wisselkracht.models import (
    Applicant,
    Application,
    Expertise,
    Goal,
    Job,
    PersonalTheme,
    Qualification,
    Role,
    Stage,
    Wishes,
)
from wisselkracht.queries.vocabulary import vocabulary
from wisselkracht.services import inviting, settling, verifying


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where a teacher wants to work. home_pc4: "" to travel from the own school. denominations: () for all.

    other_days: on which the teacher could work beside those of the job.
    """

    minutes: int
    mode: str
    home_pc4: str = ""
    denominations: tuple[str, ...] = ()
    other_sector: bool = False
    other_board_only: bool = False
    three_way: bool = False
    other_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TeacherAnswers:
    """What a teacher answers. goals, strengths: codes of themes, the first counts most."""

    groups: tuple[int, ...]
    subject: str
    level: str
    days: tuple[int, ...]
    fte: int
    qualifications: tuple[Licence, ...]
    goals: tuple[str, ...]
    strengths: tuple[str, ...]
    wishes: Wanted


@dataclass(frozen=True, slots=True)
class SchoolAnswers:
    """What a director answers. expertise: theme, level 1 to 3, evidence. goals: theme and priority 1 to 3."""

    expertise: tuple[tuple[str, int, str], ...]
    goals: tuple[tuple[str, int], ...]


@transaction.atomic
def confirm_teacher(*, applicant: Applicant, answers: TeacherAnswers, now: datetime) -> Applicant:
    """Keep a teacher's answers and confirm. Doing it again changes the answers only.

    Raises NotNow, SchoolClosed, BadJob, UnknownTheme, or TeacherTwice when this teacher confirmed another application
    that still counts.
    """
    application, applicant = _opened(applicant, Role.TEACHER)
    jobs.check(
        jobs.Job(application.school.sector, answers.groups, answers.subject, answers.level, answers.days, answers.fte)
    )
    jobs.check_other_days(answers.wishes.other_days)
    goals, strengths = _themes(answers.goals), _themes(answers.strengths)
    _one_at_a_time(applicant)
    other = (
        Applicant.objects.filter(counts=True, mailbox__in=mailboxes(applicant.email))
        .exclude(pk=applicant.pk)
        .select_related("application__school")
        .first()
    )
    if other is not None:
        raise TeacherTwice(str(other.application.school))
    _keep_teacher(applicant, answers, goals, strengths)
    return _confirmed(application, applicant, now=now)


@transaction.atomic
def confirm_director(*, applicant: Applicant, answers: SchoolAnswers, now: datetime) -> Applicant:
    """Keep what the school is good at and wants to learn, and confirm. A director with mail of the school is known.

    Raises NotNow, SchoolClosed or UnknownTheme.
    """
    application, applicant = _opened(applicant, Role.DIRECTOR)
    expertise = {_theme(theme): (level, evidence) for theme, level, evidence in answers.expertise}
    goals = {_theme(theme): priority for theme, priority in answers.goals}
    application.expertise.all().delete()
    application.goals.all().delete()
    Expertise.objects.bulk_create(
        Expertise(application=application, theme=theme, level=level, evidence=evidence)
        for theme, (level, evidence) in expertise.items()
    )
    Goal.objects.bulk_create(
        Goal(application=application, theme=theme, priority=priority) for theme, priority in goals.items()
    )
    verifying.look_at_domain(application, applicant, now=now)
    return _confirmed(application, applicant, now=now)


@transaction.atomic
def confirm_buddy(*, applicant: Applicant, now: datetime) -> Applicant:
    """Confirm that somebody wants to be the buddy. Raises NotNow or SchoolClosed."""
    application, applicant = _opened(applicant, Role.BUDDY)
    return _confirmed(application, applicant, now=now)


def _opened(applicant: Applicant, role: Role) -> tuple[Application, Applicant]:
    """Give the application under its lock, and the person as they are under it."""
    application = settling.locked(applicant.application_id)
    fresh = application.people.filter(pk=applicant.pk, role=role).exclude(email="").first()
    if fresh is None or not application.is_live:
        raise NotNow
    if not application.school.is_open:
        raise SchoolClosed
    fresh.application = application
    return application, fresh


def _one_at_a_time(applicant: Applicant) -> None:
    """Let only one of a teacher's applications be confirmed at a time; taken after the application's own lock."""
    turns.wait(f"wisselkracht:{applicant.mailbox}")


def _confirmed(application: Application, applicant: Applicant, *, now: datetime) -> Applicant:
    if applicant.has_confirmed:
        return applicant
    begins = application.stage == Stage.DRAFT
    applicant.confirmed_at, applicant.counts = now, applicant.role == Role.TEACHER
    applicant.save(update_fields=["confirmed_at", "counts"])
    settling.settle(application, now=now)
    if begins:
        others = list(application.people.filter(invited_at=None).exclude(email=""))
        for person in others:
            person.application = application
        inviting.invite(others, by=applicant.name, now=now)
    return applicant


def _theme(code: str) -> str:
    return vocabulary().theme(code).code


def _themes(codes: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(_theme(code) for code in codes))


def _keep_teacher(
    applicant: Applicant, answers: TeacherAnswers, goals: Sequence[str], strengths: Sequence[str]
) -> None:
    Job.objects.update_or_create(
        applicant=applicant,
        defaults={
            "groups": sorted(answers.groups),
            "subject": answers.subject,
            "level": answers.level,
            "days": sorted(answers.days),
            "fte": answers.fte,
        },
    )
    wishes = answers.wishes
    Wishes.objects.update_or_create(
        applicant=applicant,
        defaults={
            "minutes": wishes.minutes,
            "mode": wishes.mode,
            "home_pc4": wishes.home_pc4,
            "denominations": list(wishes.denominations),
            "other_sector": wishes.other_sector,
            "other_board_only": wishes.other_board_only,
            "three_way": wishes.three_way,
            "other_days": sorted(set(wishes.other_days) - set(answers.days)),
        },
    )
    applicant.qualifications.all().delete()
    Qualification.objects.bulk_create(
        Qualification(applicant=applicant, degree=one.degree.value, subject=one.subject)
        for one in dict.fromkeys(answers.qualifications)
    )
    applicant.themes.all().delete()
    kinds = ((PersonalTheme.Kind.GOAL, goals), (PersonalTheme.Kind.STRENGTH, strengths))
    PersonalTheme.objects.bulk_create(
        PersonalTheme(applicant=applicant, kind=kind, theme=theme, rank=rank)
        for kind, codes in kinds
        for rank, theme in enumerate(codes, 1)
    )
