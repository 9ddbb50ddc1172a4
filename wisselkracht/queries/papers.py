"""What the papers of a run hold: why a proposal, why none, and the round as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from wisselkracht.core import sheets, telling
from wisselkracht.core.rules import Rule
from wisselkracht.core.scoring import Part
from wisselkracht.core.telling import untold
from wisselkracht.core.what_if import Cost
from wisselkracht.models import Applicant, Application, Expertise, Goal, Job, Role, Round, Run, RunExchange, RunMember
from wisselkracht.queries.cockpit import funnel
from wisselkracht.queries.vocabulary import label

# The days that people have to answer a proposal.
ANSWER_DAYS: Final = 14


def answer_until(found: Round) -> date:
    """Give the last day to answer: two weeks after the proposals, and always before the exchange begins."""
    return min(found.decides_on + timedelta(days=ANSWER_DAYS), found.starts_on - timedelta(days=1))


def proposal_sheet(
    exchange: RunExchange,
    alternatives: Sequence[tuple[str, Cost]],
    *,
    modes: Mapping[str, str],
    jobs: Mapping[int, str],
) -> sheets.ProposalSheet:
    """Give why this exchange. modes, jobs: in words. alternatives: other partners, and what they would cost the round.

    Raises LookupError where one of the applications is not there any more.
    """
    run = exchange.run
    members = list(
        exchange.members.select_related("application__school").order_by("place")
    )  # fmt: skip
    applications = [one.application for one in members if one.application is not None]
    if len(applications) < len(members):
        raise LookupError(exchange.pk)
    teachers = {
        one.application_id: one
        for one in Applicant.objects.filter(application__in=applications, role=Role.TEACHER).select_related("job")
    }
    return sheets.ProposalSheet(
        number=f"{run.number}.{exchange.number}",
        round_name=str(run.round),
        first=run.round.starts_on,
        last=run.round.ends_on,
        answer_until=answer_until(run.round),
        directions=tuple(
            _direction(one, other, teachers, facts, modes, jobs)
            for one, other, facts in zip(
                applications, [*applications[1:], applications[0]], exchange.directions, strict=True
            )
        ),
        points=exchange.weight,
        alternatives=tuple(
            sheets.Alternative(place, max(cost.exchanges, 0), max(cost.points, 0)) for place, cost in alternatives
        ),
    )


def _direction(
    one: Application,
    other: Application,
    teachers: Mapping[int, Applicant],
    facts: Mapping[str, Any],
    modes: Mapping[str, str],
    jobs: Mapping[int, str],
) -> sheets.Direction:
    themes: dict[str, list[str]] = {}
    for part, theme, _points in facts["themes"]:
        themes.setdefault(part, []).append(label(theme))
    job: Job = teachers[other.pk].job
    return sheets.Direction(
        teacher=teachers[one.pk].name,
        lender=one.school.title,
        host=other.school.title,
        place=other.school.place.title(),
        job=jobs[other.pk],
        fte=Fraction(job.fte, 100),
        weekdays=telling.weekdays(job.days),
        travel_minutes=facts["minutes"],
        mode=modes[facts["mode"]],
        is_estimate=facts["estimate"],
        learns=tuple(themes.get(Part.PERSONAL.value, ())),
        brings=tuple(dict.fromkeys([*themes.get(Part.EXPERTISE.value, ()), *themes.get(Part.STRENGTHS.value, ())])),
        parts=tuple(
            sheets.Part(telling.PARTS[Part(part)], points, tuple(themes.get(part, ())))
            for part, points in facts["parts"]
        ),
    )


def unmatched_sheet(member: RunMember, forcing: tuple[int, int] | None) -> sheets.UnmatchedSheet:
    """Give why an application was left without. forcing: what taking it in costs, where anybody fits.

    Raises LookupError where the application, or its explanation, is not there.
    """
    if member.application is None or member.told is None:
        raise LookupError(member.pk)
    told = untold(member.told)
    teacher = member.application.people.filter(role=Role.TEACHER).first()
    failed = telling.failed(told.first)
    helps = told.change is not None and not told.fits
    following = (
        Round.objects.filter(region=member.run.round.region_id, starts_on__gt=member.run.round.starts_on)
        .exclude(state="concept")
        .order_by("starts_on")
        .first()
    )
    return sheets.UnmatchedSheet(
        teacher=teacher.name if teacher else "",
        school=member.application.school.title,
        round_name=str(member.run.round),
        looked_at=told.fits + sum(one.candidates for one in failed),
        failed=failed,
        possible=told.fits,
        smallest=telling.changes(told.change) if helps else (),
        gives=told.gives if helps else 0,
        forcing=forcing if told.fits else None,
        rounds_waited=member.waited,
        next_round=following.starts_on if following else None,
    )


def round_sheet(run: Run, *, stages: Sequence[tuple[str, int, int | None]]) -> sheets.RoundSheet:
    """Give the round as a whole, by one run. stages: in words, with value and bound."""
    counted = funnel(run.round)
    sizes = Counter(run.exchanges.values_list("size", flat=True))
    first: Counter[Rule] = Counter()
    lost = 0
    for told in run.members.filter(exchange=None, told__isnull=False).values_list("told", flat=True):
        found = untold(told or {})
        if found.fits:
            lost += 1
        elif found.first:
            first[max(found.first, key=lambda one: one[1])[0]] += 1
    return sheets.RoundSheet(
        name=str(run.round),
        region=str(run.round.region),
        first=run.round.starts_on,
        last=run.round.ends_on,
        funnel=sheets.Funnel(
            started=counted.begun + counted.ended,
            confirmed=counted.complete,
            verified=counted.verified,
            in_run=run.applications,
            proposed=run.count,
        ),
        two_ways=sizes[2],
        three_ways=sizes[3],
        unmatched=telling.failed(first.items()),
        lost_by_choice=lost,
        travel=tuple(one["minutes"] for facts in run.exchanges.values_list("directions", flat=True) for one in facts),
        themes=_themes(run),
        levels=tuple(sheets.Level(name, value, value if bound is None else bound) for name, value, bound in stages),
        stop=sheets.Stop(run.status),
        instance_hash=run.instance_sha256,
        commitment=run.commitment,
        seed=run.round.lottery.seed,
    )


def _themes(run: Run) -> tuple[sheets.Theme, ...]:
    applications = run.members.values("application")
    offered = Counter(Expertise.objects.filter(application__in=applications).values_list("theme", flat=True))
    wanted = Counter(Goal.objects.filter(application__in=applications).values_list("theme", flat=True))
    return tuple(
        sheets.Theme(label(theme), offered[theme], wanted[theme]) for theme in sorted({*offered, *wanted})
    )  # fmt: skip
