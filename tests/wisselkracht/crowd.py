"""A round with thousands of applications, written at once, and a run of it."""

from __future__ import annotations

import random
import time
from datetime import timedelta

from django.utils import timezone

from ndt.schools.models import Mode, Postcode, SchoolLocation
from tests.wisselkracht import factories
from wisselkracht.core.qualification import Degree
from wisselkracht.models import (
    Applicant,
    Application,
    BestPractice,
    Exchange,
    Expertise,
    Goal,
    Job,
    Moment,
    PersonalTheme,
    Place,
    Qualification,
    Review,
    Role,
    Round,
    RoundState,
    Run,
    Stage,
    Wishes,
)
from wisselkracht.queries.vocabulary import vocabulary
from wisselkracht.services import explaining, running

PLACES = 400
A_SCHOOL = 2


def round_of(number: int, rng: random.Random) -> Round:
    """Give a closed round with so many verified applications, spread over a province."""
    now = timezone.now()
    found = factories.round_(
        opens_at=now - timedelta(days=60), closes_at=now - timedelta(days=1), state=RoundState.CLOSED
    )  # fmt: skip
    codes = [str(3000 + place) for place in range(PLACES)]
    Postcode.objects.bulk_create(
        Postcode(pc4=code, lat=51.7 + rng.random() * 0.7, lon=4.5 + rng.random() * 1.2) for code in codes
    )
    boards = [factories.board() for _time in range(60)]
    schools = SchoolLocation.objects.bulk_create(
        SchoolLocation(
            code=f"{10 + place // 1000}{'ABCDEFGHIJ'[place // 100 % 10]}{'KLMNPQRSTU'[place // 10 % 10]}{place % 10:02d}",
            title=f"De {rng.choice(('Vlieger', 'Linde', 'Brug'))} {place}",
            board=rng.choice(boards),
            sector=rng.choice(("bo", "bo", "bo", "sbo")),
            postcode=f"{code} AB",
            pc4=code,
            place=f"Plaats {code}",
            denomination=rng.choice(("Openbaar", "Rooms-Katholiek", "Protestants-Christelijk")),
            area=factories.AREA,
            first_seen=now.date(),
        )
        for place in range(number // A_SCHOOL)
        for code in [rng.choice(codes)]
    )
    applications = Application.objects.bulk_create(
        Application(
            round=found, school=schools[place % len(schools)], starter=Role.TEACHER, stage=Stage.VERIFIED,
            confirmed_at=now, expires_at=now + timedelta(days=30),
        )
        for place in range(number)
    )  # fmt: skip
    _people(applications, rng)
    return found


def _people(applications: list[Application], rng: random.Random) -> None:
    now = timezone.now()
    people = Applicant.objects.bulk_create(
        Applicant(
            application=one, role=role, name=f"{role.label} {one.pk}", email=f"{role.value}{one.pk}@school.example",
            mailbox=f"{role.value}{one.pk}", counts=role == Role.TEACHER, invited_at=now, confirmed_at=now,
        )
        for one in applications
        for role in Role
    )  # fmt: skip
    teachers = [one for one in people if one.role == Role.TEACHER]
    # Most work on one of a few patterns of days: on others two cannot swap.
    patterns = ([1, 2, 3], [1, 2, 4], [3, 4, 5], [1, 2, 3, 4], [1, 2, 4, 5], [1, 2, 3, 4, 5])
    days = {one.pk: rng.choice(patterns) for one in teachers}
    Job.objects.bulk_create(
        Job(applicant=one, groups=[rng.randrange(1, 9)], days=days[one.pk], fte=20 * len(days[one.pk]))
        for one in teachers
    )
    Qualification.objects.bulk_create(Qualification(applicant=one, degree=Degree.PRIMARY.value) for one in teachers)
    Wishes.objects.bulk_create(
        Wishes(applicant=one, minutes=rng.choice((15, 30, 30, 45)), mode=Mode.BIKE, three_way=True) for one in teachers
    )
    themes = [theme.code for _top, below in vocabulary().choices() for theme in below]
    PersonalTheme.objects.bulk_create(
        PersonalTheme(applicant=one, kind=PersonalTheme.Kind.GOAL, theme=theme, rank=1)
        for one in teachers
        for theme in [rng.choice(themes)]
    )
    Expertise.objects.bulk_create(
        Expertise(application=one, theme=theme, level=rng.randint(1, 3))
        for one in applications
        for theme in rng.sample(themes, 3)
    )
    Goal.objects.bulk_create(
        Goal(application=one, theme=theme, priority=rng.randint(1, 3))
        for one in applications
        for theme in rng.sample(themes, 3)
    )


def run(found: Round, seconds: dict[str, float]) -> Run:
    """Give the second of two runs of pairs, so that there is something to compare. seconds: filled in."""
    wish = running.Wish(2)
    for _time in range(2):
        now = timezone.now()
        made = running.start(found=found, wish=wish, by=None, now=now)
        begun = time.perf_counter()
        running.build(run_id=made.pk, attempt=1, now=now)
        seconds["build"] = time.perf_counter() - begun
        begun = time.perf_counter()
        running.work(run_id=made.pk, attempt=1, now=now, report=lambda done, total: None)
        seconds["solve"] = time.perf_counter() - begun
    explaining.explain(run_id=made.pk, after=0, box_s=10)
    made.refresh_from_db()
    return made


def exchanges(run: Run, rng: random.Random) -> list[Exchange]:
    """Let the exchanges of a run go on, with moments to look back and answers of which some ask for a talk."""
    now = timezone.now()
    today = timezone.localdate(now)
    found = list(run.exchanges.prefetch_related("members").order_by("number"))
    made = Exchange.objects.bulk_create(
        Exchange(
            round=run.round, run_number=run.number, state=rng.choice(("running", "signing", "proposed")),
            starts_on=run.round.starts_on, ends_on=run.round.ends_on, answer_until=today,
        )
        for _one in found
    )  # fmt: skip
    teachers = dict(
        Applicant.objects.filter(application__round=run.round, role=Role.TEACHER).values_list("application", "pk")
    )
    codes = dict(run.round.applications.values_list("pk", "school__code"))
    places = Place.objects.bulk_create(
        Place(
            exchange=exchange, number=number, application_id=member.application_id,
            teacher_id=teachers[member.application_id], school_code=codes[member.application_id],
        )
        for exchange, one in zip(made, found, strict=True)
        for number, member in enumerate(sorted(one.members.all(), key=lambda each: each.place))
    )  # fmt: skip
    moments = Moment.objects.bulk_create(
        Moment(place=place, which=which, opens_on=day, remind_on=day, due_on=day + timedelta(days=7))
        for place in places
        for which, weeks in (("week-3", -2), ("middle", 6), ("last-weeks", 14))
        for day in [today + timedelta(weeks=weeks, days=rng.randrange(7))]
    )
    Review.objects.bulk_create(
        Review(
            moment=moment, place=moment.place, role=Role.TEACHER, mailbox="x", at=now - timedelta(days=rng.randrange(9)),
            answers={"lessons": 2}, urgency="talk" if rng.random() < 0.1 else "",
        )
        for moment in moments
        if moment.opens_on <= today
    )  # fmt: skip
    BestPractice.objects.bulk_create(
        BestPractice(
            exchange=exchange, place=places[0], title=f"Wat werkte {exchange.pk}", text="Zo. " * 60, theme="lezen",
            state=rng.choice(("submitted", "published")), published_at=now,
        )
        for exchange in made[:300]
    )  # fmt: skip
    return made


def paired(run: Run, rng: random.Random) -> list[int]:
    """Give the two applications of some exchange of a run."""
    exchange = rng.choice(list(run.exchanges.values_list("pk", flat=True)))
    return list(run.members.filter(exchange=exchange).values_list("application", flat=True))
