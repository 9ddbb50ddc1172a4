"""What the desk shows of runs: lists, one run, its exchanges, who was left without, and two side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from wisselkracht.core import vetoing
from wisselkracht.models import Applicant, Application, Role, Round, Ruling, Run, RunExchange, RunMember, RunState


def last_done(found: Round) -> Run | None:
    """Give the newest run of a round that came to its end."""
    return found.runs.filter(state=RunState.DONE).order_by("-number").first()


@dataclass(frozen=True, slots=True)
class Side:
    """One application as a line: its school and its teacher. application: None when it is not there any more."""

    name: str
    application: Application | None
    teacher: str

    @property
    def title(self) -> str:
        """Give the school, or the name in the instance where the application is gone."""
        return str(self.application.school) if self.application else self.name


@dataclass(frozen=True, slots=True)
class Leg:
    """One teacher to one school, with what the points are made of."""

    one: Side
    other: Side
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """An exchange: who takes over whose job, in order, and the primary keys for a ruling."""

    exchange: RunExchange
    sides: tuple[Side, ...]

    @property
    def legs(self) -> list[Leg]:
        """Give the directions in order."""
        ends = (*self.sides[1:], self.sides[0])
        return [
            Leg(one, other, facts) for one, other, facts in zip(self.sides, ends, self.exchange.directions, strict=True)
        ]

    @property
    def keys(self) -> str:
        """Give the applications as a ruling takes them; "" where one is gone."""
        found = [side.application.pk if side.application else 0 for side in self.sides]
        return ",".join(map(str, found)) if all(found) else ""


def sides(members: Iterable[RunMember]) -> dict[int, Side]:
    """Give members of runs as lines, by their primary key, in two queries."""
    rows = list(members)
    keys = {one.application_id for one in rows if one.application_id}
    applications = {one.pk: one for one in Application.objects.filter(pk__in=keys).select_related("school")}
    names = dict(Applicant.objects.filter(application__in=keys, role=Role.TEACHER).values_list("application", "name"))
    return {
        one.pk: Side(
            one.name, applications.get(one.application_id or 0), names.get(one.application_id or 0, "")
        )
        for one in rows
    }  # fmt: skip


def exchange_rows(exchanges: Iterable[RunExchange]) -> list[ExchangeRow]:
    """Give exchanges with their people, in three queries."""
    wanted = list(exchanges)
    members = list(RunMember.objects.filter(exchange__in=wanted).order_by("exchange", "place"))
    known = sides(members)
    of: dict[int, list[Side]] = {}
    for one in members:
        assert one.exchange_id is not None
        of.setdefault(one.exchange_id, []).append(known[one.pk])
    return [ExchangeRow(one, tuple(of.get(one.pk, ()))) for one in wanted]


def searched(run: Run, text: str) -> tuple[Any, Any]:
    """Give the exchanges of a run, and the members without one, whose school or teacher has these words."""
    members = run.members.all()
    for word in text.split()[:5]:
        here = Q(application__school__title__icontains=word) | Q(application__school__place__icontains=word)
        named = Applicant.objects.filter(role=Role.TEACHER, name__icontains=word).values("application")
        members = members.filter(here | Q(application__in=named))
    exchanges = run.exchanges.order_by("number")
    if text:
        exchanges = exchanges.filter(pk__in=members.filter(exchange__isnull=False).values("exchange"))
    return exchanges, members.filter(exchange=None).order_by("pk")


@dataclass(frozen=True, slots=True)
class RulingRow:
    """A ruling with the applications it is about."""

    ruling: Ruling
    titles: tuple[str, ...]


def rulings(found: Round) -> list[RulingRow]:
    """Give the rulings of a round that stand, the newest first."""
    rows = list(Ruling.objects.standing().filter(round=found).select_related("by"))
    keys = {key for row in rows for key in row.applications}
    titles = {one.pk: str(one.school) for one in Application.objects.filter(pk__in=keys).select_related("school")}
    return [RulingRow(row, tuple(titles.get(key, "–") for key in row.applications)) for row in rows]


def named_exchanges(run: Run) -> dict[tuple[str, ...], int]:
    """Give the exchanges of a run as names in order, with their primary keys."""
    found: dict[int, list[str]] = {}
    for one in run.members.filter(exchange__isnull=False).order_by("exchange", "place"):
        assert one.exchange_id is not None
        found.setdefault(one.exchange_id, []).append(one.name)
    return {tuple(names): key for key, names in found.items()}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side: the stages, what both found, and what only one of them found."""

    stages: tuple[tuple[str, Mapping[str, Any] | None, Mapping[str, Any] | None], ...]
    same: int
    only_one: tuple[int, ...]
    only_other: tuple[int, ...]
    parameters: tuple[tuple[str, Any, Any], ...]


def comparison(one: Run, other: Run) -> Comparison:
    """Compare two runs of a round."""
    first, second = named_exchanges(one), named_exchanges(other)
    found = vetoing.difference(first, second)
    left = {stage["name"]: stage for stage in one.stages}
    right = {stage["name"]: stage for stage in other.stages}
    names = [*left, *(name for name in right if name not in left)]
    return Comparison(
        tuple((name, left.get(name), right.get(name)) for name in names),
        len(found.kept),
        tuple(key for names, key in first.items() if names in found.gone),
        tuple(key for names, key in second.items() if names in found.new),
        tuple(
            (name, before, after)
            for name, before, after in _settings(one, other)
            if before != after
        ),
    )  # fmt: skip


def _settings(one: Run, other: Run) -> list[tuple[str, Any, Any]]:
    found = [
        ("largest", one.largest, other.largest),
        ("applications", one.applications, other.applications),
        ("longest_s", one.longest_s, other.longest_s),
    ]
    before, after = _flat(one), _flat(other)
    return [*found, *((name, before.get(name), after.get(name)) for name in before)]


def _flat(run: Run) -> dict[str, Any]:
    kept = run.parameters
    return {name: kept[name] for name in ("least", "fte_apart", "other_boards")} | dict(kept["weights"])
