"""What pages say of a round: where it stands, what somebody got and why, and how it can be checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ndt.charts import bars
from ndt.charts.shapes import Chart
from opleiding.models import (
    Candidate,
    MatchResult,
    MatchRound,
    MatchRun,
    PriorityClass,
    RoundOffering,
    Subject,
    Trainer,
)
from opleiding.models.rounds import RunState, State
from opleiding.queries import advice, standings

ALSO: Final = {
    "withdrawn": gettext_lazy("Een opleiding trok zich terug"),
    "given-back": gettext_lazy("Iemand gaf een plaats terug"),
    "solved-again": gettext_lazy("Vrije plaatsen opnieuw verdeeld"),
    "checked-again": gettext_lazy("Nieuwe uitkomst nagerekend"),
    "not-approved": gettext_lazy("Uitkomst niet goedgekeurd"),
    "published-again": gettext_lazy("Nieuwe uitkomst bekendgemaakt"),
}
FACTS: Final = {
    "sha256": gettext_lazy("vingerafdruk"),
    "outcome_hash": gettext_lazy("vingerafdruk van de uitkomst"),
    "seed": gettext_lazy("begingetal"),
    "offerings": gettext_lazy("opleidingen"),
    "offering": gettext_lazy("opleiding"),
    "lists": gettext_lazy("lijsten"),
    "candidate": gettext_lazy("lot"),
    "run": gettext_lazy("uitkomst"),
    "mode": gettext_lazy("doel"),
    "tie_breaking": gettext_lazy("loting"),
}
HASHES: Final = ("sha256", "outcome_hash", "seed")
TERMS: Final = {
    "candidate_optimal": gettext_lazy("ieder zo hoog mogelijk op de eigen lijst"),
    "most_places": gettext_lazy("zoveel mogelijk plaatsen gevuld"),
    "single": gettext_lazy("één lotnummer per kandidaat"),
    "multiple": gettext_lazy("een lotnummer per opleiding"),
}
DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class Logged:
    """A step that was taken. label: in words; facts: each a name, what it is, and whether that is to be compared."""

    label: str
    at: datetime
    facts: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """An offering, with why it was not to be for somebody, or ""."""

    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Chance:
    """A choice with the part of a thousand lotteries that gave it."""

    title: str
    times: int


@dataclass(frozen=True, slots=True)
class Shut:
    """Offerings that a hard rule closes to somebody now. is_chosen: one of them stands on the list."""

    offerings: tuple[Choice, ...]
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Own:
    """What a candidate is told. menu: None where the mode of the round promises none."""

    code: str
    number: str
    placed: str
    rank: int
    higher: tuple[Choice, ...]
    menu: tuple[str, ...] | None
    chances: tuple[Chance, ...]
    nowhere: int
    may_give_back: bool
    was: str


def log(found: MatchRound) -> list[Logged]:
    """Give every step that was taken, the last first."""
    labels: dict[str, Any] = {**{state.value: state.label for state in State}, **ALSO}
    words: dict[str, Any] = {**TERMS, **titles(found)}
    return [
        Logged(
            str(labels.get(entry.step, entry.step)),
            entry.at,
            tuple(
                (str(FACTS[key]), str(words.get(str(value), value)), key in HASHES)
                for key, value in entry.facts.items()
                if key in FACTS
            ),
        )
        for entry in found.entries.order_by("-number")
    ]


def gone(found: MatchRound, last: MatchRun) -> list[str]:
    """Give the codes of who asks for nothing any more: gave the place back, or held one and deleted the profile."""
    left = Q(code__in=last.gone) | Q(gave_back_at__isnull=False)
    placed = last.results.exclude(placed="").values("candidate")
    return sorted(found.candidates.filter(left | Q(trainer=None, pk__in=placed)).values_list("code", flat=True))


def road(found: MatchRound) -> list[tuple[str, str]]:
    """Give every state in words, each "done", "now" or "later"."""
    states = [state for state in State if state is not State.DRAFT]
    return [
        (str(state.label), "now" if state == found.state else "done" if found.has_reached(state) else "later")
        for state in states
    ]


def class_words(one: PriorityClass) -> str:
    """Give a class as it is published."""
    if one.kind == PriorityClass.Kind.SUBJECT_HOURS:
        return _("Wie minstens %(hours)d bevestigde uren gaf in het vak van de opleiding") % {"hours": one.hours}
    if one.kind == PriorityClass.Kind.HOURS:
        return _("Wie minstens %(hours)d bevestigde uren gaf, in welk vak ook") % {"hours": one.hours}
    return _("Alle anderen")


def titles(found: MatchRound) -> dict[str, str]:
    """Give the names of a round's offerings by code."""
    return dict(found.offerings.values_list("code", "title"))


