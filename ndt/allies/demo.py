"""Invented offers for the demo: some new, one late, one in doubt, some answered."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from ndt.allies import core
from ndt.allies.models import Offer, State
from ndt.allies.services.offering import CONSENT
from ndt.people.models import Membership, Role
from ndt.web import registry

PEOPLE: Final = (
    ("Fatima el Idrissi", "Buurthuis De Verzonnen Hoek", "Wij hebben ruimte voor huiswerkhulp. Kunnen we praten?"),
    ("Joost van 't Hof", "", "Ik geef al jaren bijles en wil graag helpen."),
    ("ሰላም ተስፋይ", "Stichting Denkbeeld", "Kan ik uw verhaal vertellen in onze gemeenschap?"),
    ("Marleen de Wit", "Krant Het Bedachte Nieuws", "Ik schrijf een stuk over schaduwonderwijs. Wie kan ik bellen?"),
    ("Olena Шевченко", "", "Ik kom uit Oekraïne en was daar lerares."),
    ("Bas Kuipers", "Gemeente Nergenshuizen", "Wij willen volgend jaar een proef beginnen."),
)
DOUBTFUL: Final = ("Beste koper", "", "https://a.voorbeeld.example https://b.voorbeeld.example www.c.voorbeeld.example")
ANSWER: Final = "Wat fijn dat u wilt helpen. Een van ons belt u deze week."


def load(now: datetime, rng: random.Random) -> None:
    """Give every solution some offers, so that each desk has work."""
    for solution in registry.solutions():
        if not solution.sought:
            continue
        people = rng.sample(PEOPLE, 4)
        _offer(solution, people[0], now - timedelta(days=2), rng)
        _offer(solution, people[1], now - timedelta(days=9), rng)
        _offer(solution, people[2], now - timedelta(days=17), rng)
        _answered(_offer(solution, people[3], now - timedelta(days=25), rng), now)
        held = _offer(solution, DOUBTFUL, now - timedelta(days=1), rng)
        Offer.objects.filter(pk=held.pk).update(state=State.HELD, doubts=core.Doubt.LINKS)


def _offer(solution: registry.Solution, who: tuple[str, str, str], at: datetime, rng: random.Random) -> Offer:
    name, organisation, message = who
    return Offer.objects.create(
        solution=solution.room,
        sought=rng.choice(solution.sought).code,
        name=name,
        email=f"mens{rng.randrange(10_000)}@voorbeeld.example",
        organisation=organisation,
        message=message,
        consent=CONSENT,
        state=State.NEW,
        created_at=at,
        answer_by=core.answer_by(timezone.localdate(at)),
    )


def _answered(offer: Offer, now: datetime) -> None:
    coordinator = Membership.objects.active(now.date()).of(Role.COORDINATOR, solution=offer.solution).first()
    offer.state, offer.answer, offer.answered_at = State.ANSWERED, ANSWER, now - timedelta(days=20)
    offer.answered_by = coordinator.user if coordinator else None
    offer.save(update_fields=["state", "answer", "answered_at", "answered_by"])
