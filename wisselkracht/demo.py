"""A region with four rounds and about 380 applications. All people and schools are invented."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from django.utils import timezone

from ndt.mail.addresses import mailbox
from ndt.people.models import Organisation, User
from ndt.schools.models import Mode, SchoolLocation
from wisselkracht import demo_exchanges
from wisselkracht.core import jobs, steps
from wisselkracht.core.qualification import Degree
from wisselkracht.models import (
    Applicant,
    Application,
    BestPractice,
    Expertise,
    Goal,
    Job,
    MapAnswer,
    PersonalTheme,
    Qualification,
    Region,
    Role,
    Round,
    Run,
    Stage,
    Verification,
    Wishes,
)
from wisselkracht.queries.vocabulary import vocabulary
from wisselkracht.services import explaining, mapping, publishing, rounds, running, starting
from wisselkracht.services.rounds import Plan

AREA: Final = "Nergenshuizen en omstreken"
NUMBER: Final = 300
# In the round whose proposals are out. Of half as many none fit each other; loading so many takes five seconds.
NUMBER_PUBLISHED: Final = 80
# Seconds that the run of the demo may take.
TRIAL_S: Final = 8
# Who makes a run, and who publishes it; they have no password.
COLLEAGUES: Final = ("Cor", "Dunya")
PRACTICES: Final = Path(__file__).with_name("data") / "demo_practices.json"
FIRST: Final = (
    *("Amina", "Bram", "Coby", "Daan", "Eva", "Fatma", "Gijs", "Hanna", "Ilse", "Jan", "Karim", "Lotte", "Mo"),
    *("Noor", "Omar", "Petra", "Rik", "Sanne", "Tess", "Yusuf"),
)
LAST: Final = (
    *("Bakker", "de Boer", "Demir", "Jansen", "de Jong", "Kaya", "Mulder", "Pinas", "Smit", "Visser", "de Vries"),
    *("Hendriks", "Koster", "El Amrani", "Willems"),
)
EVIDENCE: Final = (
    "Onze cijfers gingen drie jaar omhoog.",
    "Het hele team volgde een scholing.",
    "Ouders noemen het.",
    "",
)
# The days that schools mostly give: who works on the same days can swap.
WEEKS: Final = (jobs.DAYS, jobs.DAYS, (1, 2, 3), (3, 4, 5), (1, 2, 4, 5), (1, 2, 3, 4))
# How many of a hundred stand where.
STAGES: Final = (
    (Stage.DRAFT, 7),
    (Stage.WAITING, 24),
    (Stage.CONFIRMED, 17),
    (Stage.VERIFIED, 48),
    (Stage.WITHDRAWN, 3),
    (Stage.EXPIRED, 1),
)
STAGES_PUBLISHED: Final = ((Stage.VERIFIED, 85), (Stage.WITHDRAWN, 10), (Stage.EXPIRED, 5))


def load(now: datetime, rng: random.Random) -> Iterator[str]:
    """Write the region, its rounds and the applications."""
    team = Organisation.objects.filter(solution="wisselkracht").order_by("pk").first()
    region = Region.objects.create(slug="nergenshuizen", title=AREA, areas=[AREA], team=team)
    found = _round(region, now, title="Eerstvolgende ronde", closes=timedelta(days=24), opened=True)
    _round(region, now, title="Ronde daarna", closes=timedelta(days=150), opened=True)
    _round(region, now, title="Ronde in voorbereiding", closes=timedelta(days=300), opened=False)
    _applications(found, rng, until=now)
    yield f"{NUMBER} aanmeldingen van verzonnen scholen"
    yield f"{_map(found, now, rng)} scholen op de kaart"
    yield _trial(found, now)
    yield published(region, now, rng)
    yield f"{_practices(now, rng)} praktijken"
    _cast(found, now)
    yield from demo_exchanges.load(found, now)


def _trial(found: Round, now: datetime) -> str:
    """Run the open round once, as a coordinator does to see how it stands."""
    return f"een proefberekening: {_run(found, None, now).count} leraren met een ruil"


def _run(found: Round, by: User | None, now: datetime) -> Run:
    run = running.start(found=found, wish=running.Wish(Round.Largest.THREE, longest_s=TRIAL_S), by=by, now=now)
    running.build(run_id=run.pk, attempt=run.attempt, now=now)
    running.work(run_id=run.pk, attempt=run.attempt, now=now, report=lambda done, total: None)
    explaining.explain(run_id=run.pk, after=0)
    run.refresh_from_db()
    return run


def published(region: Region, now: datetime, rng: random.Random) -> str:
    """Make a round that closed last week, whose run two people published: its proposals wait for answers."""
    found = _round(region, now, title="Ronde met voorstellen", closes=timedelta(days=-6), opened=True)
    _applications(found, rng, until=found.closes_at, number=NUMBER_PUBLISHED, stages=STAGES_PUBLISHED, first=NUMBER)
    rounds.close_over(now=now)
    found.refresh_from_db()
    one, other = (
        User.objects.get_or_create(
            email=f"{name.lower()}.ruilt@demo.example", defaults={"name": name, "is_active": False}
        )[0]
        for name in COLLEAGUES
    )
    at = now - timedelta(days=2)
    run = publishing.offer(run=_run(found, one, at), by=one, now=at)
    publishing.publish(run=run, by=other, now=now - timedelta(days=1))
    return f"een ronde met {run.count} leraren in een voorstel, door twee mensen gepubliceerd"


def _round(region: Region, now: datetime, *, title: str, closes: timedelta, opened: bool) -> Round:
    """Make a round whose period fits into one school year."""
    last = timezone.localdate(now + closes)
    starts = last + timedelta(days=50)
    ends = starts + timedelta(weeks=18)
    if (ends.month, ends.day) >= (8, 1) > (starts.month, starts.day):
        starts, ends = date(ends.year, 8, 31), date(ends.year + 1, 1, 29)
    plan = Plan(
        title=title,
        starts_on=starts,
        ends_on=ends,
        opens_at=now - timedelta(days=40),
        closes_at=timezone.make_aware(datetime.combine(last, time())),
        decides_on=last + timedelta(days=14),
        largest=Round.Largest.THREE,
    )
    made = rounds.create(region=region, plan=plan, now=now - timedelta(days=45))
    if opened:
        rounds.open_round(found=made, now=now - timedelta(days=40))
        made.refresh_from_db()
    return made


def _applications(
    found: Round,
    rng: random.Random,
    *,
    until: datetime,
    number: int = NUMBER,
    stages: Sequence[tuple[Stage, int]] = STAGES,
    first: int = 0,
) -> None:
    """Write applications, all made before a moment. first: from where their people are counted."""
    schools = list(found.region.schools().select_related("board"))
    drawn = rng.choices([stage for stage, _share in stages], [share for _stage, share in stages], k=number)
    for place, stage in enumerate(drawn, first):
        at = until - timedelta(minutes=rng.randrange(4 * 24 * 60, 30 * 24 * 60))
        school = rng.choice(schools)
        ended = stage in (Stage.WITHDRAWN, Stage.EXPIRED)
        whole = stage in (Stage.CONFIRMED, Stage.VERIFIED)
        application = Application.objects.create(
            round=found,
            school=school,
            starter=Role.DIRECTOR if rng.random() < 0.2 else Role.TEACHER,
            stage=stage,
            created_at=at,
            confirmed_at=at + timedelta(days=2) if whole else None,
            expires_at=at + steps.LIFE,
            ended_at=at + timedelta(days=3) if ended else None,
        )
        _people(application, school, stage, at, place, rng)


def _people(
    application: Application, school: SchoolLocation, stage: Stage, at: datetime, number: int, rng: random.Random
) -> None:
    confirmed = _confirmed(application, stage, rng)
    known = stage == Stage.VERIFIED and rng.random() < 0.8
    for role in Role:
        is_director = role == Role.DIRECTOR
        domain = school.web_domain if is_director and known else "postvak.example" if is_director else "leraren.example"
        email = f"{role.value}{number}@{domain}"
        asked = stage != Stage.DRAFT or role == application.starter
        person = Applicant.objects.create(
            application=application,
            role=role,
            name=f"{rng.choice(FIRST)} {rng.choice(LAST)}",
            email=email,
            mailbox=mailbox(email),
            counts=role == Role.TEACHER and role in confirmed and stage not in (Stage.WITHDRAWN, Stage.EXPIRED),
            invited_at=at + timedelta(hours=1) if asked else None,
            confirmed_at=at + timedelta(days=1) if role in confirmed else None,
        )
        if role == Role.TEACHER and role in confirmed:
            _teacher(person, school, rng)
    if Role.DIRECTOR in confirmed:
        _school(application, rng)
    if stage == Stage.VERIFIED:
        how = Verification.How.DOMAIN if known else Verification.How.CODE
        Verification.objects.create(application=application, how=how, at=at + timedelta(days=2))


def _confirmed(application: Application, stage: Stage, rng: random.Random) -> set[str]:
    if stage in (Stage.CONFIRMED, Stage.VERIFIED):
        return set(Role.values)
    if stage == Stage.DRAFT:
        return set()
    others = [role for role in Role.values if role != application.starter]
    return {str(application.starter), *rng.sample(others, rng.randrange(2))}


def _themes(rng: random.Random, number: int) -> list[str]:
    codes = [theme.code for _top, below in vocabulary().choices() for theme in below]
    return rng.sample(codes, number)


def _teacher(person: Applicant, school: SchoolLocation, rng: random.Random) -> None:
    days = list(rng.choice(WEEKS))
    secondary = school.sector == jobs.SECONDARY
    subject = rng.choice(jobs.SUBJECTS[:20]) if secondary else ""
    level = rng.choice(tuple(jobs.Level)) if secondary else None
    first = rng.choice(jobs.GROUPS[:7])
    Job.objects.create(
        applicant=person,
        groups=[] if secondary else [first, first + 1][: rng.choice((1, 1, 2))],
        subject=subject,
        level=level.value if level else "",
        days=days,
        fte=20 * len(days),
    )
    degree = Degree.PRIMARY if not secondary else Degree.FIRST if level == jobs.Level.UPPER else Degree.SECOND
    Qualification.objects.create(applicant=person, degree=degree.value, subject=subject)
    Wishes.objects.create(
        applicant=person,
        minutes=rng.choice((15, 30, 30, 45, 60)),
        mode=rng.choice((Mode.BIKE, Mode.BIKE, Mode.CAR, Mode.TRANSIT)),
        home_pc4=str(rng.randrange(4950, 4990)) if rng.random() < 0.6 else "",
        denominations=[school.denomination, "Openbaar"] if rng.random() < 0.1 else [],
        other_sector=rng.random() < 0.2,
        other_board_only=rng.random() < 0.1,
        three_way=rng.random() < 0.7,
        other_days=_other_days(days, rng),
    )
    chosen = _themes(rng, 4)
    PersonalTheme.objects.bulk_create(
        PersonalTheme(applicant=person, kind=kind, theme=theme, rank=rank)
        for kind, codes in ((PersonalTheme.Kind.GOAL, chosen[:2]), (PersonalTheme.Kind.STRENGTH, chosen[2:]))
        for rank, theme in enumerate(codes, 1)
    )


def _other_days(days: list[int], rng: random.Random) -> list[int]:
    """Give the days that somebody can work as well: none for most, one for many, all for some."""
    rest = [day for day in jobs.DAYS if day not in days]
    return sorted(rng.sample(rest, rng.choice((0, 0, 0, min(1, len(rest)), min(1, len(rest)), len(rest)))))


def _school(application: Application, rng: random.Random) -> None:
    chosen = _themes(rng, 5)
    Expertise.objects.bulk_create(
        Expertise(application=application, theme=theme, level=rng.randint(1, 3), evidence=rng.choice(EVIDENCE))
        for theme in chosen[:2]
    )
    Goal.objects.bulk_create(
        Goal(application=application, theme=theme, priority=3 - place) for place, theme in enumerate(chosen[2:])
    )


def _map(found: Round, now: datetime, rng: random.Random) -> int:
    """Let some of the known directors say yes, and a few no; give how many schools are on the map."""
    ready = found.applications.filter(stage=Stage.VERIFIED).order_by("pk")
    for application in ready:
        if rng.random() < 0.4:
            director = application.people.get(role=Role.DIRECTOR)
            mapping.answer(director=director, agreed=rng.random() < 0.85, now=now - timedelta(days=rng.randrange(1, 5)))
    return MapAnswer.objects.shown().count()


def _practices(now: datetime, rng: random.Random) -> int:
    """Write practices of exchanges that are long over; give how many."""
    written = json.loads(PRACTICES.read_text(encoding="utf-8"))
    for one in written:
        at = now - timedelta(days=rng.randrange(20, 200))
        BestPractice.objects.create(
            **one, state=BestPractice.State.PUBLISHED, offered_at=at - timedelta(days=9), published_at=at
        )
    return len(written)


def _cast(found: Round, now: datetime) -> None:
    """Bram begins; the letter to him waits in the mailbox of the demo."""
    school = found.region.schools().get(title="Basisschool De Verzonnen Vlieger")
    people = {
        steps.Role.TEACHER: ("Bram", "bram@demo.example"),
        steps.Role.DIRECTOR: ("Daan", "daan@demo.example"),
        steps.Role.BUDDY: ("Bo", "bo@demo.example"),
    }
    form = starting.Begin(steps.Role.TEACHER, people, "nl")
    starting.begin(found=found, school=school, form=form, now=now)
