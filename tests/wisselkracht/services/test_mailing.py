"""A letter to many reaches each mailbox once, whoever is in it twice, and stops where somebody said so."""

import pytest

from ndt.jobs.models import Job
from ndt.mail import services as mail
from tests.house.roles import World
from tests.wisselkracht import factories
from tests.wisselkracht.factories import letters, person
from wisselkracht import tasks
from wisselkracht.core.mailing import BadPlaceholder
from wisselkracht.core.refusals import NotNow
from wisselkracht.core.steps import Role
from wisselkracht.models import Applicant, Mailing
from wisselkracht.queries import mailings as queries
from wisselkracht.services import mailing
from wisselkracht.services.mailing import Draft, OtherNumber

pytestmark = pytest.mark.django_db


@pytest.fixture
def coby():
    return World("wisselkracht").users["coordinator"]


def draft(**facts):
    return Draft(
        **{
            "kind": "lopend",
            "role": "",
            "is_news": False,
            "subject": "Over {ronde}",
            "text": "Beste {naam},\n\n{school} doet mee tot {laatste_dag}.",
        }
        | facts
    )


def send(found, by, now, wanted=None):
    wanted = wanted or draft()
    shown = queries.recipients(found, kind=wanted.kind, role=wanted.role, is_news=wanted.is_news).count()
    return mailing.send(found=found, draft=wanted, shown=shown, by=by, now=now)


def run():
    """Let the worker write what waits."""
    for job in Job.objects.filter(kind=mailing.KIND).order_by("created_at", "pk"):
        tasks.handle_mailing(job)


def sent():
    return list(Job.objects.filter(kind="mail.send", payload__template="wisselkracht/mailing").order_by("pk"))


def test_everybody_gets_the_letter_filled_in_for_them(now, coby):
    found = factories.round_(title="Voorjaar")
    made = factories.complete(round=found)

    kept = send(found, coby, now)
    run()

    by_address = {job.payload["to"]: job.payload for job in sent()}
    bram = person(made, Role.TEACHER)
    assert kept.number == len(by_address) == 3
    assert by_address[bram.email]["context"]["paragraphs"][0] == f"Beste {bram.name},"
    assert by_address[bram.email]["context"]["subject"] == "Over Voorjaar"
    assert by_address[bram.email]["reply_to"] == coby.email
    assert by_address[bram.email]["unsubscribe"] == ""


def test_a_director_of_two_teachers_gets_it_once_even_when_the_worker_runs_twice(now, coby):
    found = factories.round_()
    place = factories.school()
    daan = f"daan@{place.web_domain}"
    for _number in range(2):
        people = factories.people(place, director=daan)
        factories.complete(round=found, school=place, people=people)

    kept = send(found, coby, now)
    run()
    run()

    assert kept.number == 5
    assert len(sent()) == 5
    assert [job.payload["to"] for job in sent()].count(daan) == 1


def test_two_presses_send_once(now, coby):
    found = factories.round_()
    factories.complete(round=found)

    assert send(found, coby, now) == send(found, coby, now)
    assert Mailing.objects.count() == 1


def test_only_who_heard_from_us_and_is_chosen_gets_it(now, coby):
    found = factories.round_()
    factories.begun(round=found)  # only the teacher was asked
    factories.complete(round=factories.round_())  # another round

    assert send(found, coby, now).number == 1
    with pytest.raises(NotNow):
        send(found, coby, now, draft(role="director"))


def test_news_can_be_stopped_and_then_stops_in_every_application(now, coby):
    found = factories.round_()
    place = factories.school()
    daan = f"daan@{place.web_domain}"
    made = [
        factories.complete(round=found, school=place, people=factories.people(place, director=daan))
        for _number in range(2)
    ]
    news = draft(is_news=True, role="director")
    send(found, coby, now, news)
    run()
    stop = sent()[0].payload["unsubscribe"].rstrip("/").split("/")[-1]

    mail.unsubscribe(token=stop, now=now)
    mail.unsubscribe(token=stop, now=now)

    assert not Applicant.objects.filter(pk=person(made[0], Role.DIRECTOR).pk, wants_news=True).exists()
    assert not queries.recipients(found, kind="lopend", role="director", is_news=True).exists()
    assert queries.recipients(found, kind="lopend", role="director", is_news=False).count() == 1


def test_whoever_confirms_before_the_worker_comes_is_not_written_to(now, coby):
    found = factories.round_()
    made = factories.confirm(factories.begun(round=found), Role.TEACHER)
    send(found, coby, now, draft(kind="mist-buddy", role="buddy"))

    factories.confirm(made, Role.BUDDY)
    run()

    assert sent() == []


def test_another_number_than_was_shown_sends_nothing(now, coby):
    found = factories.round_()
    factories.complete(round=found)

    with pytest.raises(OtherNumber) as refused:
        mailing.send(found=found, draft=draft(), shown=2, by=coby, now=now)

    assert refused.value.number == 3
    assert not Mailing.objects.exists()


def test_a_placeholder_that_we_do_not_know_sends_nothing(now, coby):
    found = factories.round_()
    factories.complete(round=found)

    with pytest.raises(BadPlaceholder):
        send(found, coby, now, draft(text="Beste {naem}"))

    assert "mailing" not in letters()


def test_a_batch_that_is_full_is_followed_by_the_next(now, coby, monkeypatch):
    monkeypatch.setattr(mailing, "BATCH", 2)
    found = factories.round_()
    for _number in range(2):
        factories.complete(round=found)

    send(found, coby, now)
    for _round in range(4):
        run()

    assert len({job.payload["to"] for job in sent()}) == len(sent()) == 6
