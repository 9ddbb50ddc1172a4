"""Letters about a round: to whom, once, and nothing personal on the outside."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ndt.jobs.models import Job
from ndt.mail.letters import Letter
from ndt.mail.rendering import render
from opleiding.core.rounds import BadList
from opleiding.services import listing, matching, telling
from tests.opleiding import round_world as world

pytestmark = pytest.mark.django_db


def letters(template: str = "") -> list[Letter]:
    """Give the letters that wait, in the order in which they were written."""
    rows = Job.objects.filter(kind="mail.send").order_by("created_at")
    found = [Letter(**row.payload) for row in rows]
    return [one for one in found if one.template.removeprefix("opleiding/") == template or not template]


def told(found) -> None:
    """Do the jobs that write letters about the last outcome, as the worker does."""
    done: set[str] = set()
    while waiting := Job.objects.filter(kind="opleiding.tell").exclude(key__in=done).order_by("created_at").first():
        done.add(waiting.key)
        telling.outcome(run_id=waiting.payload["run"], after=waiting.payload["after"])


def test_who_hands_in_a_list_gets_it_by_mail_and_again_when_it_changes():
    found, who = world.opened(), world.trainer()
    candidate = world.asks(found, "o2", "o1", who=who)
    world.asks(found, "o2", "o1", who=who)
    listing.hand_in(found=found, trainer=who, choices=["o1"], now=world.NOW + timedelta(hours=1))

    first, second = letters("list_received")
    text = render(first).text
    names = dict(found.offerings.values_list("code", "title"))
    assert first.to == who.user.email
    assert text.index("1. ") < text.index("2. ")
    assert candidate.code in text
    assert (first.context["choices"], second.context["choices"]) == ([names["o2"], names["o1"]], [names["o1"]])


def test_a_list_that_is_refused_is_not_confirmed():
    found = world.opened()

    with pytest.raises(BadList):
        world.asks(found, "o1", "o9")

    assert letters() == []


def test_an_empty_list_is_called_so():
    world.asks(world.opened())

    assert "Je lijst is leeg" in render(letters("list_received")[0]).text


def test_a_published_outcome_is_mailed_to_everybody_once():
    found = world.published(("o1",), ("o1",), places=(1,))

    told(found)
    told(found)

    sent = {one.to: one for one in letters("outcome")}
    assert len(letters("outcome")) == 2
    for candidate in found.candidates.all():
        placed = found.runs.get().results.get(candidate=candidate).placed
        text = render(sent[candidate.trainer.user.email]).text
        assert ("Je hebt een plaats" in text) == bool(placed)
        assert ("Geven anderen een plaats terug?" in text) != bool(placed)


def test_before_it_is_published_nobody_is_told():
    world.run_of(world.drawn())

    assert not Job.objects.filter(kind="opleiding.tell").exists()


def test_who_deleted_the_profile_gets_no_letter():
    found = world.published(("o1",), ("o1",), places=(1,))
    found.candidates.first().trainer.delete()

    told(found)

    assert len(letters("outcome")) == 1


def test_a_place_that_was_given_back_is_news_only_for_who_is_elsewhere():
    found = world.published(*[("o1", "o2")] * 4, places=(1, 1))
    told(found)
    result = found.runs.get().results
    giver, up = result.get(placed="o1").candidate, result.get(placed="o2").candidate
    listing.give_back(candidate=giver, now=world.LATER)
    second = world.run_of(found)
    matching.publish(found=found, now=world.LATER)
    told(found)

    news = {one.to: one.context for one in letters("place_changed")}
    in_now = second.results.get(placed="o2").candidate
    assert set(news) == {up.trainer.user.email, in_now.trainer.user.email}
    assert news[up.trainer.user.email]["was"] == found.offerings.get(code="o2").title
    assert news[in_now.trainer.user.email]["was"] == ""
    assert len(letters("outcome")) == 4


def test_a_round_for_most_places_promises_no_second_chance():
    found = world.published(("o1",), ("o1",), places=(1,), mode="most_places")

    told(found)

    assert all("Geven anderen een plaats terug?" not in render(one).text for one in letters("outcome"))


def test_many_candidates_are_written_in_parts(monkeypatch):
    monkeypatch.setattr(telling, "BATCH", 2)
    found = world.published(*[("o1",)] * 5, places=(1,))

    told(found)

    assert len({one.to for one in letters("outcome")}) == len(letters("outcome")) == 5
    assert Job.objects.filter(kind="opleiding.tell").count() == 3


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_outside_of_a_letter_tells_nothing_of_somebody(language):
    found = world.drawn(*[("o1", "o2")] * 3, places=(1, 1))
    for candidate in found.candidates.all():
        user = candidate.trainer.user
        user.language = language
        user.save()
    world.run_of(found)
    matching.publish(found=found, now=world.LATER)
    told(found)
    listing.give_back(candidate=found.runs.get().results.get(placed="o1").candidate, now=world.LATER)
    world.run_of(world.again(found))
    matching.publish(found=found, now=world.LATER)
    told(found)

    outsides = set()
    for letter in letters():
        written = render(letter)
        preview = written.html.split("overflow:hidden")[1].split("</div>")[0]
        outsides.add((letter.template, letter.language, written.subject, preview))
    assert len([one for one in outsides if one[1] == language]) == (3 if language == "nl" else 2)
