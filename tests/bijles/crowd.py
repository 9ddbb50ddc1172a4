"""Many providers with a month of given lessons, written with few statements. All names are invented."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import connection, transaction

from bijles.core import ledger
from bijles.core.ledger import Account, Entry, Place, Unit
from bijles.models import Agreement, Child, Family, Pass, PassScheme, Provider, Tutor
from bijles.models.programme import AgreementState, Form
from bijles.services import posting
from ndt.people.models import Kind, Organisation, User
from tests.bijles import factories, months

MARCH: Final = date(2027, 3, 1)
TUTORS: Final = 2
AT_ONCE: Final = 10
CENTS: Final = 2500
# A tutor gives eight lessons a day from ten o'clock on, each to the same child.
_LESSONS: Final = """
    INSERT INTO bijles_lesson (agreement_id, tutor_id, subject, period, area, capacity, seats_taken, state)
    SELECT a.id, t.id, 'rekenen',
        tstzrange(moment, moment + interval '1 hour'), '', 1, 0, 'planned'
    FROM bijles_tutor t
    JOIN bijles_agreement a ON a.provider_id = t.provider_id
    CROSS JOIN generate_series(0, %(each)s - 1) AS place
    CROSS JOIN LATERAL (SELECT timestamptz '2027-03-01 09:00+00' + (place / 8) * interval '1 day'
        + (place %% 8) * interval '1 hour' AS moment) AS x
    WHERE a.programme_id = %(programme)s AND a.provider_id = ANY(%(providers)s)
"""
_BOOKINGS: Final = """
    INSERT INTO bijles_booking (lesson_id, child_id, shown_id, owner, period, state, key, code, cents, minutes,
        rules_version, made_at, held_until)
    SELECT l.id, c.id, c.shown_id, 'programme:' || %(programme)s || ':child:' || c.id, l.period, 'attended',
        gen_random_uuid(), '0000', %(cents)s, 60, 1, now(), now()
    FROM bijles_lesson l
    JOIN bijles_agreement a ON a.id = l.agreement_id
    JOIN bijles_tutor t ON t.id = l.tutor_id
    JOIN bijles_child c ON c.first_name = t.first_name
    WHERE a.programme_id = %(programme)s AND a.provider_id = ANY(%(providers)s)
"""
_CLAIMS: Final = """
    INSERT INTO bijles_claim (booking_id, provider_id, cents, state, why, made_at)
    SELECT b.id, a.provider_id, b.cents, 'submitted', '', now()
    FROM bijles_booking b JOIN bijles_lesson l ON l.id = b.lesson_id JOIN bijles_agreement a ON a.id = l.agreement_id
    WHERE a.programme_id = %(programme)s AND a.provider_id = ANY(%(providers)s)
"""


def month(*, providers: int, claims: int) -> PassScheme:
    """Make a city whose providers share so many claims of March 2027 equally, each of one given lesson."""
    made = factories.scheme()
    months.bill(made.municipality)
    programme = factories.programme(made)
    each = claims // providers // TUTORS
    assert each * providers * TUTORS == claims
    assert each <= 31 * 8
    organisations = Organisation.objects.bulk_create(
        Organisation(name=f"Bijlesbureau {place}", kind=Kind.PROVIDER) for place in range(providers)
    )
    of = Provider.objects.bulk_create(Provider(organisation=one) for one in organisations)
    for one in organisations:
        months.bill(one)
    Agreement.objects.bulk_create(
        Agreement(
            programme=programme,
            provider=one,
            form=Form.TUTORING,
            state=AgreementState.ACTIVE,
            first_day=programme.first_day,
            last_day=programme.last_day,
            cents_an_hour=CENTS,
            no_show_percent=50,
            late_cancel_percent=50,
        )
        for one in of
    )
    _people(made, of)
    facts = {"programme": programme.pk, "each": each, "cents": CENTS}
    for statement in (_LESSONS, _BOOKINGS, _CLAIMS):
        for first in range(0, len(of), AT_ONCE):
            _written(statement, facts | {"providers": [one.pk for one in of[first : first + AT_ONCE]]})
    for one in of:
        _earned(one, each * TUTORS)
    return made


@transaction.atomic
def _written(statement: str, facts: dict[str, object]) -> None:
    """Write a part of the rows. Postgres then sees how large the tables are, and clears what each row changed in others."""
    with connection.cursor() as cursor:
        # Thousands of rows with their triggers take longer than a page may.
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(statement, facts)
        cursor.execute("ANALYZE bijles_lesson, bijles_booking, bijles_claim, bijles_child, bijles_tutor")


def _people(made: PassScheme, of: list[Provider]) -> None:
    """Give each provider two tutors, and each tutor a child of its own, called after it."""
    names = [f"{place}" for place in range(len(of) * TUTORS)]
    Tutor.objects.bulk_create(
        Tutor(
            provider=of[place // TUTORS],
            first_name=name,
            vog_seen_on=date(2026, 12, 1),
            vog_valid_until=date(2027, 12, 31),
        )
        for place, name in enumerate(names)
    )
    users = User.objects.bulk_create(User(email=f"gezin-{name}@voorbeeld.nl", password="!") for name in names)
    families = Family.objects.bulk_create(Family(user=one) for one in users)
    passes = Pass.objects.bulk_create(
        Pass(
            scheme=made,
            family=family,
            pass_hmac=f"{place:064d}",
            last_three="123",
            valid_until=date(2027, 7, 31),
            children=1,
        )
        for place, family in enumerate(families)
    )
    Child.objects.bulk_create(
        Child(
            family=held.family,
            shown=held,
            place=1,
            first_name=name,
            birth_month=date(2015, 3, 1),
            level="groep-7",
            postcode="1012",
            languages=["nl"],
        )
        for held, name in zip(passes, names, strict=True)
    )


def _earned(one: Provider, lessons: int) -> None:
    """Write what a provider earned with all its lessons as one transfer."""
    amounts = ((Unit.CENTS, lessons * CENTS), (Unit.MINUTES, lessons * 60))
    entries = [
        Entry(Account(place, owner, unit), sign * amount)
        for unit, amount in amounts
        for place, owner, sign in ((Place.FUND, "crowd", -1), (Place.RECEIVABLE, f"provider:{one.pk}", 1))
    ]
    posting.post(
        ledger.Transfer(ledger.Kind.GRANT, f"crowd:{one.pk}", tuple(sorted(entries, key=lambda entry: entry.account))),
        now=factories.NOON,
    )
