"""Schools at a pass, texts that may be printed, and families that came by a code."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone

from bijles.core.letters import Kind
from bijles.models import Batch, Child, ParentText, PassScheme, School
from bijles.queries import letters
from bijles.services import outreach, signals, texts
from ndt.people.models import Kind as Organisations
from ndt.people.models import Organisation
from tests.bijles import factories
from tests.bijles.city import FOREVER


def approved() -> None:
    """Bring in every text and approve it; nobody read one."""
    texts.bring_in(now=timezone.now())
    for text in ParentText.objects.all():
        texts.approve(text=text, by=None, now=timezone.now())


def text(kind: Kind = Kind.LETTER, language: str = "tr") -> ParentText:
    if not ParentText.objects.exists():
        approved()
    return letters.printable(kind)[kind, language]


def school(scheme: PassScheme | None = None, *, organisation: Organisation | None = None) -> School:
    house = organisation or Organisation.objects.create(name="De Regenboog", kind=Organisations.SCHOOL)
    return outreach.invite(scheme=scheme or factories.scheme(), organisation=house, now=timezone.now())


def order(of: School, *, kind: Kind = Kind.LETTER, language: str = "tr", copies: int = 40) -> Batch:
    return outreach.order(school=of, text=text(kind, language), copies=copies, key=uuid4(), now=timezone.now())


def slip(of: School, **facts: Any) -> str:
    """Give the code of a slip for arithmetic in group 7."""
    wanted = {
        "subject": "rekenen",
        "level": "groep-7",
        "count": 1,
        "key": uuid4(),
        "today": timezone.localdate(),
    } | facts
    return signals.make(school=of, **wanted)[0]


def family(scheme: PassScheme, code: str = "") -> Child:
    """Give a child whose parent proved a pass after a code."""
    child = factories.child(scheme, until=FOREVER)
    outreach.came_by(held=child.shown, code=code)
    return child
