"""The desks of the invented cities: quality, signatures, safeguarding contacts, a lesson to tick now, notes, reports, tasks."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from bijles import words
from bijles.core import attendance
from bijles.core.errors import BijlesError
from bijles.core.safety import About, What, Who
from bijles.models import (
    Agreement,
    AgreementSignature,
    Booking,
    Child,
    Family,
    HelpDesk,
    HelpStep,
    HelpVisit,
    LessonNote,
    Message,
    PassScheme,
    Programme,
    Provider,
    SafetyReport,
    SecondClaim,
    SilenceDraw,
    Talk,
    Tutor,
)
from bijles.models.lesson import BookingState
from bijles.models.programme import AgreementState, Form
from bijles.models.quality import Keurmerk, Legal, Qualification, QualityAnnex, Side
from bijles.models.talk import Sender
from bijles.queries import attendance as queries
from bijles.services import agreeing, booking, deciding, helping
from bijles.services.booking import Wish
from ndt.people.models import Kind, Membership, Organisation, Role, User

TUTOR, CONTACT, PROVIDER, CITY, HELPER = (f"{name}@demo.example" for name in ("tess", "vera", "piet", "eva", "hana"))
LIBRARY: Final = "Bibliotheek Nergenshuizen"
NOTES: Final = (
    ("Wij oefenden breuken met pizza’s. Dat ging goed.", "De volgende keer: procenten."),
    ("Tafels van 7 en 8. Nog een beetje oefenen thuis.", "De volgende keer: redactiesommen."),
    ("Een toets nagekeken en de fouten opnieuw gemaakt.", ""),
)
TALK: Final = (
    (Sender.PARENT, "Dag! De breuken gaan thuis nog moeilijk. Kunt u daar de volgende les mee beginnen?"),
    (Sender.TUTOR, "Dat doe ik. Neem bladzijde 34 tot en met 36 mee. Die maken wij samen."),
    (Sender.CHILD, "Ik heb som 1 tot 5 al af!"),
)
HALF_HOUR: Final = timedelta(minutes=30)


def annex(provider: Provider, now: datetime) -> QualityAnnex:
    """Let a provider answer about its quality."""
    place = provider.pk % 3
    return QualityAnnex.objects.get_or_create(
        provider=provider,
        defaults={
            "kvk": f"{90_000_000 + provider.pk:08d}",
            "legal": Legal.FOUNDATION,
            "anbi": place != 1,
            "keurmerk": Keurmerk.NONE if place == 1 else Keurmerk.LVSI,
            "keurmerk_until": None if place == 1 else timezone.localdate(now) + timedelta(days=500),
            "qualification": Qualification.STUDENT,
            "changed_at": now - timedelta(days=80),
        },
    )[0]


def load(now: datetime, rng: random.Random) -> None:
    """Write what desks show; the cities, their agreements and lessons are there."""
    first = PassScheme.objects.order_by("pk").first()
    assert first is not None, "the cities come first"
    for agreement in Agreement.objects.select_related("programme__scheme__municipality", "provider__organisation"):
        _sign(agreement, now)
    _contacts(Organisation.objects.filter(pk__in=PassScheme.objects.values("municipality")))
    _contacts(Organisation.objects.filter(pk__in=Provider.objects.values("organisation")))
    tess = Tutor.objects.filter(provider__agreements__programme__scheme=first).order_by("pk").first()
    assert tess is not None, "the first city has tutors"
    tess.user = User.objects.filter(email=TUTOR).first()
    tess.save(update_fields=["user"])
    _begin_a_lesson(tess, now)
    _write_notes(tess)
    _talk(tess)
    _help(first, now)
    _offer(tess, now)
    _report(tess, now)
    _stop_a_tutor(tess, now)
    for scheme in PassScheme.objects.order_by("pk"):
        _claim_twice(scheme, now)
        _draw(scheme, now, rng)


def _sign(agreement: Agreement, now: datetime) -> None:
    at = now - timedelta(days=79)
    names = {Side.MUNICIPALITY: (CITY, "Eva"), Side.PROVIDER: (PROVIDER, "Piet")}
    for side, (email, name) in names.items():
        AgreementSignature.objects.create(
            agreement=agreement, side=side, by=User.objects.filter(email=email).first(), name=name,
            fingerprint=agreeing.fingerprint(agreement), at=at,
        )  # fmt: skip


def _contacts(organisations: Iterable[Organisation]) -> None:
    """Give each organisation a safeguarding contact: the one of the cast."""
    vera = User.objects.filter(email=CONTACT).first() or User.objects.create_user(CONTACT, name="Vera")
    for organisation in organisations:
        Membership.objects.get_or_create(user=vera, organisation=organisation, role=Role.CONFIDANT)


def _begin_a_lesson(tess: Tutor, now: datetime) -> None:
    """Let a lesson have begun half an hour ago, so that it can be ticked with its code."""
    agreement = Agreement.objects.get(provider=tess.provider, form=Form.TUTORING)
    skills = dict(tess.skills.order_by("-pk").values_list("level", "subject"))
    start = (now - HALF_HOUR).replace(second=0, microsecond=0)
    then = now - timedelta(days=7)
    children = Child.objects.filter(shown__scheme=agreement.programme.scheme, level__in=skills).order_by("-pk")
    for place, child in enumerate(children):
        key = UUID(int=2_000 + place, version=4)
        wish = Wish(agreement.pk, tess.pk, skills[child.level], start, 60, key)
        try:
            booking.confirm(booking=booking.hold(child=child, wish=wish, now=then), now=then)
        except BijlesError:
            # The child or the tutor has a lesson then.
            continue
        return


def _write_notes(tess: Tutor) -> None:
    given = Booking.objects.filter(lesson__tutor=tess, state=BookingState.ATTENDED).order_by("-period")
    for one, (did, following) in zip(given, NOTES, strict=False):
        LessonNote.objects.create(booking=one, did=did, next=following, at=one.period.upper)


def _talk(tess: Tutor) -> None:
    """Let the tutor and a family have written each other about the last lesson. Written as rows, like the notes."""
    given = Booking.objects.filter(lesson__tutor=tess, state=BookingState.ATTENDED).order_by("-period")
    last = given.filter(child__first_name="Sami").first() or given.first()
    if last is None or last.child is None:
        return
    talk = Talk.objects.create(child=last.child, tutor=tess, since=last.period.upper)
    for place, (sender, text) in enumerate(TALK):
        at = last.period.upper + timedelta(hours=2 + 3 * place)
        Message.objects.create(talk=talk, sender=sender, text=text, key=UUID(int=3_000 + place, version=4), at=at)


def _help(scheme: PassScheme, now: datetime) -> None:
    """Let a library help with the first pass; yesterday it helped the first family. Written as rows, like the notes."""
    house = Organisation.objects.get_or_create(name=LIBRARY, kind=Kind.HELP, solution="bijles")[0]
    desk = HelpDesk.objects.create(organisation=house, scheme=scheme)
    hana, since = User.objects.filter(email=HELPER).first(), now - timedelta(days=1)
    family = Family.objects.filter(passes__scheme=scheme).order_by("pk").first()
    assert family is not None, "the families come first"
    visit = HelpVisit.objects.create(
        family=family, desk=desk, helper=hana, version=words.CONSENT_VERSION, words=str(words.CONSENT) % {"organisation": house}, since=since,
        ends_at=since + helping.LASTS, closed_at=since + timedelta(minutes=12),
    )  # fmt: skip
    for minutes, what in enumerate((helping.BEGAN, "bijles:edit-child", "bijles:help-slip", helping.ENDED)):
        HelpStep.objects.create(visit=visit, what=what, done=True, at=since + timedelta(minutes=4 * minutes))


def _offer(tess: Tutor, now: datetime) -> None:
    """Let the first city offer a next version of its homework agreement, with another rate."""
    like = Agreement.objects.select_related("programme").get(
        provider=tess.provider, form=Form.HOMEWORK, state=AgreementState.ACTIVE
    )
    terms = agreeing.Terms(
        form=like.form, first_day=timezone.localdate(now), last_day=like.last_day, cents_an_hour=1_300,
        most_pupils=like.most_pupils, no_show_percent=50, late_cancel_percent=25, late_cancel_hours=24,
        payment_days=21, at_home=False,
    )  # fmt: skip
    agreeing.offer(programme=like.programme, provider=tess.provider, terms=terms)


def _report(tess: Tutor, now: datetime) -> None:
    """Let a parent have reported something that is not serious. Written as a row: nobody wants mail about the past."""
    others = Booking.objects.filter(lesson__tutor__provider=tess.provider).exclude(lesson__tutor=tess)
    lesson = others.select_related("lesson__tutor__provider", "lesson__agreement__programme__scheme").first()
    if lesson is not None:
        told = "Mijn zoon vond dat er hard tegen hem werd gepraat. Kunt u er met de bijlesgever over praten?"
        made = SafetyReport.objects.create(
            key=UUID(int=1_999, version=4), tutor=lesson.lesson.tutor, booking=lesson, what=What.MANNERS,
            who=Who.PARENT, about=About.TUTOR, words=told, at=now - timedelta(hours=3),
        )  # fmt: skip
        made.readers.add(tess.provider.organisation, lesson.lesson.agreement.programme.scheme.municipality)


def _stop_a_tutor(tess: Tutor, now: datetime) -> None:
    """Let a child have reported that a tutor asked for its number: serious, so the lessons of that tutor stopped."""
    lessons = Booking.objects.filter(state=BookingState.CONFIRMED, period__startswith__gt=now).order_by("period", "pk")
    ours = lessons.filter(lesson__agreement__programme__in=Programme.objects.filter(agreements__provider=tess.provider))
    lesson = ours.exclude(lesson__tutor__provider=tess.provider).select_related("lesson__tutor__provider").first()
    assert lesson is not None, "the first city has more than one provider"
    tutor, at = lesson.lesson.tutor, now - HALF_HOUR
    made = SafetyReport.objects.create(
        key=UUID(int=1_998, version=4), tutor=tutor, booking=lesson, what=What.PRIVATE, who=Who.CHILD, about=About.TUTOR,
        words="Hij vroeg mijn nummer, om te appen.", at=at,
    )  # fmt: skip
    made.readers.add(tutor.provider.organisation, lesson.lesson.agreement.programme.scheme.municipality)
    booking.suspend(tutor=tutor, now=at)


def _claim_twice(scheme: PassScheme, now: datetime) -> None:
    """Let somebody have typed a pass that another family holds."""
    held, other = scheme.passes.order_by("pk")[1:3]
    SecondClaim.objects.create(held=held, user=other.family.user, at=now - timedelta(days=2))


def _draw(scheme: PassScheme, now: datetime, rng: random.Random) -> None:
    """Draw the silent lessons to check, of the last month that is settled."""
    settled = timezone.localdate(now - deciding.SETTLED)
    month = (settled.replace(day=1) - timedelta(days=1)).replace(day=1)
    silent = list(queries.silent_in(scheme, month).values_list("pk", flat=True))
    seed = f"{rng.getrandbits(128):032x}"
    made = SilenceDraw.objects.create(
        scheme=scheme, month=month, seed=seed, silent=len(silent), at=now - timedelta(days=1)
    )
    made.bookings.set(attendance.drawn(silent, seed=seed, month=f"{month:%Y-%m}"))
