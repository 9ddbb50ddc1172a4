"""Three invented cities, each with a pass of its own form, providers, tutors, families and nine weeks of lessons."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from bijles import demo_desks
from bijles.core import ledger, passes, rules
from bijles.core.attendance import Answer, Tick
from bijles.core.enrolment_lists import COLUMNS
from bijles.core.errors import BijlesError
from bijles.core.ledger import Kind as Moves
from bijles.core.ledger import Owner, Place
from bijles.core.rules import Cap, Of, Rules, Span, Unit
from bijles.demo_money import bill
from bijles.demo_passes import FREE
from bijles.models import (
    Agreement,
    Attendance,
    Availability,
    Booking,
    Child,
    PassScheme,
    Programme,
    ProgrammeRules,
    Provider,
    Skill,
    Tutor,
)
from bijles.models.programme import AgreementState, Form
from bijles.queries import supply
from bijles.queries.supply import Wanted
from bijles.services import attending, booking, enrolling, planning, posting, proving, waiting
from bijles.services.booking import Wish
from ndt.people.models import Kind, Membership, Organisation, Role, User


@dataclass(frozen=True, slots=True)
class City:
    """A city of the demo. slug, digits, year: of its pass; the forms are those of the three real ones. free: number to try."""

    slug: str
    title: str
    name: str
    digits: tuple[int, int]
    year: tuple[int, int]
    areas: tuple[str, ...]
    providers: tuple[str, ...]
    tutors: int
    families: int


CITIES: Final = (
    City(
        "nergenspas", "Nergenspas", "Gemeente Nergenshuizen", (13, 19), (8, 1), ("4950", "4951", "4952", "4957", "4958"),
        ("Stichting Bijles Denkbeeld", "Huiswerkhuis Nergenshuizen"), 12, 9,
    ),
    City("maaspas", "Maaspas", "Gemeente Fantasia", (6, 19), (3, 1), ("4961", "4962", "4963", "4969"),
         ("Stichting Samen Slim Fantasia",), 7, 5),
    City("ooiepas", "Ooiepas", "Gemeente Verzonnenstad", (6, 19), (1, 1), ("4985", "4986", "4979"),
         ("Stichting De Bedachte Leraar",), 5, 4),
)  # fmt: skip
TUTORS: Final = (
    "Tess", "Noor", "Ruben", "Yara", "Jesse", "Fenna", "Milan", "Selin", "Thijs", "Lina", "Samir", "Eline", "Koen", "Roza",
    "Daniel", "Imane", "Bas", "Zofia", "Luuk", "Hanna", "Olek", "Mila", "Jonas", "Sara",
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
# Six weeks behind us hold the end of a month that can be settled, whatever day it is.
BEFORE: Final = timedelta(weeks=6)
WEEKS: Final = 9


def load(now: datetime, rng: random.Random) -> Iterator[str]:
    """Write the cities, and what happened in them."""
    names, children = iter(TUTORS), 0
    for city in CITIES:
        made = _scheme(city, now, rng)
        programme = _programme(made, now)
        agreements = _providers(city, programme, now)
        _tutors(city, agreements, names, now, rng)
        of_city = _families(city, made, now, rng)
        children += len(of_city)
        for child in of_city:
            _lessons(child, now, rng)
    demo_desks.load(now)
    bill(list(PassScheme.objects.filter(slug__in=[city.slug for city in CITIES]).order_by("pk")))
    yield f"drie verzonnen steden met {children} kinderen en {Booking.objects.count()} lessen"
    yield f"probeer zelf een pas: {FREE[CITIES[0].slug].number}, geboren {FREE[CITIES[0].slug].born:%d-%m-%Y}"


def _scheme(city: City, now: datetime, rng: random.Random) -> PassScheme:
    municipality = Organisation.objects.get_or_create(name=city.name, kind=Kind.MUNICIPALITY, solution="")[0]
    made = PassScheme.objects.create(
        slug=city.slug, title=city.title, municipality=municipality, fewest_digits=city.digits[0],
        most_digits=city.digits[1], year_month=city.year[0], year_day=city.year[1], desk_number="14 000",
    )  # fmt: skip
    until = timezone.localdate(now) + timedelta(days=300)
    trial, key = FREE[city.slug], proving.key_of(made)
    rows = [_row(passes.tidy(trial.number, made.facts()) or "", trial.born, until, trial.children, key)]
    rows += [_row(_number(city, place), _born(place), until, 2, key) for place in range(city.families + 40)]
    data = "\n".join([",".join(COLUMNS), *rows])
    enrolling.take_list(scheme=made, data=data.encode(), by=None, now=now - timedelta(days=80))
    return made


def _row(number: str, born: date, until: date, children: int, key: bytes) -> str:
    hashes = passes.pass_hmac(number, key), passes.birth_date_hmac(number, born, key)
    return ",".join([*hashes, until.isoformat(), str(children)])


def _number(city: City, place: int) -> str:
    return f"{FREE[city.slug].number.replace(' ', '')[:-3]}{500 + place:03d}"


def _born(place: int) -> date:
    return date(1978 + place % 18, 1 + place % 12, 1 + place % 27)


def _programme(made: PassScheme, now: datetime) -> Programme:
    today = timezone.localdate(now)
    programme = Programme.objects.create(
        scheme=made, title=f"Bijles met de {made.title}", first_day=today - timedelta(days=80),
        last_day=today + timedelta(days=280), budget_cents=120_000, budget_minutes=2_400,
    )  # fmt: skip
    chosen = Rules(1, ages=(4, 18), caps=(Cap(Span.WEEK, Of.CHILD, Unit.MINUTES, 180),))
    ProgrammeRules.objects.create(
        programme=programme, version=1, rules=rules.write(chosen), since=now - timedelta(days=80)
    )
    fund, pot = Owner(Place.FUND, f"scheme:{made.pk}"), Owner(Place.POT, f"programme:{programme.pk}")
    filled = ledger.move(Moves.GRANT, f"pot:{programme.pk}", fund, pot, cents=10_000_000, minutes=200_000)
    posting.post(filled, now=now - timedelta(days=80))
    return programme


def _providers(city: City, programme: Programme, now: datetime) -> list[Agreement]:
    found = []
    for place, name in enumerate(city.providers):
        organisation = Organisation.objects.get_or_create(name=name, kind=Kind.PROVIDER, solution="bijles")[0]
        provider = Provider.objects.get_or_create(organisation=organisation)[0]
        quality = demo_desks.annex(provider, now).facts()
        for form, cents, most in ((Form.TUTORING, 2_500 + 200 * place, 2), (Form.HOMEWORK, 1_200, 8)):
            found.append(
                Agreement.objects.create(
                    programme=programme, provider=provider, form=form, state=AgreementState.ACTIVE,
                    first_day=programme.first_day, last_day=programme.last_day, cents_an_hour=cents, most_pupils=most,
                    no_show_percent=50, late_cancel_percent=50, quality=quality,
                )
            )  # fmt: skip
    return found


def _tutors(city: City, agreements: list[Agreement], names: Iterator[str], now: datetime, rng: random.Random) -> None:
    today = timezone.localdate(now)
    providers = list(dict.fromkeys(one.provider for one in agreements))
    for place in range(city.tutors):
        tutor = Tutor.objects.create(
            provider=providers[place % len(providers)], first_name=next(names),
            languages=["nl", *rng.sample(LANGUAGES, rng.randrange(3))], vog_seen_on=today - timedelta(days=90),
            vog_valid_until=today + timedelta(days=400),
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
            _there(tutor, Form.HOMEWORK, "SA", time(10), 120, city.areas[0], today)


def _there(tutor: Tutor, form: Form, day: str, starts: time, minutes: int, area: str, today: date) -> None:
    Availability.objects.create(
        tutor=tutor, form=form, rule=f"FREQ=WEEKLY;BYDAY={day}", first_day=today - timedelta(days=80),
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
        held = proving.prove(scheme=made, user=user, typed=typed, now=now - timedelta(days=60))
        assert held is not None, "the demo lists the passes of its own families"
        for _child in range(1 if amina else rng.choice((1, 1, 2))):
            primary = amina or rng.random() < 0.5
            found.append(
                proving.place_child(
                    held=held, first_name="Sami" if amina else rng.choice(CHILDREN),
                    birth_month=date(now.year - (10 if primary else 14), rng.randrange(1, 13), 1),
                    level="groep-7" if amina else rng.choice(PRIMARY if primary else SECONDARY),
                    postcode=city.areas[1] if amina else rng.choice(city.areas),
                    languages=["nl", "ar"] if amina else ["nl", *rng.sample(LANGUAGES, rng.randrange(2))],
                )
            )  # fmt: skip
    return found


def _is_family(user: User, name: str) -> None:
    house = Organisation.objects.get_or_create(name=f"Gezin {name}", kind=Kind.HOUSEHOLD, solution="bijles")[0]
    Membership.objects.get_or_create(user=user, organisation=house, role=Role.FAMILY)


def _lessons(child: Child, now: datetime, rng: random.Random) -> None:
    """Let a child have nine weeks of lessons, six of them behind us; some wait, and find no place."""
    subject = rng.choice(PRIMARY_SUBJECTS[:2] if child.level in PRIMARY else SECONDARY_SUBJECTS[:3])
    amina = child.first_name == "Sami" and child.postcode == CITIES[0].areas[1]
    if not amina and rng.random() < 0.15:
        since = now - timedelta(days=rng.randrange(3, 40))
        waiting.join(child=child, subject="natuurkunde", online=True, now=since)
        return
    then = now - BEFORE
    offers = supply.offers(child, Wanted(subject), now=then)
    if not offers:
        waiting.join(child=child, subject=subject, online=True, now=then)
        return
    offer = offers[0] if amina else rng.choice(offers[:4])
    first = offer.next_times[0]
    series = UUID(int=rng.getrandbits(128), version=4)
    for week in range(WEEKS):
        wish = Wish(
            offer.agreement.pk, offer.tutor.pk, subject, planning.later(first.start, week), supply.MINUTES,
            UUID(int=rng.getrandbits(128), version=4), area=first.area, series=series,
        )  # fmt: skip
        try:
            held = booking.hold(child=child, wish=wish, now=then)
        except BijlesError:
            # Somebody else of the demo has that hour.
            continue
        confirmed = booking.confirm(booking=held, now=then)
        if confirmed.period.upper < now:
            _happened(confirmed, now, rng, asks=amina)


def _happened(lesson: Booking, now: datetime, rng: random.Random, *, asks: bool) -> None:
    """Tick a lesson that is over, and let most families answer. Written as rows: nobody wants mail about the past."""
    ended = lesson.period.upper
    said = Tick.NO_SHOW if not asks and rng.random() < 0.08 else Tick.PRESENT
    told = Attendance.objects.create(
        booking=lesson, tick=said, ticked_at=ended + timedelta(minutes=5), with_code=rng.random() < 0.8
    )
    is_recent = now <= told.ticked_at + timedelta(days=7)
    if (asks and is_recent) or rng.random() < 0.25:
        return
    answer = Answer.NO if rng.random() < 0.04 else Answer.YES
    attending.answer(booking=lesson, said=answer, now=min(now, ended + timedelta(hours=rng.randrange(2, 60))))
