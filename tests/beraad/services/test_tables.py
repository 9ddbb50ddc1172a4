"""Mixed tables: made for who takes part, changed by hand, kept up to date, fixed with a letter to whom it concerns."""

import pytest
from django.db import DatabaseError, transaction

from beraad.core.errors import CannotSeat, Closed, NotReady, OffTheList, RulesClash, Stale, TableFull
from beraad.models import TablePair, TablePin, TablePlan, TableSeat
from beraad.models.tables import PlanState
from beraad.queries import tables as queries
from beraad.queries.tables import Change
from beraad.services import inviting, registering, table_rules, tables
from beraad.services.tables import Wish
from ndt.history import queries as history
from ndt.jobs.models import Job
from tests.beraad import factories
from tests.beraad.factories import WISH

pytestmark = pytest.mark.django_db


def letters():
    return [job.payload for job in Job.objects.filter(kind="mail.send") if job.payload["template"] == "beraad/tables"]


def seats(plan):
    return set(plan.seats.values_list("round", "table", "place", "invitation_id"))


def at(plan, number):
    """Tickets per table in a round."""
    found = {}
    for table, ticket in plan.seats.filter(round=number).values_list("table", "invitation__ticket__number"):
        found.setdefault(table, []).append(ticket)
    return found


def test_everybody_who_said_yes_sits_once_in_every_round_and_nobody_else(now):
    assembly = factories.gathered(people=9)

    plan = factories.seated(assembly, WISH)

    assert (plan.state, plan.seats.count()) == (PlanState.CONCEPT, 27)
    for number in (1, 2, 3):
        here = [ticket for tickets in at(plan, number).values() for ticket in tickets]
        assert sorted(here) == [member.ticket.number for member in queries.people(assembly)]
    found = queries.page(queries.seated(plan))
    assert found.fit
    assert found.is_balanced
    assert found.worth.pairs <= found.worth.bound


def test_the_same_plan_is_found_again(now):
    assembly = factories.gathered()
    plan = factories.seated(assembly, WISH)
    before = seats(plan)
    TablePlan.objects.filter(pk=plan.pk).update(state=PlanState.SOLVING)

    factories.compute(plan)

    assert seats(plan) == before


def test_a_plan_needs_two_people_a_table_and_chairs_for_all(now):
    assembly = factories.gathered(people=10)

    for wish in (Wish(6, 2, 6, ()), Wish(2, 2, 4, ())):
        with pytest.raises(CannotSeat):
            tables.start(assembly=assembly, wish=wish, by=None, now=now)
    assert not TablePlan.objects.exists()


def test_before_the_invitations_there_are_no_tables(now):
    with pytest.raises(Closed):
        tables.start(assembly=factories.drawn(), wish=WISH, by=None, now=now)


def test_a_new_plan_takes_the_place_of_a_concept_but_waits_for_a_computation(now):
    assembly = factories.gathered()
    first = factories.seated(assembly, WISH)
    second = tables.start(assembly=assembly, wish=WISH, by=None, now=now)

    assert list(TablePlan.objects.all()) == [second]
    assert first.pk != second.pk
    with pytest.raises(Closed):
        tables.start(assembly=assembly, wish=WISH, by=None, now=now)


def test_a_computation_stops_when_somebody_says_so_and_can_begin_again(now):
    assembly = factories.gathered()
    plan = tables.start(assembly=assembly, wish=WISH, by=None, now=now)
    told = []

    def report(done, total):
        told.append((done, total))
        if len(told) == 3:
            tables.stop(plan=plan)

    tables.solve(plan_id=plan.pk, attempt=1, now=now, report=report)

    plan.refresh_from_db()
    assert (plan.state, plan.seats.count(), len(told)) == (PlanState.STOPPED, 0, 3)
    plan = tables.again(plan=plan)
    assert Job.objects.filter(key=tables.job_key(plan)).exists()
    tables.solve(plan_id=plan.pk, attempt=1, now=now, report=report)  # an old job finds nothing to do
    assert plan.seats.count() == 0
    factories.compute(plan)
    assert plan.seats.count() == 30


def test_a_plan_that_was_thrown_away_is_not_computed(now):
    plan = tables.start(assembly=factories.gathered(), wish=WISH, by=None, now=now)
    tables.drop(plan=plan)

    tables.solve(plan_id=plan.pk, attempt=1, now=now, report=lambda *_: None)

    assert not TablePlan.objects.exists()


def test_pins_and_pairs_hold_in_every_round(now):
    assembly = factories.gathered()
    who = [member.ticket.number for member in queries.people(assembly)]
    table_rules.pin(assembly=assembly, ticket=who[0], table=2, why="facilitator")
    table_rules.pair(assembly=assembly, tickets=(who[1], who[2]), kind="together")
    table_rules.pair(assembly=assembly, tickets=(who[4], who[3]), kind="apart")

    plan = factories.seated(assembly, WISH)

    for number in (1, 2, 3):
        here = at(plan, number)
        table_of = {ticket: table for table, tickets in here.items() for ticket in tickets}
        assert table_of[who[0]] == 2
        assert table_of[who[1]] == table_of[who[2]]
        assert table_of[who[3]] != table_of[who[4]]


