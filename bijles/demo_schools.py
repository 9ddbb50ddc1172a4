"""Schools of the first invented city: texts that were approved, orders in several languages, slips, codes and families."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.utils import timezone

from bijles.core.letters import DUTCH, Kind
from bijles.models import CampaignCode, ParentText, Pass, PassScheme
from bijles.queries import letters
from bijles.services import outreach, signals, texts
from ndt.people.models import Kind as Organisations
from ndt.people.models import Organisation, User

COORDINATOR: Final = "coby@demo.example"
SCHOOLS: Final = ("Basisschool De Verzonnen Vlieger", "Basisschool Het Bedachte Bos")
# Which school, what, in which language, how many papers, and how many families came by them.
ORDERS: Final = (
    (0, Kind.LETTER, "nl", 180, 12), (0, Kind.LETTER, "tr", 40, 4), (0, Kind.LETTER, "ar", 60, 5), (0, Kind.FLYER, "uk", 25, 1),
    (1, Kind.LETTER, "ti", 20, 2), (1, Kind.FLYER, "nl", 120, 3), (1, Kind.LETTER, "pl", 35, 1),
)  # fmt: skip
AREAS: Final = {"4950": 30, "4951": 40, "4957": 25}


def load(now: datetime) -> None:
    """Write what schools and municipalities show; the cities and their families are there."""
    first = PassScheme.objects.order_by("pk").first()
    assert first is not None, "the cities come first"
    then, coby = now - timedelta(days=70), User.objects.filter(email=COORDINATOR).first()
    texts.bring_in(now=then)
    for text in ParentText.objects.all():
        if text.language == DUTCH:
            texts.read(text=text, reader="taalcoach van de gemeente", on=timezone.localdate(then))
        # A letter and a mail in Tigrinya wait for the coordinator.
        if not (text.language == "ti" and text.kind in (Kind.HOLDER, Kind.MAIL)):
            texts.approve(text=text, by=coby, now=then)
    schools = [
        outreach.invite(
            scheme=first,
            organisation=Organisation.objects.get_or_create(name=name, kind=Organisations.SCHOOL, solution="")[0],
            now=then,
        )
        for name in SCHOOLS
    ]
    printable = letters.printable(Kind.LETTER, Kind.FLYER)
    came: list[str] = []
    for place, kind, language, copies, families in ORDERS:
        text = printable[kind, language]
        batch = outreach.order(school=schools[place], text=text, copies=copies, key=uuid4(), now=then)
        came += [batch.codes.get().code] * families
    for school, subject, level in zip(schools, ("rekenen", "taal"), ("groep-7", "groep-6"), strict=True):
        day = timezone.localdate(then)
        signals.make(school=school, subject=subject, level=level, count=6, key=uuid4(), today=day)
    outreach.make_codes(scheme=first, areas=AREAS, key=uuid4(), now=then)
    came += CampaignCode.objects.filter(batch__scheme=first, batch__school=None).values_list("code", flat=True)
    for held, code in zip(Pass.objects.filter(scheme=first).order_by("pk"), came, strict=False):
        outreach.came_by(held=held, code=code)
