"""The life of a round: one road, lists that are refused with their place, and an outcome that strangers approve."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, transaction

from ndt.draws.errors import BadRecording, TooEarly
from opleiding.core.rounds import ROAD, BadList, IllegalStep, State, check_step
from opleiding.models import Candidate, MatchRun, RoundEntry, RoundOffering
from opleiding.models.rounds import RunState
from opleiding.services import listing, matching, rounds
from tests.opleiding import round_world as world

pytestmark = pytest.mark.django_db
REFUSED = DatabaseError


def placements(run: MatchRun) -> dict[str, str]:
    return dict(run.results.values_list("candidate__code", "placed"))


def test_a_round_walks_the_whole_road_and_each_step_is_logged():
    found = world.published()
    matching.fill(found=found, now=world.LATER)

    assert world.again(found).state == "filled"
    assert list(found.entries.values_list("step", flat=True)) == [str(state) for state in ROAD]
    run = found.runs.get()
    assert run.verdict.count("OK\n") == 2
    assert sum(bool(place) for place in placements(run).values()) == 3  # three places, four people


@pytest.mark.parametrize("here", ROAD)
@pytest.mark.parametrize("there", ROAD)
def test_only_the_next_step_may_be_taken(here: State, there: State):
    if ROAD.index(there) == ROAD.index(here) + 1:
        check_step(here, there)
    else:
        with pytest.raises(IllegalStep):
            check_step(here, there)


def test_the_server_refuses_steps_out_of_turn():
    found = world.draft()

    for step in (
        lambda: rounds.freeze(found=found, now=world.AFTER),
        lambda: rounds.commit(found=found, beacon="test", moment=world.DRAWS, now=world.AFTER),
        lambda: rounds.record(found=found, typed="{}", now=world.LATER),
        lambda: matching.start(found=found, now=world.LATER),
        lambda: matching.publish(found=found, now=world.LATER),
        lambda: matching.fill(found=found, now=world.LATER),
    ):
        with pytest.raises(IllegalStep):
            step()
    assert world.again(found).state == "draft"
    assert found.entries.count() == 1


@pytest.mark.parametrize(
    ("choices", "why", "place"),
    [
        (("o1", "o9"), "unknown", 2),
        (("o1", "o2", "o1"), "twice", 3),
        (("o3", "o1"), "withdrawn", 1),
    ],
)
def test_a_list_that_cannot_be_is_refused_with_its_place(choices, why, place):
    found = world.opened(places=(1, 1, 1))
    rounds.withdraw(found=found, code="o3", now=world.NOW)

    with pytest.raises(BadList) as refused:
        world.asks(found, *choices)

    assert (refused.value.why, refused.value.place) == (why, place)
    assert not Candidate.objects.exists()


def test_a_list_may_change_until_the_deadline_and_not_after_it():
    found, who = world.opened(), world.trainer()
    first = world.asks(found, "o1", who=who)
    second = world.asks(found, "o2", "o1", who=who)

    with pytest.raises(listing.Closed):
        listing.hand_in(found=found, trainer=who, choices=["o1"], now=world.CLOSES)

    assert first.pk == second.pk
    assert Candidate.objects.get().preferences == ["o2", "o1"]


def test_an_offering_that_withdraws_leaves_every_list():
    found = world.opened()
    world.asks(found, "o1", "o2")

    rounds.withdraw(found=found, code="o1", now=world.NOW)

    assert Candidate.objects.get().preferences == ["o2"]
    with pytest.raises(RoundOffering.DoesNotExist):
        rounds.withdraw(found=found, code="o1", now=world.NOW)
    assert found.entries.filter(step="withdrawn").count() == 1


def test_after_the_freeze_the_database_refuses_another_list_another_file_and_another_log():
    found = world.frozen()

    for change in (
        lambda: Candidate.objects.update(preferences=["o2"]),
        lambda: Candidate.objects.all().delete(),
        lambda: type(found).objects.update(bundle="{}"),
        lambda: RoundEntry.objects.update(step="open"),
        lambda: RoundEntry.objects.all().delete(),
    ):
        with pytest.raises(REFUSED), transaction.atomic():
            change()


def test_freezing_waits_for_the_deadline():
    found = world.opened()
    world.asks(found, "o1")

    with pytest.raises(rounds.NotReady):
        rounds.freeze(found=found, now=world.NOW)


def test_the_frozen_file_names_nobody_and_puts_who_has_confirmed_hours_in_the_first_class():
    found = world.opened()
    known, unknown = world.trainer(confirmed=120), world.trainer()
    first, second = world.asks(found, "o1", who=known), world.asks(found, "o1", who=unknown)
    rounds.freeze(found=found, now=world.AFTER)

    text = world.again(found).bundle
    assert json.loads(text)["offerings"][0]["priorities"] == [[first.code], [second.code]]
    assert all(str(value) not in text for value in (known.public_id, known.user.email, known.user.name))
    assert "lottery" not in json.loads(text)


def test_who_deleted_the_profile_before_the_freeze_is_not_in_it():
    found = world.opened()
    candidate, gone = world.asks(found, "o1"), world.asks(found, "o2")
    gone.trainer.delete()

    rounds.freeze(found=found, now=world.AFTER)

    assert [one["id"] for one in json.loads(world.again(found).bundle)["candidates"]] == [candidate.code]


def test_the_draw_takes_only_what_was_announced_and_not_before_its_moment():
    found = world.committed()

    with pytest.raises(TooEarly):
        rounds.record(found=found, typed=world.given(found), now=world.AFTER)
    with pytest.raises(BadRecording):
        rounds.record(found=found, typed=world.given(found).replace('"round": ', '"round": 1'), now=world.LATER)
    assert world.again(found).state == "committed"


def test_the_first_class_goes_first_whatever_the_lottery_says():
    found = world.opened(places=(1,))
    others = [world.asks(found, "o1") for _other in range(5)]
    first = world.asks(found, "o1", who=world.trainer(confirmed=150))
    rounds.freeze(found=found, now=world.AFTER)
    rounds.commit(found=found, beacon="test", moment=world.DRAWS, now=world.AFTER)
    found = world.again(found)
    rounds.record(found=found, typed=world.given(found), now=world.LATER)

    run = world.run_of(world.again(found))

    assert placements(run)[first.code] == "o1"
    assert all(not placements(run)[other.code] for other in others)


def test_one_changed_sign_in_any_file_is_not_approved():
    found = world.drawn()
    run = world.run_of(found)
    made = matching.files_of(run)
    assert matching.judged(made, run.outcome_hash)[1]

    for name in ("outcome.json", "numbers.json", "cutoffs.json", "round.json", "commitment.json", "beacon.json"):
        content = made[name]
        place = content.index(b'"', len(content) // 2) - 1
        broken = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        assert not matching.judged(made | {name: broken}, run.outcome_hash)[1], name


def test_an_outcome_that_is_not_approved_is_never_published(monkeypatch):
    found = world.drawn()
    monkeypatch.setattr(matching, "judged", lambda *_facts: ("WRONG", False))

    run = world.run_of(found)

    assert run.state == RunState.FAILED
    with pytest.raises(IllegalStep):
        matching.publish(found=found, now=world.LATER)
    assert not found.runs.filter(state=RunState.PUBLISHED).exists()


def test_solving_twice_changes_nothing():
    found = world.drawn()
    run = world.run_of(found)

    matching.solve(run_id=run.pk, now=world.LATER)
    matching.verify(run_id=run.pk, now=world.LATER)

    assert MatchRun.objects.get(pk=run.pk) == run
    assert run.results.count() == 4


@pytest.mark.parametrize("tie_breaking", ["single", "multiple"])
def test_a_place_that_is_given_back_goes_on_with_the_same_numbers_and_nobody_loses(tie_breaking):
    lists = (("o1", "o2", "o3"), ("o1", "o3", "o2"), ("o2", "o1"), ("o1",), ("o3", "o1"), ("o2", "o3", "o1"))
    found = world.published(*lists, places=(1, 1, 1), tie_breaking=tie_breaking)
    first = found.runs.get()
    giver = first.results.exclude(placed="").order_by("candidate__code").first().candidate

    listing.give_back(candidate=giver, now=world.LATER)
    second = world.run_of(found)
    matching.publish(found=found, now=world.LATER)

    numbers = [json.loads(matching.files_of(run)["numbers.json"]) for run in (first, second)]
    assert numbers[0] == numbers[1]
    assert second.verdict.count("OK\n") == 2
    ranks = {one.code: one.preferences for one in found.candidates.all()}
    before, after = placements(first), placements(second)
    assert not after[giver.code]
    for code, choices in ranks.items():
        if code != giver.code:
            order = [*choices, ""]
            assert order.index(after[code]) <= order.index(before[code])
    assert sum(bool(place) for place in after.values()) == 3


def test_a_place_is_given_back_once_and_only_by_who_has_one():
    found = world.published()
    placed = found.runs.get().results.exclude(placed="").first().candidate
    unplaced = found.runs.get().results.get(placed="").candidate

    listing.give_back(candidate=placed, now=world.LATER)

    for who in (placed, unplaced):
        with pytest.raises(listing.NothingToGive):
            listing.give_back(candidate=who, now=world.LATER)


def test_a_round_for_most_places_is_not_run_again():
    found = world.published(mode="most_places")
    listing.give_back(candidate=found.runs.get().results.exclude(placed="").first().candidate, now=world.LATER)

    with pytest.raises(matching.CannotRun) as refused:
        matching.start_again(found=found, now=world.LATER)

    assert refused.value.why == "mode"


def test_without_a_place_given_back_there_is_nothing_to_run_again():
    with pytest.raises(matching.CannotRun):
        matching.start_again(found=world.published(), now=world.LATER)


def test_the_place_of_who_deleted_the_profile_goes_on_to_the_next():
    found = world.published(("o1",), ("o1",), places=(1,))
    result = found.runs.get().results
    holder, next_one = result.exclude(placed="").get().candidate, result.get(placed="").candidate

    holder.trainer.delete()
    second = world.run_of(found)
    matching.publish(found=found, now=world.LATER)

    assert placements(second) == {holder.code: "", next_one.code: "o1"}
    with pytest.raises(matching.CannotRun):
        matching.start_again(found=found, now=world.LATER)


def test_who_got_no_place_and_deleted_the_profile_leaves_nothing_to_run_again():
    found = world.published(("o1",), ("o1",), places=(1,))
    found.runs.get().results.get(placed="").candidate.trainer.delete()

    with pytest.raises(matching.CannotRun) as refused:
        matching.start_again(found=found, now=world.LATER)

    assert refused.value.why == "nothing"


def test_a_published_outcome_never_changes():
    run = world.published().runs.get()

    for change in (
        lambda: MatchRun.objects.update(outcome_hash="0" * 64),
        lambda: run.results.update(placed="o1"),
        lambda: MatchRun.objects.all().delete(),
    ):
        with pytest.raises(REFUSED), transaction.atomic():
            change()


def test_everybodys_chance_is_kept_and_fits_the_places():
    found = world.published(*[("o1",)] * 4, places=(1,))

    chances = [one.chance["o1"] for one in found.candidates.all()]
    assert sum(chances) == pytest.approx(1)
    assert all(0.18 < chance < 0.32 for chance in chances)


def test_the_seed_follows_from_the_commitment_and_the_source_and_from_nothing_else():
    found = world.drawn()

    assert len(found.seed) == 64
    assert rounds.sealed.unseal(rounds.PURPOSE, found.sealed_secret) == found.secret
    with pytest.raises(REFUSED), transaction.atomic():
        type(found).objects.update(seed="0" * 64)
