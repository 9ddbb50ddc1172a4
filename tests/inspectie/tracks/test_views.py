"""The coordinators' screens about improvement tracks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from inspectie.models import ImprovementTrack, TrackPolicy
from inspectie.services import tracks
from ndt.history import queries as history
from tests.house.roles import World
from tests.inspectie.tracks import factories

pytestmark = pytest.mark.django_db
DESK = "/kwaliteit-in-zicht/verbeteren/"


@pytest.fixture
def world(db):
    return World("inspectie")


@pytest.fixture
def coby(world):
    return world.browser("coordinator")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def track(db, today):
    return factories.track(now=timezone.now(), dated=today - timedelta(days=30))


def test_the_desk_shows_who_waits_what_runs_and_what_is_late(coby, track, today):
    track.moments.filter(code="causes").update(due_on=today - timedelta(days=1))
    waiting = factories.judgement(label="zeer_zwak", dated=today - timedelta(days=3))

    page = coby.get(DESK).content.decode()

    assert "1 school wacht op een traject" in page
    assert str(waiting.ovt) in page
    assert str(track.ovt) in page
    assert "te laat" in page
    assert "onvoldoende of zeer zwak" in page


def test_without_rules_the_desk_says_what_to_do_first(coby):
    page = coby.get(DESK).content.decode()

    assert "Er zijn nog geen spelregels" in page


def test_the_desk_asks_the_same_number_of_questions_for_one_track_as_for_many(
    coby, track, today, django_assert_max_num_queries
):
    coby.get(DESK)
    for _ in range(6):
        factories.track(now=timezone.now(), dated=today)

    with django_assert_max_num_queries(24):
        coby.get(DESK)


def test_closed_tracks_have_a_list_of_their_own(coby, track, today):
    tracks.close(track=track, to="ended", closed_on=today, now=timezone.now())

    assert str(track.ovt) not in coby.get(DESK).content.decode()
    assert str(track.ovt) in coby.get(f"{DESK}?stand=klaar").content.decode()
    assert coby.get(f"{DESK}?stand=niets&oordeel=mooi").status_code == 200


def test_a_coordinator_starts_a_track_from_a_judgement(coby, world, today):
    factories.rules()
    judgement = factories.judgement(dated=today - timedelta(days=10))
    address = f"{DESK}oordeel/{judgement.pk}/start/"
    form = coby.get(address).context["form"]

    answer = coby.post(
        address,
        {
            "lead": world.users["coordinator"].pk,
            "contact_name": "Daan",
            "contact_email": "daan@school.example",
            "deadline": form.initial["deadline"].isoformat(),
        },
    )

    track = ImprovementTrack.objects.get()
    assert answer["Location"] == track.get_absolute_url()
    assert track.lead == world.users["coordinator"]
    assert coby.post(address, {"deadline": track.deadline.isoformat()}).status_code == 409


def test_a_deadline_that_is_too_late_is_refused_at_its_field_and_what_was_typed_stays(coby, today):
    factories.rules()
    judgement = factories.judgement(dated=today - timedelta(days=10))

    answer = coby.post(
        f"{DESK}oordeel/{judgement.pk}/start/",
        {"deadline": (today + timedelta(days=600)).isoformat(), "contact_name": "Daan"},
    )

    assert answer.status_code == 422
    assert "Het traject moet klaar zijn op" in str(answer.context["form"].errors["deadline"])
    assert 'value="Daan"' in answer.content.decode()


def test_a_review_is_recorded_with_its_finding(coby, track, today):
    moment = factories.moment(track, "first_review")
    address = f"{track.get_absolute_url()}moment/{moment.pk}/"

    without = coby.post(address, {"record": "1", "done_on": today.isoformat(), "note": ""})
    assert without.status_code == 422

    coby.post(
        address, {"record": "1", "done_on": today.isoformat(), "finding": "behind", "note": "Twee lessen gezien."}
    )

    moment.refresh_from_db()
    assert (moment.finding, moment.note) == ("behind", "Twee lessen gezien.")
    assert "Twee lessen gezien." in coby.get(track.get_absolute_url()).content.decode()


def test_a_step_moves_with_a_reason_and_the_history_knows_who_and_why(coby, track, today):
    moment = factories.moment(track, "plan")
    address = f"{track.get_absolute_url()}moment/{moment.pk}/"
    to = today + timedelta(days=90)

    assert coby.post(address, {"move": "1", "move-due_on": to.isoformat()}).status_code == 422
    coby.post(address, {"move": "1", "move-due_on": to.isoformat(), "move-reason": "De directeur is net nieuw"})

    moment.refresh_from_db()
    assert moment.due_on == to
    assert history.of_object(moment)[0].reason == "De directeur is net nieuw"
    shown = coby.get(track.get_absolute_url())
    entries = shown.context["changes"]
    assert [entry.title for entry in entries] == ["Het verbeterplan is klaar", "Het traject begon"]
    assert "De directeur is net nieuw" in shown.content.decode()


def test_a_moment_cannot_move_past_the_deadline(coby, track):
    moment = factories.moment(track, "plan")
    late = track.deadline + timedelta(days=1)

    answer = coby.post(
        f"{track.get_absolute_url()}moment/{moment.pk}/",
        {"move": "1", "move-due_on": late.isoformat(), "move-reason": "Meer tijd"},
    )

    assert answer.status_code == 422
    assert "Het traject eindigt op" in answer.content.decode()


def test_the_moment_of_another_track_does_not_exist_here(coby, track, today):
    other = factories.track(now=timezone.now(), dated=today)

    moment = factories.moment(other, "plan")

    assert coby.get(f"{track.get_absolute_url()}moment/{moment.pk}/").status_code == 404


def test_recovery_needs_a_talk_first(coby, track, today):
    address = f"{track.get_absolute_url()}einde/"
    form = {"to": "recovered", "closed_on": today.isoformat(), "reason": "Voldoende na onderzoek"}

    refused = coby.post(address, form)
    assert refused.status_code == 422
    assert "Leg eerst een gesprek" in refused.content.decode()

    factories.hold_review(track, now=timezone.now())
    assert coby.post(address, form).status_code == 302
    track.refresh_from_db()
    assert track.stage == "recovered"
    assert "Voldoende na onderzoek" in coby.get(track.get_absolute_url()).content.decode()


def test_a_closed_track_is_switched_on_again(coby, track, today):
    tracks.close(track=track, to="ended", closed_on=today, now=timezone.now())

    coby.post(f"{track.get_absolute_url()}einde/", {"reason": "Verkeerde school gekozen"})

    track.refresh_from_db()
    assert track.is_running


def test_the_rules_come_from_the_norm_sets_and_hold_from_now_on(coby, world):
    page = coby.get(f"{DESK}spelregels/")
    slugs = [option.slug for option in page.context["options"]]
    assert slugs[0] == "current-2020"
    assert "r2-track" in slugs

    coby.post(f"{DESK}spelregels/", {"norm_set": "r2-track", "reason": "Proef van een jaar"})

    policy = TrackPolicy.objects.get()
    assert (policy.insufficient, policy.very_weak, policy.months) == (True, True, 12)
    assert policy.chosen_by == world.users["coordinator"]
    assert "Proef van een jaar" in coby.get(f"{DESK}spelregels/").content.decode()


def test_rules_we_do_not_know_are_refused(coby):
    answer = coby.post(f"{DESK}spelregels/", {"norm_set": "made-up", "reason": "Zomaar"})

    assert answer.status_code == 422
    assert not TrackPolicy.objects.exists()


def test_a_worse_judgement_is_taken_over_with_a_reason(coby, track, today):
    newer = factories.judgement(track.ovt, label="zeer_zwak", dated=today)
    assert "Neem over in het traject" in coby.get(DESK).content.decode()

    coby.post(f"{DESK}oordeel/{newer.pk}/overnemen/", {"reason": "Nieuw onderzoek"})

    track.refresh_from_db()
    assert track.label == "zeer_zwak"


def test_names_of_the_school_stay_out_of_the_history(coby, world, track):
    coby.post(
        f"{track.get_absolute_url()}mensen/",
        {"contact_name": "Daan de Directeur", "contact_email": "daan@school.example",
         "deadline": track.deadline.isoformat(), "reason": "Nieuwe directeur"},
    )  # fmt: skip

    track.refresh_from_db()
    assert track.contact_name == "Daan de Directeur"
    assert "Daan de Directeur" not in str(history.of_object(track))


@pytest.mark.parametrize("deadline", ["", "vandaag", "31-02-2027", "2027-13-01", "9" * 5000])
def test_a_date_that_is_none_gets_a_sentence(coby, track, deadline):
    answer = coby.post(f"{track.get_absolute_url()}mensen/", {"deadline": deadline, "reason": "Proef"})

    assert answer.status_code == 422
    assert answer.context["form"].errors["deadline"]
