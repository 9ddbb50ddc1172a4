"""What cannot be on the pages of an exchange is refused with the sentence that says why; what was typed stays."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.house.roles import World
from tests.wisselkracht import exchanges as made
from tests.wisselkracht import factories
from tests.wisselkracht.views.test_exchange import future, link_of, page
from wisselkracht.core.exchange_steps import Goal, StopReason
from wisselkracht.core.steps import Role
from wisselkracht.models import AgreementVersion, Application, Exchange, LearningGoal, ProposalAnswer, Round
from wisselkracht.services import living

pytestmark = pytest.mark.django_db

AGREEMENT = {"first": "2027-02-08", "last": "2027-07-02"} | {
    f"{name}_{number}": value
    for number in (0, 1)
    for name, value in {
        "tasks": "Lessen geven.", "days": ["1", "2", "4"], "fte": "0,6", "vog": "on", "wage": "24000", "fee": "24000",
        "travel": "9,20",
    }.items()
}  # fmt: skip


def step(exchange, role, slug):
    person = next(one for _place, one in made.everybody(exchange) if one.role == role)
    return page("exchange_mine_step", link_of(person), slug)


def shows(answer, status, *words):
    text = answer.content.decode()
    assert answer.status_code == status
    for one in words:
        assert one in text
    return True


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"last": "2027-09-10"}, "twee schooljaren"),
        ({"last": "2027-02-01"}, "eindigt vóór het begin"),
        ({"last": "2027-02-20"}, "minder dan vier weken"),
        ({"first": "8 februari"}, "geen datum"),
        ({"wage_0": "veel"}, "Schrijf een bedrag"),
        ({"days_1": []}, "Kies de dagen"),
    ],
)
def test_an_agreement_that_cannot_be_is_refused_at_its_field(client, now, change, words):
    exchange = future(made.ready())

    answer = client.post(
        step(exchange, "director", "overeenkomst"), AGREEMENT | change | {"step": "6", "action": "next"}
    )

    [field] = change
    assert shows(answer, 422, words, f'id="id_{field}_error"', "Lessen geven.")
    assert not AgreementVersion.objects.exists()


def test_an_extension_stays_within_the_school_year(client, now):
    exchange = future(made.running())

    answer = client.post(step(exchange, "director", "verlengen"), {"new_end": "2027-09-30"})

    assert shows(answer, 422, "twee schooljaren", 'value="2027-09-30"')
    assert AgreementVersion.objects.count() == 1


def test_a_goal_about_an_unknown_theme_is_refused_and_the_rest_stays(client, now):
    exchange = future(made.ready())
    Exchange.objects.filter(pk=exchange.pk).update(state="trained")
    LearningGoal.objects.all().delete()
    data = {}
    for goal in Goal:
        data |= {f"theme_{goal.value}": "zingen", f"text_{goal.value}": "Anders.", f"measure_{goal.value}": "Zo."}

    answer = client.post(step(exchange, "teacher", "leerdoelen"), data)

    assert shows(answer, 422, 'id="id_theme_personal_error"', "Anders.")
    assert not LearningGoal.objects.exists()


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "Deze dag is al voorbij"), (4000, "Maak kennis vóór de ruil begint")]
)  # fmt: skip
def test_a_meeting_in_the_past_or_after_the_start_is_refused(client, now, days, words):
    exchange = future(made.accepted())
    day = timezone.localdate() + timedelta(days=days)

    answer = client.post(
        step(exchange, "teacher", "kennismaking"), {"day": f"{day:%Y-%m-%d}", "hour": "15:30", "where": "De Brug"}
    )

    assert shows(answer, 409, words, 'value="De Brug"')
    assert Exchange.objects.get().state == "accepted"


def test_a_no_needs_a_reason_and_keeps_the_words(client, now):
    exchange = future(made.proposed())

    answer = client.post(step(exchange, "buddy", "nee"), {"reason": "", "words": "Liever later."})

    assert shows(answer, 422, "Kies een reden", "Liever later.")
    assert not ProposalAnswer.objects.exists()


def test_nobody_signs_without_saying_that_they_read_it(client, now):
    exchange = future(made.signing())

    answer = client.post(step(exchange, "buddy", "tekenen"), {"fingerprint": "x"})

    assert shows(answer, 422, "Lees de overeenkomst en zet een vinkje.")


def test_a_step_that_somebody_else_took_first_says_so_to_everybody(client, now):
    exchange = future(made.accepted())
    coby = World("wisselkracht").browser("coordinator")

    late = client.get(step(exchange, "teacher", "ja"), follow=True)
    desk = coby.get(reverse("wisselkracht:exchange_step", args=[exchange.pk, "scholing-geven"]), follow=True)

    assert shows(late, 200, "Dit kan nu niet meer.")
    assert shows(desk, 200, "Dit kan nu niet meer.")


def test_why_an_exchange_stopped_stands_on_the_desk_in_words_and_nothing_is_lost(now):
    exchange = made.running()
    living.stop_early(
        exchange=exchange, by=made.actor(exchange, "teacher"), reason=StopReason.NEW_JOB, words="Vanaf mei.",
        last_day=exchange.starts_on + timedelta(days=60), return_plan="Na de vakantie.", now=factories.NOON,
    )  # fmt: skip
    coby = World("wisselkracht").browser("coordinator")

    text = coby.get(reverse("wisselkracht:exchange", args=[exchange.pk])).content.decode()

    for words in ("Iemand krijgt ander werk.", "Na de vakantie.", "Vanaf mei."):
        assert words in text
    assert "new-job" not in text


def test_who_confirms_after_a_coordinator_closed_the_round_goes_on_to_the_next(client):
    now = timezone.now()
    days = {"decides_on": (now + timedelta(days=45)).date(), "starts_on": (now + timedelta(days=60)).date(),
            "ends_on": (now + timedelta(days=150)).date()}  # fmt: skip
    found = factories.round_(opens_at=now - timedelta(days=9), closes_at=now + timedelta(days=40), **days)
    factories.round_(title="Hierna", opens_at=now - timedelta(days=9), closes_at=now + timedelta(days=90))
    application = factories.confirm(
        factories.begun(round=found, now=now), Role.TEACHER, Role.DIRECTOR, now=now
    )  # fmt: skip
    coby = World("wisselkracht").browser("coordinator")
    place = reverse("wisselkracht:close", args=[found.slug])

    shown = coby.get(place)
    assert shows(shown, 200, "Niemand raakt iets kwijt.")
    assert Round.objects.get(pk=found.pk).is_taking(now), "looking closes nothing"
    closed = coby.post(place, follow=True)
    again = coby.post(place, follow=True)
    late = client.post(
        page("answer", factories.token_of(application, Role.BUDDY)), {"agree": "on", "step": "1"}, follow=True
    )  # fmt: skip

    assert shows(closed, 200, "De ronde is gesloten.")
    assert shows(again, 200, "Deze ronde is al gesloten")
    assert shows(late, 200, "Daarom staat zij nu bij Hierna", "Er is niets verloren")
    assert Application.objects.get().round.title == "Hierna"
