"""Invented schools in the official formats, through the same importer as the real files."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final

from django.utils.translation import gettext as _

from inspectie.core.imitation.formats import File, Norm, files
from inspectie.core.imitation.world import World, world
from inspectie.models import ImprovementTrack, Judgement
from inspectie.models.tracks import MAY_TRIGGER
from inspectie.queries import norm_sets, track_rules
from inspectie.services import importing, tracks, workbooks
from inspectie.services.tracks import Chosen, People
from ndt import history
from ndt.people.models import User

SCHOOLS = 600
COBY: Final = "coby@demo.example"
DIRECTORS: Final = ("Daan Dekker", "Hanna Visser", "Karim Bouzidi", "Joke de Wit", "Ümit Kaya", "Lotte van den Berg")
NOTES: Final = (
    "",
    "Het team oefent elke week met het nieuwe rekenboek.",
    "Twee lessen gezien. De uitleg is duidelijker dan in de herfst.",
    "De school zoekt nog een leraar voor groep 7.",
    "De intern begeleider houdt de cijfers per groep bij.",
)


def load(now: datetime, rng: random.Random) -> Iterator[str]:
    """Import an invented country."""
    country = world(rng, schools=SCHOOLS)
    rows = 0
    for file in imitated(country, rng):
        rows += importing.import_file(content(file), name=file.name, now=now, is_demo=True).rows
    importing.finish(now=now)
    yield _("{schools} verzonnen scholen, {rows} rijen").format(schools=len(country.ovts), rows=rows)
    yield _("{number} verbetertrajecten").format(number=guided(now, rng))


def imitated(country: World, rng: random.Random) -> list[File]:
    """Give the files of the invented country, judged by the rules of today."""
    return files(country, _norm(), rng)


def content(file: File) -> bytes:
    """Give the bytes of a file: a workbook, or text for a single table."""
    return workbooks.text(file.sheets[""]) if "" in file.sheets else workbooks.ods(file.sheets)


def _norm() -> Norm:
    column = norm_sets.named("current-2020").column("1S/2F", "samen")
    assert column is not None
    bands = column.threshold.bands

    def norm(weging: float) -> tuple[str, float]:
        hundredths = round(weging * 100)
        band = next((one for one in bands if hundredths < one.high), bands[-1])
        return f"[{band.name.replace('-', ',')})", band.value

    return norm


def guided(now: datetime, rng: random.Random) -> int:
    """Start tracks after the invented judgements, some years' worth, most of them well on their way."""
    coby = User.objects.filter(email=COBY).first()
    began = now - timedelta(days=3 * 365)
    before, after = (norm_sets.named(slug) for slug in ("current-2020", "r2-track"))
    for norm_set, reason, since in (
        (before, "Zo werkt het toezicht nu.", began),
        (after, "Proef: ook elke onvoldoende school krijgt snel hulp.", began + timedelta(days=30)),
    ):
        rules = track_rules.rules_of(norm_set)
        assert rules is not None
        tracks.choose_rules(chosen=Chosen(norm_set.slug, norm_set.sha256, rules, reason, coby), now=since)
    weak = Judgement.objects.live().filter(label__in=MAY_TRIGGER, dated__gt=began.date() + timedelta(days=60))
    return sum(_guide(judgement, coby, now, rng) for judgement in weak.order_by("dated", "pk"))


def _guide(judgement: Judgement, coby: User | None, now: datetime, rng: random.Random) -> bool:
    """Give a judgement its track, as it would stand today; some of this month wait for a coordinator."""
    started = datetime.combine(judgement.dated, time(9), tzinfo=now.tzinfo) + timedelta(days=rng.randint(5, 25))
    if started > now or (now - started < timedelta(days=150) and rng.random() < 0.4):
        return False
    people = People(
        coby if rng.random() < 0.8 else None, rng.choice(DIRECTORS), f"directie@{rng.randrange(10**6):06d}.example"
    )
    with history.reason("Traject gestart na het oordeel van de inspectie."):
        track = tracks.start(judgement=judgement, people=people, now=started)
    for moment in track.moments.order_by("due_on", "pk"):
        done = datetime.combine(moment.due_on, time(14), tzinfo=now.tzinfo) + timedelta(days=rng.randint(-6, 9))
        if done < now and rng.random() < 0.93:
            finding = (
                rng.choices(("on_course", "behind", "stuck"), weights=(70, 24, 6))[0] if moment.kind == "review" else ""
            )
            tracks.record(moment=moment, done_on=done.date(), finding=finding, note=rng.choice(NOTES), now=now)
    _end(track, now, rng)
    return True


def _end(track: ImprovementTrack, now: datetime, rng: random.Random) -> None:
    """Close a track whose school was judged again, and nearly all whose time is over."""
    again = Judgement.objects.live().filter(ovt=track.ovt_id, dated__gt=track.judged_on, dated__lte=now.date())
    better = again.exclude(label__in=MAY_TRIGGER).order_by("dated").first()
    held = track.moments.filter(kind="review", done_on__isnull=False).exists()
    if better is not None and held and better.dated <= track.deadline:
        with history.reason("De inspectie gaf weer een voldoende."):
            tracks.close(track=track, to="recovered", closed_on=better.dated, now=now)
    elif track.deadline < now.date() and rng.random() < 0.9:
        to = "recovered" if held and rng.random() < 0.7 else "failed"
        with history.reason("De laatste dag van het traject."):
            tracks.close(track=track, to=to, closed_on=track.deadline, now=now)
