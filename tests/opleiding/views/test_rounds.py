"""A round on the website: the organiser's steps, the trainer's list and place, and a proof that strangers can run."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ndt.draws.errors import LateCommitment
from ndt.people.models import Kind, Role
from opleiding.models import Candidate, MatchRound
from opleiding.services import matching
from tests.house.roles import log_in
from tests.opleiding import factories
from tests.opleiding import round_world as world

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    team = factories.organisation(Kind.CAMPAIGN_TEAM)
    browser = Client()
    log_in(browser, factories.employee(team, Role.COORDINATOR), second_factor=True)
    return browser


def as_trainer(trainer) -> Client:
    browser = Client()
    browser.force_login(trainer.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def open_now(**facts) -> MatchRound:
    """A round that is open today, whatever day a test runs on."""
    found = world.opened(**facts)
    MatchRound.objects.filter(pk=found.pk).update(closes_at=timezone.now() + timedelta(days=7))
    return world.again(found)


def step(desk: Client, found: MatchRound, name: str):
    return desk.post(reverse("opleiding:round-step", args=[found.slug, name]))


def test_an_organiser_makes_a_round_and_opens_it(desk):
    deadline = timezone.localdate() + timedelta(days=90)
    offering = factories.offering(deadline=deadline, starts_on=deadline + timedelta(days=90))
    typed = {
        "title": "Start 2027", "slug": "start-2027", "about": "Voor wie in september begint.",
        "closes_at": (timezone.localtime() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M"), "subject_hours": 100,
        "tie_breaking": "single", "mode": "candidate_optimal",
    }  # fmt: skip
    assert desk.post(reverse("opleiding:round-new"), typed).status_code == 302
    found = MatchRound.objects.get()
    refused = step(desk, found, "openen")
    assert refused.status_code == 409
    assert "Kies eerst welke opleidingen meedoen" in refused.content.decode()

    desk.post(reverse("opleiding:round-offerings", args=[found.slug]), {"offerings": [offering.pk]})
    assert step(desk, found, "openen").status_code == 302

    assert world.again(found).state == "open"
    assert offering.programme.title in desk.get(found.get_absolute_url()).content.decode()


def test_what_is_typed_wrong_is_said_and_kept(desk):
    response = desk.post(reverse("opleiding:round-new"), {"title": "Start 2027", "slug": "met spaties"})

    assert response.status_code == 422
    assert "Verbeter dit eerst" in response.content.decode()
    assert 'value="Start 2027"' in response.content.decode()
    assert not MatchRound.objects.exists()


def test_an_address_of_the_website_itself_is_no_address_of_a_round(desk):
    page = desk.post(reverse("opleiding:round-new"), {"title": "Start 2027", "slug": "nieuw"})

    assert list(page.context["form"].errors["slug"]) == ["Dit adres is van de website zelf. Kies een ander adres."]


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(-1, "Dit moment is voorbij."), (366, "Kies een moment binnen een jaar."), (2, "Dit moment is te dichtbij.")],
    ids=["past", "too far", "passed while it was typed"],
)
def test_a_moment_for_the_draw_that_cannot_be_is_said_at_its_field(desk, monkeypatch, days, sentence):
    def late(**_facts):
        raise LateCommitment

    found = world.frozen()
    monkeypatch.setattr(world.rounds, "commit", late)
    moment = (timezone.localtime() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")

    page = desk.post(reverse("opleiding:round-commit", args=[found.slug]), {"beacon": "test", "moment": moment})

    assert page.status_code == 422
    assert sentence in page.context["form"].errors["moment"][0]
    assert f'value="{moment}"' in page.content.decode()


def test_the_desk_refuses_a_step_out_of_turn_with_a_sentence(desk):
    response = step(desk, world.opened(), "bekendmaken")

    assert response.status_code == 409
    assert "Deze stap kan nu niet" in response.content.decode()


def test_from_commitment_to_published_at_the_desk(desk):
    found = world.committed()
    too_little = desk.post(reverse("opleiding:round-record", args=[found.slug]), {"recording": "geen json"})
    assert too_little.status_code == 422
    assert "niet de uitkomst die is aangekondigd" in too_little.content.decode()

    world.rounds.record(found=found, typed=world.given(found), now=world.LATER)
    assert step(desk, found, "verdelen").status_code == 302
    run = found.runs.get()
    waiting = desk.get(reverse("opleiding:round-cockpit", args=[found.slug])).content.decode()
    assert "De computer verdeelt de plaatsen" in waiting
    matching.solve(run_id=run.pk, now=timezone.now())
    matching.verify(run_id=run.pk, now=timezone.now())
    assert step(desk, found, "bekendmaken").status_code == 302

    assert world.again(found).state == "published"


def test_a_trainer_hands_in_a_list_without_a_script_and_changes_it():
    found, trainer = open_now(), world.trainer()
    browser, address = as_trainer(trainer), reverse("opleiding:my-list", args=[found.slug])
    assert "Keuze 1" in browser.get(address).content.decode()

    browser.post(address, {"keuze-1": "", "keuze-2": "o2"})
    assert Candidate.objects.get().preferences == ["o2"]
    twice = browser.post(address, {"keuze-1": "o1", "keuze-2": "o1"})
    unknown = browser.post(address, {"keuze-1": "o1", "keuze-2": "o77"})

    assert twice.status_code == unknown.status_code == 422
    assert "staat al hoger op je lijst" in twice.content.decode()
    assert list(twice.context["form"].errors) == ["keuze-2"]
    assert "doet niet mee aan deze ronde" in unknown.content.decode()
    assert Candidate.objects.get().preferences == ["o2"]
    shown = browser.get(address).content.decode()
    assert Candidate.objects.get().code in shown
    assert f"<li>{found.offerings.get(code='o2').title}</li>" in shown


def test_a_trainer_takes_a_list_back():
    found, trainer = open_now(), world.trainer()
    browser, address = as_trainer(trainer), reverse("opleiding:my-list", args=[found.slug])
    browser.post(address, {"keuze-1": "o1"})

    browser.post(address, {"do": "stop"})

    assert not Candidate.objects.exists()


def test_everybody_sees_why_not_what_stood_open_and_the_chance():
    found = world.published(*[("o1", "o2")] * 5, places=(1, 1))

    for candidate in found.candidates.all():
        page = as_trainer(candidate.trainer).get(reverse("opleiding:my-place", args=[found.slug])).content.decode()
        placed = found.runs.get().results.get(candidate=candidate).placed
        assert ("Je hebt een plaats" in page) == bool(placed)
        assert ("Het laagste nummer gaat voor" in page) == (placed != "o1")
        assert "welke lijst je ook had gegeven" in page
        assert "van de 1000 keer" in page


def test_before_the_outcome_a_trainer_sees_what_is_still_to_come():
    found = world.frozen()
    candidate = found.candidates.first()

    page = as_trainer(candidate.trainer).get(reverse("opleiding:my-place", args=[found.slug])).content.decode()

    assert candidate.code in page
    assert "Bekendgemaakt" in page


def test_a_place_is_given_back_by_a_button_and_the_proof_shows_what_it_changed(desk):
    found = world.published(*[("o1", "o2")] * 4, places=(1, 1))
    giver = found.runs.get().results.get(placed="o1").candidate
    browser, address = as_trainer(giver.trainer), reverse("opleiding:my-place", args=[found.slug])

    assert browser.post(address, follow=True).status_code == 200
    assert "Je gaf je plaats terug" in browser.get(address).content.decode()
    assert step(desk, found, "opnieuw").status_code == 302
    run = found.runs.get(number=2)
    matching.solve(run_id=run.pk, now=timezone.now())
    matching.verify(run_id=run.pk, now=timezone.now())
    step(desk, found, "bekendmaken")

    proof = Client().get(reverse("opleiding:round-proof", args=[found.slug])).content.decode()
    assert "Wat uitkomst 2 veranderde" in proof
    assert proof.count("→") == 3  # who gave back, who moves up, who gets in
    assert step(desk, found, "afronden").status_code == 302


def test_the_desk_sees_a_place_that_is_free_because_a_profile_is_gone(desk):
    found = world.published(("o1",), ("o1",), places=(1,))
    found.runs.get().results.exclude(placed="").get().candidate.trainer.delete()

    page = desk.get(reverse("opleiding:round-cockpit", args=[found.slug])).content.decode()

    assert "Er is 1 plaats teruggegeven" in page
    assert step(desk, found, "opnieuw").status_code == 302


def test_a_round_for_most_places_promises_no_place_that_comes_free(desk):
    found = world.published(("o1",), ("o1",), places=(1,), mode="most_places")
    placed, without = (found.runs.get().results.filter(placed=code).get().candidate for code in ("o1", ""))
    address = reverse("opleiding:my-place", args=[found.slug])
    own = as_trainer(placed.trainer)

    assert "In deze ronde komen geen plaatsen meer vrij." in as_trainer(without.trainer).get(address).content.decode()
    assert "Iemand anders krijgt hem" not in own.get(address).content.decode()
    own.post(address)
    cockpit = desk.get(reverse("opleiding:round-cockpit", args=[found.slug])).content.decode()
    assert "Verdeel de vrije plaatsen" not in cockpit


def test_strangers_download_a_round_and_both_programs_say_ok(tmp_path):
    found = world.published()
    answer = Client().get(reverse("opleiding:round-bundle", args=[found.slug, 1]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path)

    for name in ("verify_seed.py", "verify_match.py"):
        done = subprocess.run(
            [sys.executable, "-I", tmp_path / name, tmp_path], capture_output=True, text=True, check=False
        )
        assert done.stdout.endswith("OK\n"), done.stdout
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for candidate in found.candidates.select_related("trainer__user"):
        user = candidate.trainer.user
        assert user.email.encode() not in everything
        assert str(candidate.trainer.public_id).encode() not in everything


def test_public_pages_name_nobody():
    found = world.published()

    for name in ("round", "round-proof"):
        html = Client().get(reverse(f"opleiding:{name}", args=[found.slug])).content.decode()
        assert "Bram" not in html
        assert "voorbeeld.example" not in html


def test_what_happened_is_told_in_words(desk):
    found = world.opened()
    world.rounds.withdraw(found=found, code="o2", now=world.NOW)
    cockpit = reverse("opleiding:round-cockpit", args=[found.slug])

    for address in (reverse("opleiding:round-proof", args=[found.slug]), cockpit):
        page = desk.get(address).content.decode()
        assert "doel: ieder zo hoog mogelijk op de eigen lijst" in page
        assert f"opleiding: {found.offerings.get(code='o2').title}" in page
        assert "tie_breaking" not in page


def test_what_is_not_public_does_not_exist():
    draft = world.draft()

    for address in (
        reverse("opleiding:round", args=[draft.slug]),
        reverse("opleiding:round-proof", args=[draft.slug]),
        reverse("opleiding:round-bundle", args=[draft.slug, 1]),
        reverse("opleiding:round-program", args=["settings"]),
    ):
        assert Client().get(address).status_code == 404


def test_the_round_page_takes_few_queries_however_many_candidates(django_assert_max_num_queries):
    found = world.published(*[("o1", "o2")] * 12, places=(3, 2))
    browser = as_trainer(found.candidates.first().trainer)

    with django_assert_max_num_queries(16):
        browser.get(found.get_absolute_url())
    with django_assert_max_num_queries(18):
        browser.get(reverse("opleiding:my-place", args=[found.slug]))
