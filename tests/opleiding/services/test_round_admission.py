"""Hard rules of admission in a round: who does not meet one is in no class there, and is told why."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from opleiding.models import MatchRound, Study
from opleiding.services import matching, rounds
from tests.opleiding import factories
from tests.opleiding import round_world as world

pytestmark = pytest.mark.django_db
MASTER = {"id": "master", "kind": "degree", "level": "master"}
ENGLISH = {"id": "taal", "kind": "language", "language": "en"}
WHY = "Voor de start moet je een master af hebben"


def opened(*rules_of: list[dict[str, str]]) -> MatchRound:
    """A round that takes lists, with an offering of one place for each list of rules."""
    made = rounds.create(terms=world.terms(), now=world.NOW)
    offerings = []
    for rows in rules_of:
        programme = factories.programme()
        factories.rules(programme, *rows)
        offerings.append(factories.offering(programme=programme, places=1))
    rounds.offer(found=made, offerings=offerings)
    rounds.open_lists(found=made, now=world.NOW)
    return world.again(made)


def bachelor(**facts):
    """Somebody who has no master: at a master that is not met."""
    made = factories.trainer(**facts)
    factories.study(made, level=Study.Level.BACHELOR, ec=180)
    return made


def classes(found: MatchRound) -> dict[str, set[str]]:
    """Give who is in some class of each offering."""
    rows = json.loads(world.again(found).bundle)["offerings"]
    return {row["id"]: {code for members in row["priorities"] for code in members} for row in rows}


def page(candidate, name: str) -> str:
    browser = Client()
    browser.force_login(candidate.trainer.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser.get(reverse(f"opleiding:{name}", args=[candidate.round.slug])).content.decode()


def published(found: MatchRound) -> MatchRound:
    rounds.freeze(found=found, now=world.AFTER)
    rounds.commit(found=found, beacon="test", moment=world.DRAWS, now=world.AFTER)
    found = world.again(found)
    rounds.record(found=found, typed=world.given(found), now=world.LATER)
    world.run_of(world.again(found))
    matching.publish(found=found, now=world.LATER)
    return world.again(found)


def test_who_fails_a_hard_rule_is_in_no_class_there_and_is_told_why():
    found = opened([MASTER], [])
    candidate = world.asks(found, "o1", "o2", who=bachelor())

    rounds.freeze(found=found, now=world.AFTER)

    assert classes(found) == {"o1": set(), "o2": {candidate.code}}
    candidate.refresh_from_db()
    assert candidate.standing["closed"] == ["o1"]
    assert WHY in page(candidate, "my-place")


def test_who_has_the_most_hours_and_fails_a_hard_rule_gets_no_place_and_reads_which_rule():
    found = opened([MASTER], [])
    trainer = bachelor()
    world.Confirmation.objects.create(experience=factories.experience(trainer, hours=900))
    closed, other = world.asks(found, "o1", who=trainer), world.asks(found, "o1")

    run = published(found).runs.get()

    assert dict(run.results.values_list("candidate__code", "placed")) == {closed.code: "", other.code: "o1"}
    shown = page(closed, "my-place")
    assert "Hier kon je geen plaats krijgen. " + WHY in shown
    assert "geen van de groepen" not in shown


def test_hours_of_teaching_can_be_a_rule_and_who_has_the_same_studies_is_judged_apart():
    found = opened([{"id": "uren", "kind": "hours", "hours": 100, "subject": "wiskunde"}])
    much, little = (world.trainer(confirmed=hours) for hours in (120, 40))
    candidates = [world.asks(found, "o1", who=who) for who in (much, little)]

    rounds.freeze(found=found, now=world.AFTER)

    assert classes(found) == {"o1": {candidates[0].code}}
    candidates[1].refresh_from_db()
    assert "Je moet 100 uur les hebben gegeven (wiskunde). Dat is nu 40 uur." in page(candidates[1], "my-place")


def test_a_place_that_a_rule_closes_never_stood_open_whatever_the_list_was():
    found = opened([MASTER], [])
    candidate = world.asks(found, "o2", who=bachelor())

    run = published(found).runs.get()

    assert run.results.get(candidate=candidate).told["menu"] == ["o2"]


@pytest.mark.parametrize("rules", [[], [ENGLISH]], ids=["no rules", "not known"])
def test_what_can_be_asked_turns_nobody_away(rules):
    found = opened(rules)
    candidate = world.asks(found, "o1", who=bachelor())

    rounds.freeze(found=found, now=world.AFTER)

    assert classes(found) == {"o1": {candidate.code}}


def test_the_rules_of_the_first_day_count_and_without_them_an_offering_is_open():
    found = opened([])
    programme = found.offerings.get().offering.programme
    factories.rules(programme, MASTER, since=date(2026, 10, 1), until=date(2027, 9, 1))
    early = world.asks(found, "o1", who=bachelor())
    rounds.freeze(found=found, now=world.AFTER)
    assert classes(found) == {"o1": {early.code}}

    programme.rules.all().delete()
    without = rounds.create(terms=world.terms(), now=world.NOW)
    rounds.offer(found=without, offerings=[programme.offerings.get()])
    rounds.open_lists(found=without, now=world.NOW)
    late = world.asks(without, "o1", who=bachelor())
    rounds.freeze(found=without, now=world.AFTER)
    assert classes(without) == {"o1": {late.code}}


def test_a_trainer_reads_what_is_closed_before_the_lists_are_fixed():
    found = opened([MASTER], [])
    MatchRound.objects.filter(pk=found.pk).update(closes_at=timezone.now() + timedelta(days=3))
    chosen, not_chosen = world.asks(found, "o1", who=bachelor()), world.asks(found, "o2", who=bachelor())
    free = world.asks(found, "o1")

    assert "Bij 1 opleiding kun je nu geen plaats krijgen" in page(chosen, "my-list")
    assert "<details open>" in page(chosen, "my-list")
    assert "<details>" in page(not_chosen, "my-list")
    assert WHY in page(not_chosen, "my-list")
    assert "<details" not in page(free, "my-list").split("<main")[1].split("</main")[0]


def test_a_freeze_asks_as_much_of_the_database_for_many_as_for_few():
    def queries(people: int) -> int:
        found = opened([MASTER], [])
        for _person in range(people):
            trainer = bachelor()
            factories.experience(trainer)
            world.asks(found, "o1", who=trainer)
        with CaptureQueriesContext(connection) as asked:
            rounds.freeze(found=found, now=world.AFTER)
        return len(asked)

    assert queries(6) == queries(2)
