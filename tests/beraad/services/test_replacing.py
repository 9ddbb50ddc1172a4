"""Open seats: a proposal, an approval, a draw of its own, and a stranger can check it."""

from datetime import timedelta

import pgtrigger
import pytest
from django.db import DatabaseError, transaction

from beraad import queries, verify_certificate, verify_lottery
from beraad.core.errors import Closed, PoolChanged, SeatGiven, Stale
from beraad.models import Invitation, Registration, ReplacementRound, Ticket
from beraad.models.invitation import Answer
from beraad.queries import replacements
from beraad.services import inviting, registering, replacing
from beraad.services.drawing import Source
from ndt.draws import beacons
from ndt.draws.commitments import canonical
from ndt.draws.errors import BadRecording, LateCommitment, TooEarly
from ndt.jobs.models import Job
from tests.beraad import factories

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def begun(now):
    """An assembly of ten where three said no and the others yes."""
    made = factories.inviting()
    for place, invitation in enumerate(Invitation.objects.order_by("seat")):
        if place < 3:
            inviting.decline(invitation=invitation, why="dates", now=now)
        else:
            inviting.accept(invitation=invitation, now=now)
    return made


def written(tmp_path, files):
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_open_seats_get_a_proposal_by_themselves_and_nobody_is_asked_before_approval(begun, now):
    replacing.look_after(now=now)
    replacing.look_after(now=now)

    found = factories.proposed(begun)
    assert (found.number, found.attempt, found.state) == (1, 1, "proposed")
    assert len(found.open_tickets) == 3
    assert all(len(panel) == 3 for panel in found.panels)
    assert Invitation.objects.count() == 10


def test_an_approved_round_draws_new_people_for_the_open_seats_and_the_whole_keeps_the_quotas(begun, now):
    found = factories.replaced(begun)

    new = Invitation.objects.filter(round=found)
    assert sorted(new.values_list("seat", flat=True)) == [1, 2, 3]
    assert set(new.values_list("state", flat=True)) == {Answer.INVITED}
    assert not set(found.drawn) & {*found.stays, *found.out}
    for _feature, values in replacements.standing(begun).features:
        for kept in values:
            assert kept.least <= kept.holding <= kept.most
    assert [entry.step for entry in begun.entries.all()][-2:] == ["round-published", "round-drawn"]
    assert queries.broken_entry(begun) is None


@pytest.mark.parametrize("for_auditors", [False, True])
def test_a_stranger_and_an_auditor_find_a_round_in_order_and_so_is_the_whole_bundle(tmp_path, begun, for_auditors):
    found = factories.replaced(begun)
    draw = queries.fixed_draw(begun)

    whole = written(tmp_path, replacements.bundle_files(draw, for_auditors=for_auditors))

    assert verify_lottery.verify(whole, draw.commitment_sha256)
    said = verify_lottery.verify(whole / "aanvulling-1", found.commitment_sha256)
    assert f"panel {found.index} was drawn, as the rules of the commitment say" in said
    assert any("keeps all" in sentence for sentence in said) == for_auditors


def test_an_auditor_finds_the_chances_of_a_round_proven(tmp_path, begun):
    place = written(tmp_path, replacements.round_files(factories.replaced(begun), for_auditors=True))

    said = verify_certificate.verify(place / "proof", place / "profiles.csv", place / "quotas.csv")

    assert said[-1] == "types and quotas are those of the input files"


def test_a_file_of_a_round_that_was_changed_is_found(tmp_path, begun):
    found = factories.replaced(begun)
    place = written(tmp_path, replacements.round_files(found))
    (place / "seats.csv").write_bytes((place / "seats.csv").read_bytes().replace(b",open", b",stays", 1))

    with pytest.raises(verify_lottery.Wrong, match=r"seats\.csv"):
        verify_lottery.verify(place, found.commitment_sha256)


def test_a_round_by_a_chain_is_drawn_from_its_own_new_randomness(begun, now):
    found = factories.proposed(begun)
    found = replacing.approve(found=found, source=Source("test", now + HOUR), reason="Vol", by=None, now=now)
    announced = replacements.queries.commitments.read(found.commitment.encode()).announcement
    typed = canonical(beacons.made_up_round(announced.number, seed=b"x")).decode()

    found = replacing.record(found=found, typed=typed, now=announced.at + HOUR)

    assert found.seed != queries.fixed_draw(begun).seed
    assert Invitation.objects.filter(round=found).count() == 3


def test_a_proposal_that_does_not_fit_any_more_is_refused_and_computed_anew(begun, now):
    found = factories.proposed(begun)
    inviting.decline(invitation=Invitation.objects.get(seat=9), why="work", now=now)

    with pytest.raises(Stale):
        replacing.approve(found=found, source=factories.balls(), reason="Vol", by=None, now=now)
    again = replacing.prepare(assembly=begun, now=now)
    replacing.solve(round_id=again.pk, attempt=1, now=now)

    again.refresh_from_db()
    assert (again.pk, again.attempt, again.state) == (found.pk, 2, "solving")
    assert len(factories.proposed(begun).open_tickets) == 4