def test_rules_that_cannot_hold_together_are_refused_and_not_kept(now):
    assembly = factories.gathered()
    who = [member.ticket.number for member in queries.people(assembly)]
    table_rules.pin(assembly=assembly, ticket=who[0], table=1, why="language")
    table_rules.pin(assembly=assembly, ticket=who[1], table=2, why="language")

    with pytest.raises(RulesClash):
        table_rules.pair(assembly=assembly, tickets=(who[0], who[1]), kind="together")
    with pytest.raises(RulesClash):
        table_rules.pair(assembly=assembly, tickets=(who[0], who[0]), kind="apart")
    with pytest.raises(OffTheList):
        table_rules.pin(assembly=assembly, ticket="ZZZZ-ZZZZ", table=1, why="other")

    assert (TablePin.objects.count(), TablePair.objects.count()) == (2, 0)


def test_a_second_wish_about_the_same_people_replaces_the_first_and_can_be_taken_back(now):
    assembly = factories.gathered()
    who = [member.ticket.number for member in queries.people(assembly)]
    for kind in ("together", "apart"):
        pair = table_rules.pair(assembly=assembly, tickets=(who[0], who[1]), kind=kind)
    for table in (1, 2):
        pin = table_rules.pin(assembly=assembly, ticket=who[2], table=table, why="other")

    assert (TablePair.objects.get().kind, TablePin.objects.get().table) == ("apart", 2)
    table_rules.unpair(assembly=assembly, pk=pair.pk)
    table_rules.unpin(assembly=assembly, pk=pin.pk)
    assert TablePair.objects.count() + TablePin.objects.count() == 0


def test_rules_for_more_chairs_than_there_are_say_that_no_plan_is_possible(now):
    assembly = factories.gathered()
    for member in queries.people(assembly)[:7]:
        table_rules.pin(assembly=assembly, ticket=member.ticket.number, table=1, why="other")

    plan = factories.seated(assembly, WISH)

    assert (plan.state, plan.why, plan.seats.count()) == (PlanState.STUCK, "size", 0)


def test_two_people_change_chairs_and_history_says_so(now):
    plan = factories.seated(factories.gathered(), WISH)
    here = at(plan, 2)
    one, other = here[1][0], here[2][0]
    asked = Change(2, one, other=other)
    said = queries.effect(queries.seated(plan), asked)

    changed = tables.change(plan=plan, asked=asked, version=plan.version)

    after = at(plan, 2)
    assert one in after[2]
    assert other in after[1]
    assert at(plan, 1) == at(changed, 1)
    assert queries.page(queries.seated(plan)).worth == said.after
    assert any(f"{one} en {other}" in event.reason for event in history.of_object(plan))


def test_somebody_goes_to_a_free_chair_but_never_to_a_full_table(now):
    plan = factories.seated(factories.gathered(), WISH)
    who = at(plan, 1)[1]

    plan = tables.change(plan=plan, asked=Change(1, who[0], table=2), version=plan.version)

    assert [len(at(plan, 1)[table]) for table in (1, 2)] == [4, 6]
    for asked in (Change(1, who[1], table=2), Change(1, who[1], table=3), Change(1, who[1], table=1)):
        assert queries.effect(queries.seated(plan), asked) is None
        with pytest.raises(TableFull):
            tables.change(plan=plan, asked=asked, version=plan.version)


def test_a_plan_that_a_colleague_changed_is_not_changed_unseen(now):
    plan = factories.seated(factories.gathered(), WISH)
    here = at(plan, 1)
    tables.change(plan=plan, asked=Change(1, here[1][0], other=here[2][0]), version=plan.version)

    with pytest.raises(Stale):
        tables.change(plan=plan, asked=Change(1, here[1][1], other=here[2][1]), version=plan.version)
    with pytest.raises(Stale):
        tables.fix(plan=plan, version=plan.version, by=None, now=now)


def test_fixing_a_plan_tells_everybody_their_own_tables_once(now):
    assembly = factories.gathered()
    plan = factories.seated(assembly, WISH)

    fixed = tables.fix(plan=plan, version=plan.version, by=None, now=now)

    assert fixed.state == PlanState.FIXED
    assert len(letters()) == 10
    mine = queries.tables_by_person(plan)
    by_mail = {member.ticket.registration.email: mine[member.pk] for member in queries.people(assembly)}
    for letter in letters():
        assert tuple(map(tuple, letter["context"]["rows"])) == by_mail[letter["to"]]
    assert assembly.entries.get(step="tables-fixed").facts["people"] == 10
    with pytest.raises(Closed):
        tables.fix(plan=plan, version=plan.version, by=None, now=now)


