"""The platform's own report: how it stands, over all plans."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from ndt.charts import bars
from ndt.people.models import Organisation, User
from ndt.reports import registry
from ndt.reports.core import suppression
from ndt.reports.core.paper import Column, Hidden, Kind, Number, Paper, Section, Selection, Table
from ndt.reports.display import count
from ndt.web.registry import GOALS, solutions


def state(selection: Selection) -> Paper:
    """Give the state of the platform: what each plan counts, and which goals the plans serve."""
    plans = solutions()
    served = [sum(goal.number in plan.goals for plan in plans) for goal in GOALS]
    reached = sum(number > 0 for number in served)
    return Paper(
        finding=_("%(plans)d plannen werken aan %(reached)d van de %(all)d doelen")
        % {"plans": len(plans), "reached": reached, "all": len(GOALS)},
        lead=_("Dit rapport telt wat er op het platform gebeurt. Het telt mensen en zaken, geen namen."),
        measured_at=selection.now,
        numbers=_numbers(selection),
        sections=(*_counts(selection), _goals(served)),
        notes=(
            _("Elk plan telt zelf. De cijfers komen rechtstreeks uit het platform."),
            _("Aantallen onder de 10 laten we niet zien als ze over mensen gaan."),
        ),
    )


def _numbers(selection: Selection) -> tuple[Number, ...]:
    own = [measure for measure in registry.measures() if not measure.room]
    return tuple(Number(count(_value(measure, selection)), str(measure.title)) for measure in own)


def _value(measure: registry.Measure, selection: Selection) -> int | Hidden:
    value = measure.value(selection.since, selection.until)
    return suppression.one(value) if measure.small else value


def _counts(selection: Selection) -> tuple[Section, ...]:
    """Give what the plans count; nothing while no plan counts anything."""
    titles = {plan.room: str(plan.title) for plan in solutions()}
    measures = [measure for measure in registry.measures() if measure.room in titles]
    measures.sort(key=lambda measure: list(titles).index(measure.room))
    rows = tuple((titles[one.room], str(one.title), _value(one, selection)) for one in measures)
    table = Table(
        _("Wat de plannen tellen"), (Column(_("Plan")), Column(_("Wat")), Column(_("Aantal"), Kind.COUNT)), rows
    )  # fmt: skip
    return (Section(_("Cijfers per plan"), table=table),) if rows else ()


def _goals(served: list[int]) -> Section:
    point = 0 if 0 in served else max(served)
    chart = bars.draw(
        [
            bars.Bar(f"{goal.number}. {goal.title}", number, str(number), accent=number == point)
            for goal, number in zip(GOALS, served, strict=True)
        ],
        title=_goal_finding(served),
        description=_("Staafdiagram. De tabel eronder heeft dezelfde cijfers."),
    )
    rows = tuple((f"{goal.number}. {goal.title}", number) for goal, number in zip(GOALS, served, strict=True))
    table = Table(
        _("Hoeveel plannen werken aan elk doel"), (Column(_("Doel")), Column(_("Plannen"), Kind.COUNT)), rows
    )  # fmt: skip
    return Section(_("Doelen"), chart=chart, table=table)


def _goal_finding(served: list[int]) -> str:
    leading = GOALS[served.index(max(served))]
    if 0 in served:
        open_goal = GOALS[served.index(0)]
        return _("Voor het doel '%(goal)s' is nog geen plan") % {"goal": open_goal.title}
    return _("De meeste plannen werken aan '%(goal)s'") % {"goal": leading.title}


def accounts(since: date | None, until: date | None) -> int:
    """Count the accounts that were made in the period."""
    return User.objects.filter(is_active=True, **period("created_at", since, until)).count()


def organisations(since: date | None, until: date | None) -> int:
    """Count the organisations that joined in the period."""
    return Organisation.objects.exclude(kind="household").filter(**period("created_at", since, until)).count()


def period(lookup: str, since: date | None, until: date | None) -> dict[str, datetime]:
    """Give the filter for a moment within whole Dutch days, both inclusive; None is open."""
    zone = timezone.get_default_timezone()
    bounds = {}
    if since:
        bounds[f"{lookup}__gte"] = datetime.combine(since, time.min, zone)
    if until:
        bounds[f"{lookup}__lte"] = datetime.combine(until, time.max, zone)
    return bounds
