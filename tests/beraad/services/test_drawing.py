"""From concept to drawn: each step in its order, everything fixed before the randomness, and a stranger can check."""

import dataclasses
import itertools
from datetime import timedelta

import pgtrigger
import pytest
from django.db import DatabaseError, transaction

from beraad import queries, verify_certificate, verify_lottery
from beraad.core import steps
from beraad.core.errors import BeraadError, Closed, NotReady, PoolChanged
from beraad.core.steps import State
from beraad.models import Assembly, Draw, Entry, Panel, Registration, Ticket
from beraad.services import assemblies, drawing, registering, solving
from beraad.services.drawing import Source
from beraad.views import progress
from ndt.draws import beacons
from ndt.draws.commitments import canonical
from ndt.draws.errors import BadRecording, LateCommitment, TooEarly
from ndt.jobs.models import Job
from tests.beraad import factories

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def verified(tmp_path, draw, *, for_auditors):
    for name, content in queries.bundle_files(draw, for_auditors=for_auditors).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return verify_lottery.verify(tmp_path, draw.commitment_sha256)


@pytest.mark.parametrize("for_auditors", [False, True])
def test_a_stranger_and_an_auditor_find_a_draw_in_order(tmp_path, for_auditors):
    draw = queries.fixed_draw(factories.drawn())

    said = verified(tmp_path, draw, for_auditors=for_auditors)

    assert "panel 7 was drawn, as the rules of the commitment say" in said
    assert any("keeps all" in sentence for sentence in said) == for_auditors


def test_an_auditor_finds_the_chances_proven_for_these_people_and_quotas(tmp_path):
    verified(tmp_path, queries.fixed_draw(factories.drawn()), for_auditors=True)

    said = verify_certificate.verify(tmp_path / "proof", tmp_path / "profiles.csv", tmp_path / "quotas.csv")

    assert said[-1] == "types and quotas are those of the input files"
    assert any("proven the highest possible" in sentence for sentence in said)


def test_a_draw_by_a_round_of_a_chain_verifies_too(tmp_path, now):
    assembly = factories.solved()
    draw = drawing.publish(assembly=assembly, source=Source("test", now + HOUR), now=now)
    announced = queries.announcement(draw)
    typed = canonical(beacons.made_up_round(announced.number, seed=b"x")).decode()

    drawing.record(assembly=assembly, typed=typed, now=announced.at + HOUR)

    draw.refresh_from_db()
    assert f"panel {draw.index} was drawn, as the rules of the commitment say" in verified(
        tmp_path, draw, for_auditors=True
    )


def test_every_step_stands_in_the_chain_and_a_changed_one_is_found():
    assembly = factories.drawn()

    assert [entry.step for entry in assembly.entries.all()] == [
        *("concept", "startschot", "open", "frozen", "quotas", "feasible", "published", "drawn")
    ]
    assert queries.broken_entry(assembly) is None
    links = [(entry.link(), entry.sha256) for entry in assembly.entries.all()]
    links[3] = (dataclasses.replace(links[3][0], facts={"people": 1}), links[3][1])
    assert queries.first_broken(links) == 4


def changes(assembly, draw):
    panel = Panel.objects.filter(draw=draw, number=1)
    return {
        "another step": lambda: Entry.objects.filter(number=2).update(step="x"),
        "a step gone": lambda: Entry.objects.filter(number=2).delete(),
        "other answers": lambda: Ticket.objects.update(profile={}),
        "a ticket gone": lambda: Ticket.objects.first().delete(),
        "a ticket more": lambda: Ticket.objects.create(assembly=assembly, number="XXXX-XXXX", profile={}),
        "another panel": lambda: panel.update(tickets=[]),
        "a panel gone": lambda: panel.delete(),
        "a panel more": lambda: Panel.objects.create(draw=draw, number=99, tickets=[]),
        "other chances": lambda: Draw.objects.update(chances={}),
        "another commitment": lambda: Draw.objects.update(commitment="{}"),
        "a draw gone": lambda: Draw.objects.filter(pk=draw.pk).delete(),
        "another pool": lambda: Assembly.objects.update(pool_sha256="0" * 64),
    }


def test_the_database_refuses_to_change_what_is_fixed():
    assembly = factories.drawn()

    accepted = []
    for name, change in changes(assembly, queries.fixed_draw(assembly)).items():
        try:
            with transaction.atomic():
                change()
        except DatabaseError:
            continue
        accepted.append(name)

    assert accepted == []


def test_nothing_is_drawn_twice(now):
    assembly = factories.drawn()

    with pytest.raises(Closed):
        drawing.record(assembly=assembly, typed="11", now=now + 3 * HOUR)
    assert queries.fixed_draw(assembly).index == 7


def test_a_late_commitment_is_refused(now):
    assembly = factories.solved()

    with pytest.raises(LateCommitment):
        drawing.publish(assembly=assembly, source=Source("balls", now, "Utrecht"), now=now)