def shut(found: MatchRound, trainer: Trainer, chosen: Collection[str]) -> Shut:
    """Give where somebody cannot get a place as the profile is now, before the lists are fixed. chosen: the list."""
    closed = standings.closed(found, [trainer.pk])[trainer.pk]
    names, subjects = titles(found), _subjects() if closed else {}
    offerings = [
        Choice(names[code], _refused([asdict(one) for one in findings], subjects))
        for code, findings in sorted(closed.items(), key=lambda pair: names[pair[0]])
    ]
    return Shut(tuple(offerings), not closed.keys().isdisjoint(chosen))


def listed(candidate: Candidate) -> tuple[Choice, ...]:
    """Give a fixed list, each choice with the hard rule that closes it."""
    names, closed = titles(candidate.round), _closed(candidate)
    return tuple([Choice(names[code], closed.get(code, "")) for code in candidate.preferences])


def _closed(candidate: Candidate) -> dict[str, str]:
    """Give why offerings of a fixed list were closed to somebody, in words."""
    kept = candidate.standing.get("why", {})
    subjects = _subjects() if kept else {}
    return {code: _refused(findings, subjects) for code, findings in kept.items()}


def _subjects() -> dict[str, str]:
    return dict(Subject.objects.values_list("code", "title"))


def _refused(findings: Sequence[Mapping[str, Any]], subjects: Mapping[str, str]) -> str:
    return " ".join([advice.sentence(one, subjects) for one in findings])


def own(candidate: Candidate) -> Own | None:
    """Give what the outcome means for somebody, or None before it is published."""
    found = candidate.round
    run = found.last_run()
    if run is None:
        return None
    result = MatchResult.objects.get(run=run, candidate=candidate)
    names, told, closed = titles(found), result.told, _closed(candidate)
    before = (
        MatchResult.objects.filter(run__round=found, run__state=RunState.PUBLISHED, run__number__lt=run.number)
        .filter(candidate=candidate)
        .order_by("-run__number")
        .first()
    )
    gave_back = candidate.gave_back_at is not None
    return Own(
        code=candidate.code,
        number=_own_number(told),
        placed="" if gave_back else names.get(result.placed, ""),
        rank=len(told["why_not"]) + 1,
        higher=tuple([Choice(names[one["offering"]], _why(one, names, closed)) for one in told["why_not"]]),
        menu=None if told["menu"] is None else tuple([names[code] for code in told["menu"]]),
        chances=tuple([Chance(names[code], _times(candidate.chance.get(code, 0))) for code in candidate.preferences]),
        nowhere=1000 - sum(_times(part) for part in candidate.chance.values()) if candidate.chance else 0,
        may_give_back=bool(result.placed) and found.state == State.PUBLISHED and not gave_back,
        was="" if before is None or before.placed == result.placed else names.get(before.placed, _("geen plaats")),
    )


def _times(part: float) -> int:
    return round(part * 1000)


def _own_number(told: Mapping[str, Any]) -> str:
    return next((_short(one["number"]) for one in told["why_not"] if one["number"] is not None), "")


def _short(number: Any) -> str:
    return str(number)[:DIGITS].upper()


