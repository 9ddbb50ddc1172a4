"""The least valid region, round and application. A test names the facts it needs."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ndt.jobs.models import Job
from ndt.schools.models import Board, SchoolLocation
from wisselkracht.core.qualification import Degree, Licence
from wisselkracht.core.steps import Role
from wisselkracht.models import Applicant, Application, Region, Round, RoundState
from wisselkracht.services import confirming, starting
from wisselkracht.services.confirming import SchoolAnswers, TeacherAnswers, Wanted

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
AREA = "Nergenshuizen en omstreken"
_numbers = itertools.count(1)


def board(**facts: Any) -> Board:
    number = next(_numbers)
    return Board.objects.create(**{"number": f"9{number:04d}", "title": f"Bestuur {number}"} | facts)


def school(**facts: Any) -> SchoolLocation:
    """An open school with a website, so that mail of it is known."""
    number = next(_numbers)
    letters = "ABCDEFGHIJ"
    code = f"{90 + number // 1000}{letters[number // 100 % 10]}{letters[number // 10 % 10]}{number % 10:02d}"
    return SchoolLocation.objects.create(
        **{
            "code": code,
            "title": f"De Vlieger {number}",
            "board": facts.get("board") or board(),
            "sector": "bo",
            "street": "Dorpsstraat",
            "house_number": "1",
            "postcode": "4950 AB",
            "pc4": "4950",
            "place": "NERGENSHUIZEN",
            "denomination": "Openbaar",
            "area": AREA,
            "web_domain": f"school{number}.example",
            "email": f"info@school{number}.example",
            "first_seen": date(2026, 8, 1),
        }
        | facts
    )


def region(**facts: Any) -> Region:
    found = Region.objects.filter(slug=facts.get("slug", "nergens")).first()
    return found or Region.objects.create(**{"slug": "nergens", "title": "Nergenshuizen", "areas": [AREA]} | facts)


def round_(**facts: Any) -> Round:
    """An open round that closes in six weeks."""
    number = next(_numbers)
    return Round.objects.create(
        **{
            "region": facts.get("region") or region(),
            "slug": f"ronde-{number}",
            "title": f"Ronde {number}",
            "starts_on": date(2027, 2, 8),
            "ends_on": date(2027, 7, 2),
            "opens_at": NOON - timedelta(days=30),
            "closes_at": NOON + timedelta(days=42),
            "decides_on": date(2027, 1, 20),
            "state": RoundState.OPEN,
        }
        | facts
    )


def people(school: SchoolLocation | None = None, **emails: str) -> dict[Role, tuple[str, str]]:
    """Bram, Daan and Bo; the director with mail of the school where there is one."""
    number = next(_numbers)
    domain = school.web_domain if school is not None and school.web_domain else "thuis.example"
    return {
        Role.TEACHER: (f"Bram {number}", emails.get("teacher", f"bram{number}@leraren.example")),
        Role.DIRECTOR: (f"Daan {number}", emails.get("director", f"daan{number}@{domain}")),
        Role.BUDDY: (f"Bo {number}", emails.get("buddy", f"bo{number}@leraren.example")),
    }


def begun(*, now: datetime = NOON, starter: Role = Role.TEACHER, **facts: Any) -> Application:
    """An application that its teacher began."""
    place = facts.get("school") or school()
    form = starting.Begin(starter, facts.get("people") or people(place, **facts.get("emails", {})), "nl")
    return starting.begin(found=facts.get("round") or round_(), school=place, form=form, now=now)


def person(application: Application, role: Role) -> Applicant:
    return Applicant.objects.select_related("application__round", "application__school").get(
        application=application, role=role
    )


def teacher_answers(**facts: Any) -> TeacherAnswers:
    return TeacherAnswers(
        **{
            "groups": (5, 6),
            "subject": "",
            "level": "",
            "days": (1, 2, 4),
            "fte": 60,
            "qualifications": (Licence(Degree.PRIMARY),),
            "goals": ("formatief", "nt2"),
            "strengths": ("lezen",),
            "wishes": Wanted(minutes=30, mode="bike"),
        }
        | facts
    )


SCHOOL_ANSWERS = SchoolAnswers((("lezen", 3, "Onze leescijfers."),), (("rekenen", 3), ("nt2", 2)))


def confirm(application: Application, *roles: Role, now: datetime = NOON, **facts: Any) -> Application:
    """Let some of the three confirm, all when none is named; the starter first."""
    order = sorted(roles or Role, key=lambda role: role != application.starter)
    for role in order:
        who = person(application, role)
        if role == Role.TEACHER:
            confirming.confirm_teacher(applicant=who, answers=facts.get("answers") or teacher_answers(), now=now)
        elif role == Role.DIRECTOR:
            confirming.confirm_director(applicant=who, answers=SCHOOL_ANSWERS, now=now)
        else:
            confirming.confirm_buddy(applicant=who, now=now)
    application.refresh_from_db()
    return application


def complete(*, known: bool = True, now: datetime = NOON, **facts: Any) -> Application:
    """An application that all three confirmed. known: the director has mail of the school."""
    emails = {} if known else {"director": f"daan{next(_numbers)}@gmail.com"}
    return confirm(begun(now=now, **{"emails": emails} | facts), now=now)


def letters(to: str = "") -> list[str]:
    """Give the letters in the outbox in the order in which they were written, all or those to one address."""
    jobs = Job.objects.filter(kind="mail.send").order_by("created_at", "pk")
    return [job.payload["template"].removeprefix("wisselkracht/") for job in jobs if to in ("", job.payload["to"])]


def token(to: str) -> str:
    """Give the token in the last letter to an address."""
    jobs = Job.objects.filter(kind="mail.send", payload__to=to).exclude(payload__context__mine_url="")
    url: str = jobs.latest("created_at").payload["context"]["mine_url"]
    return url.rstrip("/").rsplit("/", 1)[-1]


def token_of(application: Application, role: Role) -> str:
    """Give the token of one of the three; asks those who were not asked yet."""
    return token(person(application, role).email)
