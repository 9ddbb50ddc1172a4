"""Assemblies that 2,000 teachers registered for, that wait for their draw, and that were drawn. All people and figures are invented."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format

from beraad.core import tickets
from beraad.core.consents import VERSIONS, Use
from beraad.core.features import REFUSAL, SCALE, chosen
from beraad.models import Assembly, Consent, Invitation, LinkDay, Registration, School
from beraad.models.registration import State
from beraad.queries import tables as seating
from beraad.services import (
    assemblies,
    counting,
    drawing,
    enrolling,
    inviting,
    replacing,
    schools,
    solving,
    table_rules,
    tables,
)
from beraad.services.assemblies import Signing
from beraad.services.drawing import Source
from beraad.services.inviting import Plan
from beraad.services.tables import Wish
from ndt.mail.addresses import mailbox
from ndt.privacy.keyed import keyed_hash

SOURCE: Final = "Verzonnen voorbeeld, geen echte telling"
# Per feature: value, people in the population, how eagerly they register.
FEATURES: Final[dict[str, tuple[tuple[str, int, float], ...]]] = {
    "Soort onderwijs": (
        ("basisonderwijs", 118_000, 1.1),
        ("speciaal onderwijs", 21_000, 0.9),
        ("voortgezet onderwijs", 74_000, 1.2),
        ("mbo", 37_000, 0.6),
    ),
    "Deel van het land": (
        ("noord", 24_000, 0.8),
        ("oost", 53_000, 0.9),
        ("zuid", 55_000, 0.8),
        ("west", 118_000, 1.2),
    ),
    "Leeftijd": (
        ("jonger dan 30", 41_000, 0.9),
        ("30 tot en met 39", 66_000, 1.0),
        ("40 tot en met 49", 61_000, 1.2),
        ("50 tot en met 59", 55_000, 0.9),
        ("60 of ouder", 27_000, 0.9),
    ),
    "Geslacht": (("vrouw", 176_000, 1.1), ("man", 72_500, 0.8), ("X", 1_500, 1.5)),
    "Jaren voor de klas": (
        ("korter dan 5 jaar", 56_000, 1.0),
        ("5 tot 15 jaar", 89_000, 1.1),
        ("15 tot 30 jaar", 72_000, 0.9),
        ("30 jaar of langer", 33_000, 0.9),
    ),
    "Waar je school staat": (
        ("in een grote stad", 62_000, 1.4),
        ("in een andere stad", 108_000, 0.9),
        ("in een dorp", 80_000, 0.9),
    ),
}
# Asked, and not mixed on: there are no figures about all teachers. About one in forty says nothing about the person.
ASKED: Final = ("sector", "region", "urbanity", "subject", "role", "contract", "experience", "age", "gender")
STATEMENT: Final = "Leraren bepalen zelf hoe zij lesgeven."
SAYS_NOTHING: Final = 0.025
FIRST: Final = ("Amina", "Bram", "Coby", "Daan", "Eva", "Fatma", "Gijs", "Hanna", "Ilse", "Jan", "Karim", "Lotte", "Mo")
LAST: Final = (
    "Bakker",
    "de Boer",
    "Demir",
    "Jansen",
    "de Jong",
    "Kaya",
    "Mulder",
    "Pinas",
    "Smit",
    "Visser",
    "de Vries",
)
PARTIES: Final = (
    Signing(
        "teachers",
        "Kring van leraren Nergenshuizen (verzonnen)",
        "De groep zegt hoe het vak er over tien jaar uitziet. Zij mag alles vragen en iedereen uitnodigen.",
        "Wij leggen het plan voor aan alle leraren die wij kennen. Wij helpen het uitvoeren.",
        date(2026, 9, 1),
    ),
    Signing(
        "government",
        "Ministerie (verzonnen voorbeeld)",
        "De groep geeft advies over wet en geld. Het advies is openbaar.",
        "Binnen drie maanden zeggen wij per punt wat wij doen. Doen wij iets niet, dan zeggen wij waarom.",
        date(2026, 9, 3),
    ),
    Signing(
        "organisation",
        "Vereniging Leraren Denkbeeld",
        "De groep kiest zelf haar onderwerpen.",
        "Wij nemen het plan mee naar elk gesprek over loon en werk.",
        date(2026, 9, 4),
    ),
)
REASONS: Final = ("dates", "work", "dates", "care")
WAITING: Final = 4
ABOUT: Final = (
    "Steeds minder mensen willen leraar worden. Wie het is, werkt vaak te veel en beslist over weinig.\n\n"
    "Honderd leraren bedenken samen hoe het anders kan. Zij praten zes dagen met elkaar en met mensen die er veel "
    "van weten. Daarna ligt er een plan. De partijen hieronder zeiden vooraf wat zij met dat plan doen."
)


def load(now: datetime, rng: random.Random) -> Iterator[str]:
    """Write the assemblies."""
    school = schools.add(title="Basisschool De Verzonnen Vlieger", staff=40, mail_domain="vlieger.example", now=now)
    schools.add(title="Het Bedachte College", staff=120, mail_domain="bedacht.example", now=now)
    _drawn(now, rng, school)
    yield "een beraad dat is geloot"
    _waiting(now, rng, school)
    yield "een beraad dat wacht op het lot"
    assembly = _opened("ons-vak", "Ons vak, ons plan", "Hoe ziet ons vak er over tien jaar uit?", 100, now)
    _register(assembly, school, rng, number=2_000, until=now)
    _register(assembly, school, rng, number=85, until=now, state=State.CONFIRMED)
    _brought(assembly, now)
    yield "2.000 leraren die meedoen aan de loting"


def _brought(assembly: Assembly, now: datetime) -> None:
    """The day on which the list is fixed, some links, and many registrations from one network."""
    today = timezone.localdate(now)
    wanted = enrolling.Settings(
        freezes_on=today + timedelta(days=5), remind_days=7, many_from_school=2_500, many_from_block=10,
        many_from_device=3,
    )  # fmt: skip
    found = enrolling.save(assembly=assembly, wanted=wanted, now=now)
    found.reminded_for = found.freezes_on
    found.save(update_fields=["reminded_for"])
    some = Registration.objects.in_pool().filter(assembly=assembly).order_by("ticket")[:14]
    Registration.objects.filter(pk__in=some.values("pk")).update(block=keyed_hash("beraad.block", "192.0.2.0/24"))
    for number, title in enumerate(("Poster in de koffiekamer", "Brief aan schoolleiders", "Nieuwsbrief"), 1):
        link = counting.make_link(assembly=assembly, title=title, slug=f"weg-{number}", now=now)
        LinkDay.objects.bulk_create(
            LinkDay(link=link, day=today - timedelta(days=day), started=40 // number + day, registrations=9 // number)
            for day in range(1, 6)
        )


def population() -> str:
    """Give the invented figures as the table that an organiser reads in."""
    rows = [f"{title},{value},{count}" for title, values in FEATURES.items() for value, count, _eager in values]
    return "\n".join(["feature,value,count", *rows]) + "\n"


def _opened(slug: str, title: str, question: str, size: int, now: datetime) -> Assembly:
    start = now - timedelta(days=60)
    made = assemblies.create(
        slug=slug,
        title=title,
        question=question,
        about=ABOUT,
        size=size,
        objective="leximin",
        now=start,
        features=ASKED,
    )
    enrolling.set_statement(assembly=made, statement=STATEMENT, use="report")
    for party in PARTIES:
        assemblies.sign_party(assembly=made, signing=party)
    assemblies.import_population(assembly=made, text=population(), source=SOURCE, source_date=date(2025, 10, 1))
    assemblies.give_startschot(assembly=made, now=start + timedelta(days=10))
    assemblies.open_registration(assembly=made, now=start + timedelta(days=14))
    made.refresh_from_db()
    return made


def _register(
    assembly: Assembly,
    school: School,
    rng: random.Random,
    *,
    number: int,
    until: datetime,
    state: State = State.VERIFIED,
) -> None:
    taken = set(Registration.objects.filter(assembly=assembly).values_list("ticket", flat=True))
    rows: list[Registration] = []
    while len(rows) < number:
        ticket = tickets.ticket(rng)
        if ticket in taken:
            continue
        taken.add(ticket)
        email = f"leraar{rng.randrange(10**9)}@leraren.example"
        at = until - timedelta(minutes=rng.randrange(60, 40 * 24 * 60))
        is_known = state == State.VERIFIED
        rows.append(
            Registration(
                assembly=assembly,
                ticket=ticket,
                name=f"{rng.choice(FIRST)} {rng.choice(LAST)}",
                email=email,
                mailbox=mailbox(email),
                school=school if is_known else None,
                profile=_profile(rng),
                opinion=rng.choice(SCALE),
                state=state,
                created_at=at,
                confirmed_at=at + timedelta(minutes=7),
                verified_at=at + timedelta(minutes=7) if is_known else None,
            )
        )
    Registration.objects.bulk_create(rows)
    Consent.objects.bulk_create(
        Consent(registration=row, use=use, version=VERSIONS[use], given_at=row.created_at)
        for row in rows
        for use in Use
    )


def _profile(rng: random.Random) -> Mapping[str, str]:
    profile = {}
    for title, values in FEATURES.items():
        weights = [count * eager for _value, count, eager in values]
        profile[title] = rng.choices([value for value, _count, _eager in values], weights)[0]
    for question in chosen(ASKED):
        profile.setdefault(question.title, rng.choice(question.values))
        if question.may_refuse and rng.random() < SAYS_NOTHING:
            profile[question.title] = REFUSAL
    return profile


def _drawn(now: datetime, rng: random.Random, school: School) -> None:
    """An assembly of a school board that was drawn last week."""
    made = _opened("werk-in-de-klas", "Werk in de klas", "Wat haalt het beste uit leraren en leerlingen?", 30, now)
    _register(made, school, rng, number=300, until=now - timedelta(days=14))
    source = Source("balls", now - timedelta(days=7), "de kantine van Het Bedachte College")
    _published(made, source, frozen=now - timedelta(days=12))
    drawing.record(assembly=made, typed="417", now=now - timedelta(days=7) + timedelta(minutes=20))
    _invited(made, now, rng)


def _waiting(now: datetime, rng: random.Random, school: School) -> None:
    """An assembly whose panels are public, and whose draw is tomorrow evening."""
    made = _opened("tijd-voor-het-vak", "Tijd voor het vak", "Waar moet een leraar meer tijd voor krijgen?", 20, now)
    _register(made, school, rng, number=200, until=now - timedelta(days=4))
    evening = timezone.localtime(now + timedelta(days=1)).replace(hour=20, minute=0, second=0, microsecond=0)
    _published(made, Source("balls", evening, "de aula van Het Bedachte College"), frozen=now - timedelta(days=3))


def _published(assembly: Assembly, source: Source, *, frozen: datetime) -> None:
    """Take an assembly from its last registration to its public panels, a day later."""
    assemblies.freeze(assembly=assembly, now=frozen)
    assemblies.propose_quotas(assembly=assembly, slack=1)
    assemblies.settle_quotas(assembly=assembly, now=frozen)
    draw = solving.start(assembly=assembly, now=frozen)
    solving.solve(draw_id=draw.pk, now=frozen + timedelta(minutes=1))
    drawing.publish(assembly=assembly, source=source, now=frozen + timedelta(days=1))


def _invited(assembly: Assembly, now: datetime, rng: random.Random) -> None:
    """Most said yes, some no, some did not answer yet; a round for the open seats waits for approval."""
    at = now - timedelta(days=6)
    inviting.begin(assembly=assembly, plan=Plan(14, _meetings(now)), now=at)
    invitations = list(Invitation.objects.filter(assembly=assembly).select_related("assembly"))
    rng.shuffle(invitations)
    for place, invitation in enumerate(invitations):
        answered = at + timedelta(hours=3 * place + 2)
        if place < len(REASONS):
            inviting.decline(invitation=invitation, why=REASONS[place], now=answered)
        elif place < len(invitations) - WAITING:
            inviting.accept(invitation=invitation, now=answered)
    _seated(assembly, invitations[-1], now)
    found = replacing.prepare(assembly=assembly, now=now - timedelta(hours=9))
    assert found is not None
    replacing.solve(round_id=found.pk, attempt=found.attempt, now=now - timedelta(hours=9))


def _seated(assembly: Assembly, late: Invitation, now: datetime) -> None:
    """A plan of five tables that people were told of, and one for who said yes since."""
    who = [member.ticket.number for member in seating.people(assembly)]
    table_rules.pin(assembly=assembly, ticket=who[0], table=1, why="facilitator")
    table_rules.pin(assembly=assembly, ticket=who[1], table=2, why="language")
    table_rules.pair(assembly=assembly, tickets=(who[2], who[3]), kind="apart")
    wish = Wish(tables=5, rounds=4, chairs=6, features=tuple(seating.features(assembly)[:4]))
    at = now - timedelta(hours=20)
    plan = tables.start(assembly=assembly, wish=wish, by=None, now=at)
    tables.solve(plan_id=plan.pk, attempt=plan.attempt, now=at, report=lambda _done, _total: None)
    plan.refresh_from_db()
    tables.fix(plan=plan, version=plan.version, by=None, now=at + timedelta(minutes=10))
    inviting.accept(invitation=late, now=now - timedelta(hours=12))
    later = tables.renew(plan=plan, held=0, by=None, now=now - timedelta(hours=11))
    tables.solve(plan_id=later.pk, attempt=later.attempt, now=now - timedelta(hours=11), report=lambda _d, _t: None)


def _meetings(now: datetime) -> str:
    """Give three Saturdays, some weeks from now."""
    saturday = now + timedelta(days=(5 - now.weekday()) % 7)
    days = [date_format(saturday + timedelta(weeks=weeks), "j F Y") for weeks in (6, 9, 12)]
    return "\n".join(f"zaterdag {day}, 10.00 tot 16.00 uur, Het Bedachte College" for day in days)