def _why(one: Mapping[str, Any], names: Mapping[str, str], closed: Mapping[str, str]) -> str:
    """Give the sentence about a higher choice. It says the same as explanations.json, which the verifier checked.

    closed: the hard rules in words, by offering; they stand in no public file.
    """
    if one["offering"] in closed:
        return _("Hier kon je geen plaats krijgen. %(why)s") % {"why": closed[one["offering"]]}
    cutoff = one["cutoff"] or {}
    facts = {
        "own": one["class"], "last": cutoff.get("class"), "number": _short(one["number"]),
        "cutoff": _short(cutoff.get("number")), "shared": names.get(cutoff.get("offering") or "", ""),
    }  # fmt: skip
    sentence = {
        "not_admissible": _("Je hoort hier bij geen van de groepen van deze ronde."),
        "no_places": _("Hier waren geen plaatsen."),
        "class": _("Wie hier als laatste een plaats kreeg, zit in groep %(last)s. Jij zit in groep %(own)s."),
        "promotion": _("Iemand uit jouw groep was nergens anders geplaatst en ging daarom voor."),
        "options": _("Wie uit jouw groep bij minder opleidingen terecht kon, ging voor."),
        "number": _(
            "Wie hier als laatste een plaats kreeg, zit ook in groep %(own)s en heeft lotnummer %(cutoff)s. "
            "Jouw lotnummer is %(number)s. Het laagste nummer gaat voor."
        ),
    }[one["reason"]] % facts
    if cutoff.get("offering") not in (None, one["offering"]):
        sentence += " " + _("Deze plaatsen worden gedeeld met %(shared)s.") % facts
    return sentence


@dataclass(frozen=True, slots=True)
class Filled:
    """How an offering came out. asked: by how many lists; last: its cutoff in words."""

    title: str
    asked: int
    places: int
    placed: int
    last: str


@dataclass(frozen=True, slots=True)
class Report:
    """A round in numbers. choices: how many got each place on their own list, and how many no place."""

    candidates: int
    placed: int
    first: int
    unplaced: int
    offerings: tuple[Filled, ...]
    choices: tuple[tuple[str, int], ...]
    chart: Chart | None


def report(found: MatchRound, run: MatchRun) -> Report:
    """Give the report of an outcome: how many got what, and who was the last at each offering."""
    names, facts = titles(found), run.summary
    asked = Counter(code for choices in found.candidates.values_list("preferences", flat=True) for code in choices)
    filled = tuple(
        [
            Filled(names[code], asked[code], one["places"], one["placed"], _last(one))
            for code, one in sorted(facts["offerings"].items(), key=lambda pair: names[pair[0]])
        ]
    )
    ranks = {int(rank): count for rank, count in facts["ranks"].items()}
    unplaced = facts["candidates"] - facts["placed"]
    choices = [(_("Keuze %(rank)d") % {"rank": rank}, count) for rank, count in sorted(ranks.items())]
    choices.append((_("Geen plaats"), unplaced))
    first = _("Keuze %(rank)d") % {"rank": 1}
    chart = bars.draw(
        [bars.Bar(words, count, str(count), accent=words == first) for words, count in choices],
        title=_("%(first)d van de %(all)d kandidaten kregen hun eerste keuze")
        % {"first": ranks.get(1, 0), "all": facts["candidates"]},
        description=_("Een balk voor elke plaats op de lijst: hoeveel kandidaten die keuze kregen."),
    )
    return Report(facts["candidates"], facts["placed"], ranks.get(1, 0), unplaced, filled, tuple(choices), chart)


def _last(one: Mapping[str, Any]) -> str:
    cutoff = one["cutoff"]
    if cutoff is None or cutoff["number"] is None:
        return _("Er was plaats over.") if one["places"] else _("Er waren geen plaatsen.")
    words = {"group": cutoff["class"], "number": _short(cutoff["number"])}
    return _("Wie als laatste een plaats kreeg, zat in groep %(group)d en had lotnummer %(number)s.") % words


def offered(found: MatchRound) -> list[RoundOffering]:
    """Give the offerings of a round, with the places that they share."""
    return list(found.offerings.select_related("pool").order_by("title"))
