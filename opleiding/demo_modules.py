"""A module in every state on its way, with a text that changed, and what people found of the one that is done. Invented."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from ndt.people.models import User
from opleiding.core.modules import Exemption, Side
from opleiding.emails import opinion_token
from opleiding.models import Goal, Institute, Module, Opinion, Programme, Trainer
from opleiding.services import modules, opinions
from opleiding.services.modules import Plan
from opleiding.services.opinions import Found

WORDS: Final = (
    "Veel geoefend met echte klassen.", "", "De eerste avond was wat druk.", "", "Ik durf nu een hele klas aan.", "",
)  # fmt: skip
ILSE: Final = "ilse@demo.example"
PETRA: Final = "petra@demo.example"


def load(institute: Institute, trainers: Sequence[Trainer], now: datetime, rng: random.Random) -> None:
    """Make five modules of the first university with the institute. The first trainer can enter the open one."""
    programme = (
        Programme.objects.filter(university__organisation__memberships__user__email=PETRA).order_by("pk").first()
    )
    assert programme is not None
    _done(programme, institute, trainers, now, rng)
    opened = _approved(_begun(programme, institute, _orde(now, 40), now - timedelta(days=30)), now)
    modules.publish(module=opened, now=now - timedelta(days=9))
    for one in trainers[1:9]:
        modules.register(module=opened, trainer=one, now=now)
    _approved(_begun(programme, institute, _feedback(now, 70), now - timedelta(days=20)), now)
    writing = _begun(programme, institute, _toetsen(now, 90), now - timedelta(days=6))
    modules.approve(module=writing, version=1, side=Side.PROGRAMME, by=_who(PETRA), now=now - timedelta(days=3))
    modules.begin(
        programme=programme, institute=institute, plan=_jongeren(now, 120), side=Side.INSTITUTE, by=_who(ILSE),
        now=now - timedelta(days=1),
    )  # fmt: skip


def _who(email: str) -> User:
    return User.objects.get(email=email)


def _plan(now: datetime, days: int, *, title: str, goal: str, about: str, outcomes: str, hours: int) -> Plan:
    """Give a text of a module that begins after so many days and takes four weeks."""
    first = timezone.localdate(now) + timedelta(days=days)
    return Plan(
        title=title, goal=goal, subject=None, about=about, outcomes=outcomes, ec=hours // 28, hours=hours,
        exemptions=(Exemption("Een les voorbereiden", "", 60, hours // 4),), seats=12, starts_on=first,
        ends_on=first + timedelta(days=28), closes_on=first - timedelta(days=7), place="De Verbeelding, Nergenshuizen",
    )  # fmt: skip


def _orde(now: datetime, days: int) -> Plan:
    return _plan(
        now, days, title="Orde houden in een volle klas", goal=Goal.TEACHING, hours=28,
        about="Een examentraining geef je aan wie wil. Op school zit iedereen. Je leert hoe je dertig leerlingen bij de "
        "les houdt, met filmpjes van je eigen les.",
        outcomes="Je begint een les rustig.\nJe merkt op tijd dat het misgaat.\nJe weet wat je dan doet.",
    )  # fmt: skip


def _feedback(now: datetime, days: int) -> Plan:
    return _plan(
        now, days, title="Zeggen wat beter kan", goal=Goal.COACHING, hours=16,
        about="Leerlingen leren van wat je zegt over hun werk. Je oefent met echte opgaven en echte leerlingen.",
        outcomes="Je zegt wat goed gaat en wat beter kan.\nJe laat leerlingen elkaar helpen.",
    )  # fmt: skip


def _toetsen(now: datetime, days: int) -> Plan:
    return _plan(
        now, days, title="Een toets maken die eerlijk meet", goal=Goal.DESIGN, hours=56,
        about="Je maakt met een leraar een toets, neemt haar af en kijkt wat de vragen zeggen.",
        outcomes="Je maakt vragen die meten wat je leerde.\nJe leest wat een uitslag betekent.",
    )  # fmt: skip


def _jongeren(now: datetime, days: int) -> Plan:
    return _plan(
        now, days, title="Mentor zijn", goal=Goal.COACHING, hours=20,
        about="Een leraar is ook mentor. Je loopt vier weken mee met een mentor op school.",
        outcomes="Je voert een gesprek met een leerling.\nJe weet bij wie je hulp haalt.",
    )  # fmt: skip


def _begun(programme: Programme, institute: Institute, plan: Plan, now: datetime) -> Module:
    """Write a module and share it."""
    made = modules.begin(
        programme=programme, institute=institute, plan=plan, side=Side.PROGRAMME, by=_who(PETRA), now=now
    )
    modules.share(module=made, side=Side.PROGRAMME, now=now + timedelta(hours=1))
    return made


def _approved(made: Module, now: datetime) -> Module:
    """Let the institute change the text once, and both approve it."""
    made.refresh_from_db()
    plan = Plan(**{name: getattr(made, name) for name in Plan.__slots__} | {"exemptions": made.spared()})
    more = replace(plan, seats=plan.seats + 4, place="Het Atelier, Nergenshuizen")
    modules.change(
        module=made, plan=more, seen=1, side=Side.INSTITUTE, by=_who(ILSE), now=now - timedelta(days=12),
        why="Meer plaatsen, in een groter lokaal.",
    )  # fmt: skip
    for side, who in ((Side.INSTITUTE, ILSE), (Side.PROGRAMME, PETRA)):
        modules.approve(module=made, version=2, side=side, by=_who(who), now=now - timedelta(days=11))
    made.refresh_from_db()
    return made


def _done(
    programme: Programme, institute: Institute, trainers: Sequence[Trainer], now: datetime, rng: random.Random
) -> None:
    """Let a module have been: ten followed it, six said what they found."""
    plan = replace(_orde(now, -60), title="Uitleggen zonder voor te doen")
    begun = now - timedelta(days=100)
    made = _approved(_begun(programme, institute, plan, begun), begun + timedelta(days=12))
    modules.publish(module=made, now=begun + timedelta(days=3))
    people = [
        modules.register(module=made, trainer=one, now=begun + timedelta(days=4, minutes=minute))
        for minute, one in enumerate(trainers[:10])
    ]
    modules.ask(now=now - timedelta(days=30))
    for one, words in zip(people[1:], WORDS, strict=False):
        clearer = rng.choice((Opinion.Clearer.YES, Opinion.Clearer.YES, Opinion.Clearer.A_BIT))
        opinions.give(token=opinion_token(one), found=Found(rng.randrange(6, 10), clearer, words), now=now)
    modules.evaluate(
        module=made, now=now,
        lessons="Oefenen met een echte klas hielp het meest. De volgende keer kijkt een leraar van de school mee.",
    )  # fmt: skip