def test_a_seat_that_an_approved_round_fills_cannot_be_taken_back(begun, now):
    mine = Invitation.objects.get(seat=1)
    found = factories.proposed(begun)
    replacing.approve(found=found, source=factories.balls(), reason="Vol", by=None, now=now)

    with pytest.raises(SeatGiven):
        inviting.accept(invitation=mine, now=now)
    assert replacing.prepare(assembly=begun, now=now) is None


def test_a_round_is_drawn_once_and_waits_for_its_moment_and_the_right_balls(begun, now):
    found = factories.proposed(begun)
    with pytest.raises(LateCommitment):
        replacing.approve(found=found, source=Source("balls", now, "Utrecht"), reason="Vol", by=None, now=now)
    with pytest.raises(Closed):
        replacing.record(found=found, typed="07", now=now + 2 * HOUR)
    replacing.approve(found=found, source=factories.balls(), reason="Vol", by=None, now=now)
    with pytest.raises(Closed):
        replacing.approve(found=found, source=factories.balls(), reason="Vol", by=None, now=now)
    with pytest.raises(TooEarly):
        replacing.record(found=found, typed="07", now=now)
    with pytest.raises(BadRecording):
        replacing.record(found=found, typed="7", now=now + 2 * HOUR)
    replacing.record(found=found, typed="07", now=now + 2 * HOUR)
    with pytest.raises(Closed):
        replacing.record(found=found, typed="08", now=now + 2 * HOUR)


def test_the_database_refuses_to_change_an_approved_round(begun):
    factories.replaced(begun)
    rows = ReplacementRound.objects.all()

    for change in (
        lambda: rows.update(panels=[]),
        lambda: rows.update(reason="Iets anders"),
        lambda: rows.update(stays=[]),
        lambda: rows.update(commitment="{}"),
        lambda: ReplacementRound.objects.filter(pk=rows.get().pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_panels_changed_before_the_draw_behind_the_triggers_are_refused(begun, now):
    found = factories.proposed(begun)
    replacing.approve(found=found, source=factories.balls(), reason="Vol", by=None, now=now)
    found.refresh_from_db()
    found.panels = found.panels[1:] + found.panels[:1]
    with pgtrigger.ignore("beraad.ReplacementRound:approved_round_does_not_change"):
        found.save()

    if found.panels[0] != found.panels[1]:
        with pytest.raises(PoolChanged):
            replacing.record(found=found, typed="07", now=now + 2 * HOUR)


def test_a_shortage_is_relaxed_and_logged(now):
    """One MBO teacher was needed and every other one left the list: the quota gives way, and the log says so."""
    begun = factories.inviting()
    mine = Invitation.objects.filter(ticket__profile__Sector="VO").first()
    for invitation in Invitation.objects.exclude(pk=mine.pk):
        inviting.accept(invitation=invitation, now=now)
    inviting.decline(invitation=mine, why="dates", now=now)
    rest = Ticket.objects.filter(assembly=begun, invitation=None, profile__Sector="VO")
    for person in Registration.objects.filter(frozen__in=rest):
        registering.withdraw(registration=person, now=now)

    factories.replaced(begun)

    (logged,) = replacements.replacement_log(begun)
    relaxed = {left.value: (left.had_least, left.least) for left in logged.relaxed}
    assert relaxed["VO"][1] < relaxed["VO"][0] or not logged.is_exact
    assert begun.entries.get(step="round-published").facts["relaxed"]


def test_too_few_people_for_the_open_seats_says_so(begun, now):
    rest = Registration.objects.filter(assembly=begun, frozen__invitation=None)
    for person in rest[: rest.count() - 2]:
        registering.withdraw(registration=person, now=now)

    found = factories.proposed(begun)

    assert (found.state, found.report) == ("stuck", {"why": "people", "people": 2, "seats": 3})
    with pytest.raises(Closed):
        replacing.approve(found=found, source=factories.balls(), reason="Vol", by=None, now=now)


def test_a_second_round_fills_what_the_first_left_open(begun, now):
    first = factories.replaced(begun)
    later = now + 3 * HOUR
    for place, invitation in enumerate(first.invitations.order_by("seat")):
        act = inviting.accept if place else inviting.decline
        act(invitation=invitation, **({} if place else {"why": "travel"}), now=later)

    second = factories.replaced(begun, now=later)

    assert second.number == 2
    assert len(second.drawn) == 1
    assert set(second.drawn).isdisjoint({*first.drawn, *first.stays, *first.out})
    assert [found.answers["accepted"] for found in replacements.replacement_log(begun)] == [2, 0]


def test_the_job_of_a_round_is_in_the_outbox(begun, now):
    found = replacing.prepare(assembly=begun, now=now)

    assert Job.objects.filter(key=replacing.job_key(found), kind="beraad.replace").exists()
