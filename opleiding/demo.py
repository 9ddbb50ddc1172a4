"""An institute, three universities, forty trainers, two rounds, four meetings and five modules. Everything is invented."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from ndt.people.models import Kind, Organisation, User
from opleiding import demo_meetings, demo_modules, demo_rounds, links
from opleiding.models import (
    Agreement,
    DevelopmentOffer,
    Goal,
    Ground,
    Institute,
    Offering,
    OfferingState,
    Party,
    Pool,
    Programme,
    Related,
    RelatedTable,
    Route,
    Rules,
    StudyProgramme,
    Subject,
    Trainer,
    University,
    Use,
)
from opleiding.services import advising, following, inviting, joining, profile

TRAINERS: Final = 40
# So many of them tell how far they came.
TELLING: Final = 36
# So many offerings take part in the rounds, with fewer places than there are trainers.
IN_ROUNDS: Final = 5
SUBJECTS: Final = (
    ("wiskunde", "wiskunde"), ("natuurkunde", "natuurkunde"), ("scheikunde", "scheikunde"), ("nederlands", "Nederlands"),
    ("engels", "Engels"), ("duits", "Duits"), ("economie", "economie"), ("biologie", "biologie"),
)  # fmt: skip
# Study, and the EC that are short by subject. Invented, but of the shape of the real table.
STUDIES: Final[tuple[tuple[str, str, dict[str, int]], ...]] = (
    ("wiskunde", "Wiskunde", {"wiskunde": 0, "natuurkunde": 30}),
    ("natuurkunde", "Natuurkunde", {"natuurkunde": 0, "wiskunde": 6, "scheikunde": 24}),
    ("econometrie", "Econometrie", {"wiskunde": 12, "economie": 0}),
    ("technische-natuurkunde", "Technische natuurkunde", {"natuurkunde": 0, "wiskunde": 9}),
    ("scheikunde", "Scheikunde", {"scheikunde": 0, "biologie": 18}),
    ("biologie", "Biologie", {"biologie": 0, "scheikunde": 30}),
    ("nederlands", "Nederlandse taal en cultuur", {"nederlands": 0}),
    ("engels", "Engelse taal en cultuur", {"engels": 0, "nederlands": 45}),
    ("duits", "Duitse taal en cultuur", {"duits": 0}),
    ("economie", "Economie", {"economie": 0, "wiskunde": 40}),
)
HOUSES: Final = (
    ("Lerarenopleiding Nergenshuizen", "Nergenshuizen", "4951"),
    ("Universiteit Fantasia", "Fantasia", "4962"),
    ("Universiteit Verzonnenstad", "Verzonnenstad", "4985"),
)
RELATED: Final = {"id": "vak", "kind": "related", "table": "verwantschap", "most_short_ec": 18}
MASTER: Final = {"id": "master", "kind": "degree", "level": "master"}
BACHELOR: Final = {"id": "bachelor", "kind": "degree", "level": "bachelor"}
DUTCH: Final = {"id": "taal", "kind": "language", "language": "nl"}
ROUTES: Final[dict[Route, tuple[dict[str, Any], ...]]] = {
    Route.MINOR: ({"id": "punten", "kind": "credits", "level": "bachelor", "ec": 90}, RELATED),
    Route.MODULE: (BACHELOR, RELATED, DUTCH),
    Route.MASTER_1: (MASTER, RELATED, DUTCH),
    Route.MASTER_2: (BACHELOR, RELATED, DUTCH),
    Route.TRAINEES: (
        {"id": "recent", "kind": "degree", "level": "master", "most_years": 7},
        {"id": "cijfer", "kind": "grade", "level": "master", "least": 7},
        RELATED,
    ),
}
# Route, months, days a week, beside a job, euros.
SHAPES: Final = {
    Route.MINOR: (6, 5, False, 1300),
    Route.MODULE: (6, 3, True, 1300),
    Route.MASTER_1: (12, 4, False, 2600),
    Route.MASTER_2: (24, 4, False, 5200),
    Route.TRAINEES: (24, 5, False, 0),
}
PLAN: Final = (
    (Route.MASTER_1, "wiskunde"), (Route.MASTER_1, "natuurkunde"), (Route.MASTER_1, "nederlands"),
    (Route.MODULE, "wiskunde"), (Route.MODULE, "engels"), (Route.MINOR, "scheikunde"), (Route.MASTER_2, "duits"),
)  # fmt: skip
SIGNED: Final = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 66>>stream
BT /F1 16 Tf 60 760 Td (Voorbeeld: een getekende overeenkomst) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


def load(now: datetime, rng: random.Random) -> Iterator[str]:
    """Write the lists, the institute, the universities and the trainers."""
    subjects = {code: Subject.objects.create(code=code, title=title) for code, title in SUBJECTS}
    studies = _studies(subjects, now)
    for house in HOUSES:
        _university(house, subjects, now, rng)
    yield f"{Offering.objects.count()} starts van verzonnen opleidingen"
    institute = _institute(now)
    _trainers(institute, subjects, studies, now, rng)
    yield f"{TRAINERS} verzonnen examentrainers"
    first = Offering.objects.filter(programme__university__town=HOUSES[0][1]).order_by("pk")[:IN_ROUNDS]
    demo_rounds.load(list(first), list(Trainer.objects.order_by("pk")[:30]), now, rng)
    yield "twee rondes: een neemt lijsten aan, een is bekendgemaakt"
    demo_meetings.load(list(Trainer.objects.order_by("pk")), now, rng)
    yield "vier bijeenkomsten: een is geweest, een is vol met een wachtlijst"
    demo_modules.load(institute, list(Trainer.objects.order_by("pk")), now, rng)
    yield "vijf modules: van concept tot afgerond"
    _progress(now)
    yield "wie zich aanmeldde, en wie al voor de klas staat"


def _studies(subjects: dict[str, Subject], now: datetime) -> list[StudyProgramme]:
    table = RelatedTable.objects.create(
        code="verwantschap", version="voorbeeld 2026", source="Verzonnen tabel voor deze demo", seen_on=now.date()
    )
    found = []
    for code, title, short in STUDIES:
        study = StudyProgramme.objects.create(code=code, title=title)
        found.append(study)
        for subject, ec in short.items():
            Related.objects.create(table=table, study=study, subject=subjects[subject], short_ec=ec)
    return found


def _university(house: tuple[str, str, str], subjects: dict[str, Subject], now: datetime, rng: random.Random) -> None:
    name, town, pc4 = house
    organisation = Organisation.objects.get_or_create(name=name, kind=Kind.PROGRAMME, solution="opleiding")[0]
    university = University.objects.create(organisation=organisation, town=town, pc4=pc4)
    pool = Pool.objects.create(university=university, title="Stageplaatsen", places=8)
    plan = (*PLAN, (Route.TRAINEES, "wiskunde"), (Route.TRAINEES, "natuurkunde")) if pc4 == HOUSES[0][2] else PLAN
    for route, code in plan:
        _programme(university, route, subjects[code], pool, now, rng)
    facts = {"source": f"https://www.universiteit.example/{pc4}/aanbod", "seen_on": now.date()}
    DevelopmentOffer.objects.create(
        university=university, title="Spreken voor een volle zaal", goal=Goal.SPEAKING,
        text="Vier avonden oefenen, met film en een coach.", hours=12, **facts,
    )  # fmt: skip
    DevelopmentOffer.objects.create(
        university=university, title="Begeleiden van jongeren", goal=Goal.COACHING,
        text="Twee dagen over luisteren en doorvragen.", hours=16, **facts,
    )  # fmt: skip


def _programme(
    university: University, route: Route, subject: Subject, pool: Pool, now: datetime, rng: random.Random
) -> None:
    source = f"https://www.universiteit.example/{university.pc4}/{route}/{subject.code}"
    facts = {"source": source, "seen_on": timezone.localdate(now)}
    goals = [Goal.TEACHING, rng.choice((Goal.COACHING, Goal.DESIGN, Goal.RESEARCH))]
    title = f"{Route(route).label}: {subject.title}"
    programme = Programme.objects.create(
        university=university, title=f"{title[0].upper()}{title[1:]}", route=route,
        subject=subject, goals=[*goals, Goal.LEADING] if route == Route.TRAINEES else goals, **facts,
    )  # fmt: skip
    rules = [one | {"subject": subject.code} if one["kind"] == "related" else one for one in ROUTES[route]]
    year = timezone.localdate(now).year
    Rules.objects.create(programme=programme, version=str(year), since=date(year, 1, 1), rules=rules, **facts)
    months, days, hybrid, euro = SHAPES[route]
    for term, starts_on, before in _starts(timezone.localdate(now)):
        Offering.objects.create(
            programme=programme, starts_on=starts_on, term=term, places=rng.randrange(2, 7), days=days,
            pool=pool if route in (Route.MASTER_1, Route.MASTER_2) else None, hybrid=hybrid, months=months,
            deadline=before, cost_euro=euro, state=OfferingState.PUBLISHED, **facts,
        )  # fmt: skip


def _starts(today: date) -> list[tuple[str, date, date]]:
    """Give the next September, with its last day to apply."""
    year = today.year + (today >= date(today.year, 4, 1))
    return [(Offering.Term.AUTUMN, date(year, 9, 1), date(year, 4, 1))]


def _institute(now: datetime) -> Institute:
    organisation = Organisation.objects.get(kind=Kind.INSTITUTE, solution="opleiding")
    institute = Institute.objects.create(organisation=organisation, kvk="00000000")
    Agreement.objects.create(
        institute=institute, party=Party.PROCESSOR, ground=Ground.LEGITIMATE_INTEREST, retention_days=180,
        purpose="Examentrainers uitnodigen voor een advies over lerarenopleidingen.", signed=SIGNED,
        sha256=hashlib.sha256(SIGNED).hexdigest(), since=timezone.localdate(now) - timedelta(days=60),
        uploaded_by=User.objects.get(email="ilse@demo.example"), uploaded_at=now - timedelta(days=60),
    )  # fmt: skip
    return institute


def _trainers(
    institute: Institute, subjects: dict[str, Subject], studies: list[StudyProgramme], now: datetime, rng: random.Random
) -> None:
    ilse = User.objects.get(email="ilse@demo.example")
    batch = inviting.make_codes(institute=institute, title="Trainers van dit jaar", size=60, by=ilse, now=now)
    codes = [links.code_of(one) for one in batch.invitations.select_related("batch")]
    tim = User.objects.get(email="tim@demo.example")
    for number in range(TRAINERS):
        user = (
            tim
            if number == 0
            else User.objects.create_user(f"trainer{number}@trainers.example", name=f"Trainer {number}")
        )
        found = joining.accept(code=codes[number], user=user, now=now)
        study = studies[1] if number == 0 else rng.choice(studies)
        _profile(found, study, subjects, now, rng, tim=number == 0)
        if number == 0 or rng.random() < 0.6:
            advising.make(trainer=found, now=now)
    inviting.make_codes(institute=institute, title="Nieuwe trainers", size=12, by=ilse, now=now)


def _progress(now: datetime) -> None:
    """Let most trainers tell how far they came: many at two programmes, a few at a third, so that some counts are hidden."""
    programmes = [*Programme.objects.order_by("pk")[:2], Programme.objects.order_by("-pk")[0]]
    for number, trainer in enumerate(Trainer.objects.order_by("pk")[1:TELLING]):
        place = programmes[0 if number % 5 < 2 else 1 if number % 5 < 4 else 2]
        following.tell(
            trainer=trainer, stage=following.TOLD[number * 7 % 17 % len(following.TOLD)], place=place, now=now
        )


def _profile(
    found: Trainer, study: StudyProgramme, subjects: dict[str, Subject], now: datetime, rng: random.Random, *, tim: bool
) -> None:
    today = timezone.localdate(now)
    master = tim or rng.random() < 0.6
    profile.put_study(
        trainer=found, now=now,
        facts={
            "programme": study, "level": "master" if master else "bachelor", "ec": 120 if master else rng.randrange(80, 181, 5),
            "finished_on": date(today.year + rng.randrange(2) * (not tim), 7, 1),
            "mean_grade": None if rng.random() < 0.3 and not tim else rng.randrange(65, 85) / 10,
        },
    )  # fmt: skip
    main = subjects["wiskunde"] if tim else rng.choice(list(subjects.values()))
    row = profile.put_experience(trainer=found, subject=main, upper=True, hours=rng.randrange(20, 240, 10), now=now)
    profile.tell(
        trainer=found, step=8, now=now, didactic_hours=rng.randrange(0, 40, 8), wish=rng.choice(Trainer.Wish.values),
        pc4=str(rng.randrange(4950, 4990)), mode=rng.choice(Trainer.ModeOfTravel.values), most_minutes=60,
        starts=[Offering.Term.AUTUMN], languages=["nl"], goals=rng.sample(Goal.values, 2),
    )  # fmt: skip
    universities = list(University.objects.order_by("pk"))
    profile.allow(
        trainer=found, uses=[Use.ADVICE, Use.INSTITUTE, Use.PROGRAMMES, Use.FOLLOW],
        visible_to=rng.sample(universities, rng.randrange(3)), now=now,
    )  # fmt: skip
    if tim or rng.random() < 0.5:
        profile.confirm(experience=row, seen=row.hours, by=User.objects.get(email="ilse@demo.example"), now=now)
