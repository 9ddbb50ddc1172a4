"""Three invented cities with a neighbourhood in each: a pass of its own form, providers, tutors, families and their lessons."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from bijles import demo_desks, demo_lessons, demo_money, demo_schools
from bijles.core import ledger, passes, rules
from bijles.core.enrolment_lists import COLUMNS, PLACE
from bijles.core.ledger import Kind as Moves
from bijles.core.ledger import Owner, Place
from bijles.core.rules import Cap, Of, Rules, Span, Unit
from bijles.demo_lessons import Course
from bijles.demo_passes import FREE
from bijles.models import (
    Agreement,
    Availability,
    Booking,
    Child,
    Pass,
    PassScheme,
    Programme,
    ProgrammeRules,
    Provider,
    Skill,
    Tutor,
)
from bijles.models.programme import AgreementState, Form
from bijles.services import enrolling, posting, proving, waiting
from ndt.people.models import Kind, Membership, Organisation, Role, User


@dataclass(frozen=True, slots=True)
class House:
    """A provider of the demo. most: pupils in a lesson. silence: how many of its families never answer."""

    name: str
    cents: int
    most: int
    silence: float = 0.1


@dataclass(frozen=True, slots=True)
class City:
    """A city of the demo. slug, digits, year: of its pass; the forms are those of the three real ones."""

    slug: str
    title: str
    name: str
    digits: tuple[int, int]
    year: tuple[int, int]
    areas: tuple[str, ...]
    providers: tuple[House, ...]
    tutors: int
    families: int


CITIES: Final = (
    City(
        "nergenspas", "Nergenspas", "Gemeente Nergenshuizen", (13, 19), (8, 1), ("4950", "4951", "4952", "4957", "4958"),
        (
            House("Stichting Bijles Denkbeeld", 2_500, 1),
            House("Huiswerkhuis Nergenshuizen", 1_900, 3, silence=0.3),
            House("Vereniging Verzonnen Leerkracht", 2_250, 2),
        ), 30, 60,
    ),
    City(
        "maaspas", "Maaspas", "Gemeente Fantasia", (6, 19), (3, 1), ("4961", "4962", "4963", "4969"),
        (House("Stichting Samen Slim Fantasia", 2_700, 2), House("Studiezaal Fantasia", 1_800, 3)), 20, 40,
    ),
    City(
        "ooiepas", "Ooiepas", "Gemeente Verzonnenstad", (6, 19), (1, 1), ("4985", "4986", "4979"),
        (House("Stichting De Bedachte Leraar", 2_600, 1), House("Leerhuis Verzonnenstad", 2_000, 3)), 15, 30,
    ),
)  # fmt: skip
TUTORS: Final = (
    "Tess", "Noor", "Ruben", "Yara", "Jesse", "Fenna", "Milan", "Selin", "Thijs", "Lina", "Samir", "Eline", "Koen", "Roza",
    "Daniel", "Imane", "Bas", "Zofia", "Luuk", "Hanna", "Olek", "Mila", "Jonas", "Sara", "Pim", "Dina", "Wout", "Esra", "Sven",
    "Nadia", "Joris", "Leila", "Gijs", "Anouk", "Emre", "Femke", "Ravi", "Iris", "Stan", "Maud",
)  # fmt: skip
CHILDREN: Final = (
    "Adam", "Aya", "Noah", "Lina", "Yusuf", "Emma", "Kaan", "Zoë", "Filip", "Nora", "Rayan", "Liv", "Mats", "Hiba", "Senna",
    "Omer", "Julia", "Bilal", "Fay", "Dani", "Maya", "Tom", "Selma", "Ivan", "Roos", "Ilyas", "Bo", "Amir", "Evi", "Kai",
)  # fmt: skip
PRIMARY: Final = ("groep-5", "groep-6", "groep-7", "groep-8")
SECONDARY: Final = ("vmbo-k", "vmbo-gt", "havo", "vwo")
PRIMARY_SUBJECTS: Final = ("rekenen", "taal", "lezen", "huiswerk")
SECONDARY_SUBJECTS: Final = ("wiskunde", "nederlands", "engels", "huiswerk")
LANGUAGES: Final = ("tr", "ar", "pl", "uk", "ti", "pap")
AGO: Final = timedelta(weeks=demo_lessons.BEHIND + 2)


def load(now: datetime, rng: random.Random) -> Iterator[str]:
    """Write the cities, and what happened in them."""
    children = 0
    for city in CITIES:
        made = _scheme(city, now)
        programme = _programme(city, made, now)
        agreements = _providers(city, programme, now)
        _tutors(city, agreements, now, rng)
        of_city = _families(city, made, now, rng)
        children += len(of_city)
        _lessons(city, programme, of_city, now, rng)
    schemes = list(PassScheme.objects.filter(slug__in=[city.slug for city in CITIES]).order_by("pk"))
    demo_money.bill(schemes)
    demo_desks.load(now, rng)
    demo_schools.load(now)
    for made in schemes:
        demo_money.settle(made, now)
    yield f"drie verzonnen wijken met {children} kinderen en {Booking.objects.count()} lessen"
    yield f"probeer zelf een pas: {FREE[CITIES[0].slug].number}, geboren {FREE[CITIES[0].slug].born:%d-%m-%Y}"


def _scheme(city: City, now: datetime) -> PassScheme:
    municipality = Organisation.objects.get_or_create(name=city.name, kind=Kind.MUNICIPALITY, solution="")[0]
    made = PassScheme.objects.create(
        slug=city.slug, title=city.title, municipality=municipality, fewest_digits=city.digits[0],
        most_digits=city.digits[1], year_month=city.year[0], year_day=city.year[1], desk_number="14 000",
    )  # fmt: skip
    until = timezone.localdate(now) + timedelta(days=300)
    trial, key = FREE[city.slug], proving.key_of(made)
    rows = [_row(passes.tidy(trial.number, made.facts()) or "", trial.born, until, trial.children, key)]
    rows += [_row(_number(city, place), _born(place), until, 3, key) for place in range(city.families + 40)]
    named = [f"{row},{city.areas[place % len(city.areas)]}" for place, row in enumerate(rows)]
    data = "\n".join([",".join([*COLUMNS, PLACE]), *named])
    enrolling.take_list(scheme=made, data=data.encode(), by=None, now=now - AGO)
    return made


def _row(number: str, born: date, until: date, children: int, key: bytes) -> str:
    hashes = passes.pass_hmac(number, key), passes.birth_date_hmac(number, born, key)
    return ",".join([*hashes, until.isoformat(), str(children)])


def _number(city: City, place: int) -> str:
    return f"{FREE[city.slug].number.replace(' ', '')[:-3]}{500 + place:03d}"


def _born(place: int) -> date:
    return date(1978 + place % 18, 1 + place % 12, 1 + place % 27)


def _programme(city: City, made: PassScheme, now: datetime) -> Programme:
    today = timezone.localdate(now)
    programme = Programme.objects.create(
        scheme=made, title=f"Bijles met de {made.title}", first_day=today - AGO, last_day=today + timedelta(days=280),
        budget_cents=120_000, budget_minutes=3_600,
    )  # fmt: skip
    chosen = Rules(1, ages=(4, 18), caps=(Cap(Span.WEEK, Of.CHILD, Unit.MINUTES, 180),))
    ProgrammeRules.objects.create(programme=programme, version=1, rules=rules.write(chosen), since=now - AGO)
    fund, pot = Owner(Place.FUND, f"scheme:{made.pk}"), Owner(Place.POT, f"programme:{programme.pk}")
    filled = ledger.move(
        Moves.GRANT, f"pot:{programme.pk}", fund, pot, cents=city.families * 350_000, minutes=city.families * 10_000
    )
    posting.post(filled, now=now - AGO)
    return programme


def _providers(city: City, programme: Programme, now: datetime) -> list[Agreement]:
    """Make the agreements; the homework agreement of each first provider had another rate before."""
    found = []
    for place, house in enumerate(city.providers):
        organisation = Organisation.objects.get_or_create(name=house.name, kind=Kind.PROVIDER, solution="bijles")[0]
        provider = Provider.objects.get_or_create(organisation=organisation)[0]
        quality = demo_desks.annex(provider, now).facts()
        for form, cents, most in ((Form.TUTORING, house.cents, house.most), (Form.HOMEWORK, 1_200 - 50 * place, 8)):
            if form is Form.HOMEWORK and not place:
                _agreement(programme, provider, form, quality, cents - 100, most, state=AgreementState.ENDED)
            version = 2 if form is Form.HOMEWORK and not place else 1
            found.append(_agreement(programme, provider, form, quality, cents, most, version=version))
    return found


def _agreement(
    programme: Programme, provider: Provider, form: Form, quality: dict[str, Any], cents: int, most: int, **facts: Any
) -> Agreement:
    terms = {"cents_an_hour": cents, "most_pupils": most, "no_show_percent": 50, "late_cancel_percent": 50}
    return Agreement.objects.create(
        programme=programme, provider=provider, form=form, quality=quality, first_day=programme.first_day,
        last_day=programme.last_day, **(terms | {"state": AgreementState.ACTIVE} | facts),
    )  # fmt: skip


def _tutors(city: City, agreements: list[Agreement], now: datetime, rng: random.Random) -> None:
    """Make the tutors; the one of the cast is the first of the first city, and helps younger children."""
    names = TUTORS if city is CITIES[0] else rng.sample(TUTORS, len(TUTORS))
    today = timezone.localdate(now)
    providers = list(dict.fromkeys(one.provider for one in agreements))
    for place in range(city.tutors):
        tutor = Tutor.objects.create(
            provider=providers[place % len(providers)], first_name=names[place],
            languages=["nl", *rng.sample(LANGUAGES, rng.randrange(3))], vog_seen_on=today - AGO,
            vog_valid_until=today + timedelta(days=50 if place % 13 == 5 else 400),
        )  # fmt: skip
        primary = place % 2 == 0
        subjects = PRIMARY_SUBJECTS if primary else SECONDARY_SUBJECTS
        Skill.objects.bulk_create(
            Skill(tutor=tutor, subject=subject, level=level)
            for subject in subjects
            for level in (PRIMARY if primary else SECONDARY)
        )
        for day in rng.sample(("MO", "TU", "WE", "TH", "FR"), 2):
            _there(tutor, Form.TUTORING, day, time(15), 180, rng.choice(city.areas), today)
        _there(tutor, Form.TUTORING, rng.choice(("MO", "TU", "WE", "TH")), time(18, 30), 120, "", today)
        if place % 3 == 0:
            _there(
                tutor,
                Form.HOMEWORK,
                "SA" if primary else "WE",
                time(10 if primary else 13),
                120,
                rng.choice(city.areas),
                today,
            )


def _there(tutor: Tutor, form: Form, day: str, starts: time, minutes: int, area: str, today: date) -> None:
    Availability.objects.create(
        tutor=tutor, form=form, rule=f"FREQ=WEEKLY;BYDAY={day}", first_day=today - AGO,
        starts=starts, minutes=minutes, area=area,
    )  # fmt: skip


def _families(city: City, made: PassScheme, now: datetime, rng: random.Random) -> list[Child]:
    """Give the children; Amina's is the first of the first city."""
    found = []
    for place in range(city.families):
        amina = city is CITIES[0] and place == 0
        email = "amina@demo.example" if amina else f"gezin{place}@{city.slug}.example"
        user = User.objects.filter(email=email).first() or User.objects.create_user(email)
        if not amina:
            _is_family(user, f"{city.title} {place}")
        typed = proving.Typed(_number(city, place), _born(place), f"demo {city.slug} {place}")
        held = proving.prove(scheme=made, user=user, typed=typed, now=now - AGO + timedelta(days=rng.randrange(12)))
        assert held is not None, "the demo lists the passes of its own families"
        found += [
            _child(city, held, now, rng, amina=amina) for _child_ in range(1 if amina else rng.choice((1, 1, 2, 2, 3)))
        ]
    return found


