"""Two organisers at one plan: two changes, a change and a fixing, two fixings, a fixing and a late no.

The negative controls take the locks away and hold the first one between its look and its write; see
`test_inviting_races`.
"""

from __future__ import annotations

import pytest

from beraad.core.errors import Closed, NotReady, Stale
from beraad.models import Assembly, TablePlan
from beraad.models.invitation import Answer
from beraad.models.tables import PlanState
from beraad.queries import tables as queries
from beraad.queries.tables import Change
from beraad.services import assemblies, inviting, tables
from ndt.jobs.models import Job
from tests.beraad import factories
from tests.beraad.services.test_inviting_races import interleaved, paused
from tests.campaigns.races import both

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan(db):
    return factories.seated(factories.gathered())


def letters() -> int:
    return sum(job.payload["template"] == "beraad/tables" for job in Job.objects.filter(kind="mail.send"))


def without_locks(monkeypatch):
    monkeypatch.setattr(assemblies, "locked", lambda assembly, *_states: Assembly.objects.get(pk=assembly.pk))
    monkeypatch.setattr(
        tables, "_locked", lambda plan, *_states: TablePlan.objects.select_related("assembly").get(pk=plan.pk)
    )


def swaps(plan):
    """Two changes of one round that do not touch each other."""
    here = {}
    for table, ticket in plan.seats.filter(round=1).values_list("table", "invitation__ticket__number"):
        here.setdefault(table, []).append(ticket)
    return [
        lambda place=place: tables.change(
            plan=plan, asked=Change(1, here[1][place], other=here[2][place]), version=plan.version
        )
        for place in (0, 1)
    ]


def fix(plan):
    return lambda: tables.fix(plan=plan, version=plan.version, by=None, now=factories.NOON)


def stands(plan):
    """Everybody has one chair in every round, and no chair is taken twice."""
    return len(set(plan.seats.values_list("round", "invitation"))) == plan.seats.count() == 30


def test_of_two_changes_at_once_one_is_made_and_the_other_hears_why_not(plan):
    outcomes = both(*swaps(plan))

    assert sum(isinstance(outcome, Stale) for outcome in outcomes) == 1
    plan.refresh_from_db()
    assert stands(plan)


def test_without_the_lock_both_changes_are_made_unseen(plan, monkeypatch):
    without_locks(monkeypatch)
    there, go = paused(monkeypatch, tables, "_swap")

    outcomes = interleaved(there, go, *swaps(plan))

    assert not [outcome for outcome in outcomes.values() if isinstance(outcome, Exception)]
    assert stands(plan)  # what the database holds


def test_a_change_during_the_fixing_is_in_it_or_comes_too_late(plan):
    changed, fixed = both(swaps(plan)[0], fix(plan))

    plan.refresh_from_db()
    if plan.state == PlanState.FIXED:
        assert isinstance(changed, Closed)
        assert letters() == 10
    else:
        assert isinstance(fixed, Stale)
        assert letters() == 0


def test_without_the_lock_a_plan_is_fixed_that_nobody_saw(plan, monkeypatch):
    without_locks(monkeypatch)
    there, go = paused(monkeypatch, queries, "fit")

    outcomes = interleaved(there, go, fix(plan), swaps(plan)[0])

    assert not [outcome for outcome in outcomes.values() if isinstance(outcome, Exception)]
    seen = plan.version
    plan.refresh_from_db()
    assert (plan.state, plan.version) == (PlanState.FIXED, seen + 1)


def test_two_fixings_at_once_write_one_set_of_letters(plan):
    outcomes = both(fix(plan), fix(plan))

    assert sum(isinstance(outcome, Closed) for outcome in outcomes) == 1
    assert letters() == 10
    assert plan.assembly.entries.filter(step="tables-fixed").count() == 1


def test_a_late_no_during_the_fixing_is_seen_or_comes_after_it(plan):
    mine = queries.people(plan.assembly)[0]

    fixed, _said = both(fix(plan), lambda: inviting.decline(invitation=mine, why="care", now=factories.NOON))

    plan.refresh_from_db()
    mine.refresh_from_db()
    assert mine.state == Answer.DECLINED
    assert (plan.state == PlanState.FIXED) != isinstance(fixed, NotReady)


def test_two_new_plans_at_once_are_one_plan(plan):
    start = lambda: tables.start(assembly=plan.assembly, wish=factories.WISH, by=None, now=factories.NOON)  # noqa: E731

    outcomes = both(start, start)

    assert sum(isinstance(outcome, Closed) for outcome in outcomes) == 1
    assert TablePlan.objects.count() == 1