def test_a_draw_waits_for_its_moment_and_for_the_right_balls(now):
    assembly = factories.published()

    with pytest.raises(TooEarly):
        drawing.record(assembly=assembly, typed="07", now=now + HOUR / 2)
    for typed in ("7", "007", "x7", "", "07 11"):
        with pytest.raises(BadRecording):
            drawing.record(assembly=assembly, typed=typed, now=now + 2 * HOUR)


@pytest.mark.parametrize("step", ["publish", "record"])
def test_a_pool_edited_behind_the_triggers_is_refused(now, step):
    assembly = factories.solved() if step == "publish" else factories.published()
    ticket = Ticket.objects.first()
    ticket.profile["Sector"] = "VO" if ticket.profile["Sector"] == "PO" else "PO"
    with pgtrigger.ignore("beraad.Ticket:ticket_does_not_change"):
        ticket.save()

    moment = now if step == "publish" else now + 2 * HOUR
    act = {
        "publish": lambda: drawing.publish(assembly=assembly, source=Source("balls", now + HOUR, "U"), now=moment),
        "record": lambda: drawing.record(assembly=assembly, typed="07", now=moment),
    }[step]

    with pytest.raises(PoolChanged):
        act()


def test_panels_swapped_behind_the_triggers_are_refused(now):
    assembly = factories.published()
    first, second = Panel.objects.order_by("number")[:2]
    first.tickets, second.tickets = second.tickets, first.tickets
    with pgtrigger.ignore("beraad.Panel:panel_does_not_change"):
        first.save()
        second.save()

    if first.tickets != second.tickets:
        with pytest.raises(PoolChanged):
            drawing.record(assembly=assembly, typed="07", now=now + 2 * HOUR)


def test_every_illegal_step_is_refused():
    facts = steps.Facts(signed=tuple(steps.PartyKind), features=1, in_pool=9, size=5, accepted=5)
    for here, to in itertools.product(State, State):
        legal = to in steps.LEGAL[here]
        if legal:
            steps.check(here, to, facts)
        else:
            with pytest.raises(BeraadError):
                steps.check(here, to, facts)


@pytest.mark.parametrize(("make", "take", "missing"), [
    (factories.assembly, assemblies.give_startschot, "parties"),
    (factories.opened, assemblies.freeze, "pool"),
])  # fmt: skip
def test_a_step_that_is_not_ready_says_what_is_missing(now, make, take, missing):
    with pytest.raises(NotReady) as caught:
        take(assembly=make(), now=now)

    assert caught.value.missing == missing


def test_impossible_quotas_say_how_they_become_possible(now):
    assembly = factories.opened()
    for number in range(20):
        profile = {"Sector": "PO", "Leeftijd": "jong"} if number % 2 else {"Sector": "VO", "Leeftijd": "oud"}
        factories.registration(assembly, profile=profile)
    assemblies.freeze(assembly=assembly, now=now)
    values = {value.title: value.pk for value in queries.values_of(assembly)}
    wanted = {"PO": (6, 6), "VO": (4, 4), "jong": (5, 5), "oud": (5, 5)}
    bounds = {values[title]: queries.Bounds(*bound) for title, bound in wanted.items()}
    assemblies.save_quotas(assembly=assembly, size=10, bounds=bounds)
    assemblies.settle_quotas(assembly=assembly, now=now)
    draw = solving.start(assembly=assembly, now=now)

    solving.solve(draw_id=draw.pk, now=now)

    draw.refresh_from_db()
    assert (draw.state, draw.report["cause"]) == ("infeasible", "quotas")
    assert draw.report["relaxations"][0]["minimum"] == pytest.approx(50.0)
    assert progress.relaxations(draw)[0]["changes"]


def test_quotas_can_be_taken_up_again_until_publication(now):
    assembly = factories.solved()

    assemblies.reopen_quotas(assembly=assembly, now=now)

    assembly.refresh_from_db()
    assert assembly.state == "frozen"
    assert queries.latest_draw(assembly) is None
    with pytest.raises(Closed):
        assemblies.reopen_quotas(assembly=factories.published(), now=now)


def test_a_computation_that_runs_twice_changes_nothing(now):
    factories.solved()
    before = Draw.objects.values().get()

    solving.solve(draw_id=before["id"], now=now + HOUR)

    assert Draw.objects.values().get() == before


def test_somebody_who_leaves_after_the_freeze_is_blanked_and_the_draw_still_verifies(tmp_path, now):
    assembly = factories.drawn()
    gone = Registration.objects.filter(assembly=assembly).first()

    registering.withdraw(registration=gone, now=now + 3 * HOUR)

    gone.refresh_from_db()
    assert (gone.name, gone.email, gone.profile, gone.school, gone.state) == ("", "", {}, None, "withdrawn")
    assert verified(tmp_path, queries.fixed_draw(assembly), for_auditors=True)


def test_everybody_on_the_list_hears_what_the_draw_meant(now):
    assembly = factories.drawn()
    draw = queries.fixed_draw(assembly)

    drawing.tell(draw_id=draw.pk, after=0)
    drawing.tell(draw_id=draw.pk, after=0)

    letters = [job.payload for job in Job.objects.filter(key__startswith="mail:beraad:drawn:")]
    assert len(letters) == 60
    assert sum(letter["context"]["is_drawn"] for letter in letters) == assembly.size
