"""What pages, reports and letters show of petitions and their signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from campaigns.models import Petition, PetitionText, Signature
from campaigns.models.petition import HANDED_OVER
from campaigns.models.signature import State

# Tally and unfolded steps in one statement: one snapshot, so a fold in between cannot show.
NUMBERS = """
    SELECT text_id, sum(number) FROM (
        SELECT text_id, number FROM campaigns_tally WHERE petition_id = %(petition)s
        UNION ALL
        SELECT text_id, delta FROM campaigns_ledgerentry WHERE petition_id = %(petition)s AND NOT folded
    ) AS steps GROUP BY text_id
"""


def numbers_by_text(petition_id: int) -> dict[int, int]:
    """Give how many counted signatures each text version has, by the text's id."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, {"petition": petition_id})
        return {text: int(number) for text, number in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class Number:
    """The public number. removed: taken away since the petition was handed over."""

    public: int
    removed: int
    goal: int

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.public / self.goal)) if self.goal else 100


def number(petition: Petition) -> Number:
    """Give the number that the page shows: live, or as handed over."""
    if petition.state not in HANDED_OVER:
        return Number(sum(numbers_by_text(petition.pk).values()), 0, petition.goal)
    delivered = petition.delivered_number or 0
    still = Signature.objects.still_delivered().filter(petition=petition).count()
    return Number(delivered, delivered - still, petition.goal)


@dataclass(frozen=True, slots=True)
class TextVersion:
    """A version of the text and how many signed it."""

    text: PetitionText
    signed: int
    is_current: bool

    @property
    def observations(self) -> list[str]:
        return [line for line in self.text.observe.splitlines() if line.strip()]

    @property
    def requests(self) -> list[str]:
        return [line for line in self.text.request.splitlines() if line.strip()]


def versions(petition: Petition) -> list[TextVersion]:
    """Give the versions of the text, newest first."""
    signed = numbers_by_text(petition.pk)
    texts = list(petition.texts.order_by("-number"))
    return [TextVersion(text, signed.get(text.pk, 0), place == 0) for place, text in enumerate(texts)]


POSTCODE_LETTERS = re.compile(r"^(\d{4}) [A-Z]{2}$")


@dataclass(frozen=True, slots=True)
class Shown:
    """A signer whose name may be seen."""

    name: str
    place: str


def _shown(signature: Signature) -> Shown:
    # The letters of a postcode point at a street: the page shows the digits.
    return Shown(signature.name, POSTCODE_LETTERS.sub(r"\1", signature.place))


def latest_shown(petition: Petition, *, most: int = 12) -> list[Shown]:
    """Give the latest signers who let their name be shown."""
    latest = Signature.objects.shown().filter(petition=petition).exclude(name="").order_by("-confirmed_at")[:most]
    return [_shown(signature) for signature in latest]


def deliverable(petition: Petition) -> Iterator[Shown]:
    """Give, in the order of signing, those who let their name be handed over. Streams from the database."""
    rows = Signature.objects.deliverable().filter(petition=petition).exclude(name="").order_by("confirmed_at", "pk")
    return (Shown(signature.name, signature.place) for signature in rows.iterator(chunk_size=2000))


@dataclass(frozen=True, slots=True)
class Day:
    """What a day brought: forms that became a signature, and those confirmed."""

    day: date
    made: int
    confirmed: int


def days(petition: Petition, *, now: datetime, most: int = 30) -> list[Day]:
    """Give the last days, oldest first, days without signatures included."""
    since = (now - timedelta(days=most - 1)).date()
    made = _per_day(petition, "created_at", since)
    confirmed = _per_day(petition, "confirmed_at", since)
    every = [since + timedelta(days=step) for step in range(most)]
    return [Day(day, made.get(day, 0), confirmed.get(day, 0)) for day in every]


def _per_day(petition: Petition, field: str, since: date) -> dict[date, int]:
    rows = (
        Signature.objects.filter(petition=petition, **{f"{field}__date__gte": since})
        .annotate(day=TruncDate(field))
        .values_list("day")
        .annotate(number=Count("pk"))
    )
    return dict(rows)


@dataclass(frozen=True, slots=True)
class Cockpit:
    """A petition in numbers, for its coordinators."""

    counted: int
    pending: int
    held: int
    rejected: int
    withdrawn: int
    deliverable: int
    informed: int


def cockpit(petition: Petition) -> Cockpit:
    """Give the numbers of a petition in one query."""
    states = {state.name.lower(): Count("pk", filter=Q(state=state)) for state in State}
    facts = Signature.objects.filter(petition=petition).aggregate(
        **states,
        deliverable=Count("pk", filter=Q(state=State.CONFIRMED, deliver_name=True)),
        informed=Count("pk", filter=Q(state=State.CONFIRMED, keep_informed=True)),
    )
    return Cockpit(
        counted=facts["confirmed"],
        pending=facts["pending"],
        held=facts["held"],
        rejected=facts["rejected"],
        withdrawn=facts["withdrawn"],
        deliverable=facts["deliverable"],
        informed=facts["informed"],
    )