def _child(city: City, held: Pass, now: datetime, rng: random.Random, *, amina: bool) -> Child:
    primary = amina or rng.random() < 0.55
    place = rng.randrange(4)
    return proving.place_child(
        held=held, today=timezone.localdate(now), first_name="Sami" if amina else rng.choice(CHILDREN),
        birth_month=date(now.year - (10 if amina else 9 + place if primary else 13 + place), rng.randrange(1, 13), 1),
        level="groep-7" if amina else (PRIMARY if primary else SECONDARY)[place],
        postcode=city.areas[1] if amina else rng.choice(city.areas),
        languages=["nl", "ar"] if amina else ["nl", *rng.sample(LANGUAGES, rng.randrange(2))],
    )  # fmt: skip


def _is_family(user: User, name: str) -> None:
    house = Organisation.objects.get_or_create(name=f"Gezin {name}", kind=Kind.HOUSEHOLD, solution="bijles")[0]
    Membership.objects.get_or_create(user=user, organisation=house, role=Role.FAMILY)


def _lessons(city: City, programme: Programme, children: list[Child], now: datetime, rng: random.Random) -> None:
    """Give most children a course, some homework too, and let the others wait."""
    slots = demo_lessons.slots_of(programme, now)
    found: list[Course] = []
    for child in children:
        primary = child.level in PRIMARY
        if city is CITIES[0] and child is children[0]:
            # The child of the cast goes to the tutor of the cast, and its mother still has to answer about last week.
            found.append(
                demo_lessons.take(
                    child, "rekenen", slots[0], range(4, demo_lessons.BEHIND + demo_lessons.AHEAD), told=True
                )
            )
            continue
        roll = rng.random()
        taken: list[demo_lessons.Course] = []
        subject = rng.choice(PRIMARY_SUBJECTS[:3] if primary else SECONDARY_SUBJECTS[:3])
        wanted = [(subject, Form.TUTORING)] * (roll < 0.8) + [("huiswerk", Form.HOMEWORK)] * (roll > 0.6)
        for what, form in wanted if roll < 0.9 else ():
            made = demo_lessons.course(child, what, form, slots, [one.slot for one in taken], rng)
            if made is not None:
                taken.append(made)
        if not taken:
            since = now - timedelta(days=rng.randrange(3, 40))
            waiting.join(
                child=child, subject="lezen" if primary else "natuurkunde", online=rng.random() < 0.7, now=since
            )
        found += taken
    silence = {
        one.provider_id: house.silence
        for one in _active(programme)
        for house in city.providers
        if house.name == str(one.provider)
    }
    demo_lessons.write(programme, found, silence, now, rng)


def _active(programme: Programme) -> QuerySet[Agreement]:
    return programme.agreements.filter(state=AgreementState.ACTIVE).select_related("provider__organisation")