def test_a_plan_for_other_people_is_not_fixed(now):
    assembly = factories.gathered()
    plan = factories.seated(assembly, WISH)
    inviting.decline(invitation=queries.people(assembly)[0], why="care", now=now)

    with pytest.raises(NotReady):
        tables.fix(plan=plan, version=plan.version, by=None, now=now)


def test_after_a_late_no_only_those_hear_whose_tables_changed(now):
    assembly = factories.gathered()
    fixed = factories.fixed(assembly, WISH)
    Job.objects.all().delete()
    gone = queries.people(assembly)[0]
    inviting.decline(invitation=gone, why="care", now=now)

    plan = factories.compute(tables.renew(plan=fixed, held=1, by=None, now=now))

    assert (plan.follows, plan.held, plan.state) == (fixed, 1, PlanState.CONCEPT)
    assert at(plan, 1) == at(fixed, 1)  # it was held: who was there, was there
    assert gone.pk not in plan.seats.filter(round=2).values_list("invitation", flat=True)
    plan = tables.fix(plan=plan, version=plan.version, by=None, now=now)
    fixed.refresh_from_db()
    assert fixed.state == PlanState.REPLACED
    assert letters() == []  # nine people: nobody has to move


def test_a_new_person_gets_the_chairs_that_became_free_and_hears_of_them(now):
    assembly = factories.gathered(people=9)
    fixed = factories.fixed(assembly, WISH)
    Job.objects.all().delete()
    late = assembly.invitations.get(state="invited")
    inviting.accept(invitation=late, now=now)

    plan = factories.compute(tables.renew(plan=fixed, held=0, by=None, now=now))
    tables.fix(plan=plan, version=plan.version, by=None, now=now)

    assert [letter["to"] for letter in letters()] == [late.ticket.registration.email]
    assert letters()[0]["context"]["is_change"] is False


def test_a_concept_is_brought_up_to_date_in_place_and_stopping_keeps_it(now):
    assembly = factories.gathered()
    plan = factories.seated(assembly, WISH)
    before = seats(plan)
    inviting.decline(invitation=queries.people(assembly)[0], why="care", now=now)

    plan = tables.renew(plan=plan, held=0, by=None, now=now)
    tables.stop(plan=plan)
    assert seats(plan) == before
    plan.refresh_from_db()
    plan = factories.compute(tables.renew(plan=plan, held=0, by=None, now=now))

    assert TablePlan.objects.get() == plan
    assert queries.page(queries.seated(plan)).fit
    assert plan.seats.count() == 27


def test_the_database_refuses_a_second_chair_and_a_chair_that_is_not_there(now):
    plan = factories.seated(factories.gathered(people=8), WISH)
    mine, theirs = plan.seats.filter(round=1)[:2]
    stranger = factories.gathered().invitations.first()

    def refused(**facts):
        with pytest.raises(DatabaseError), transaction.atomic():
            TableSeat.objects.filter(pk=mine.pk).update(**facts)

    refused(invitation=theirs.invitation)
    refused(table=theirs.table, place=theirs.place)
    for where in ({"round": 4}, {"table": 3}, {"table": 0}, {"place": 7}, {"invitation": stranger}):
        refused(**where)


def test_the_database_keeps_a_fixed_plan_as_it_is(now):
    plan = factories.fixed(factories.gathered(), WISH)

    for act in (
        lambda: plan.seats.all().delete(),
        lambda: plan.seats.filter(round=1).update(round=2),
        lambda: TablePlan.objects.filter(pk=plan.pk).update(rounds=4),
        lambda: TablePlan.objects.filter(pk=plan.pk).update(state=PlanState.CONCEPT, fixed_at=None),
        lambda: TablePlan.objects.filter(pk=plan.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_who_leaves_the_list_leaves_no_wish_behind_and_the_chair_leads_to_nobody(now):
    assembly = factories.gathered()
    plan = factories.fixed(assembly, WISH)
    who = queries.people(assembly)
    table_rules.pin(assembly=assembly, ticket=who[0].ticket.number, table=1, why="language")
    table_rules.pair(assembly=assembly, tickets=(who[0].ticket.number, who[1].ticket.number), kind="apart")

    registering.withdraw(registration=who[0].ticket.registration, now=now)

    assert TablePair.objects.count() + TablePin.objects.count() == 0
    assert queries.fit(queries.seated(plan)).gone == (who[0].ticket.number,)
    who[0].refresh_from_db()
    assert queries.own_tables(who[0]) is None
    assert who[0].ticket.registration.email == ""


def test_a_person_sees_the_own_tables_and_how_many_others_they_meet(now):
    assembly = factories.gathered()
    plan = factories.seated(assembly, WISH)
    mine = queries.people(assembly)[0]
    assert queries.own_tables(mine) is None

    tables.fix(plan=plan, version=plan.version, by=None, now=now)

    own, person = queries.own_tables(mine), queries.person(queries.seated(plan), mine.ticket.number)
    assert own.tables == person.tables == queries.tables_by_person(plan)[mine.pk]
    assert (own.meets, own.of) == (len(person.met), 9)
    assert person.never == 9 - own.meets
