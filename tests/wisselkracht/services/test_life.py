"""An exchange from proposal to the end report, by the services: guards, letters, log, races and side paths."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from tests.campaigns.races import Meeting, both, until_somebody_waits_for_us
from tests.wisselkracht import exchanges as made
from tests.wisselkracht import factories
from tests.wisselkracht.factories import letters
from wisselkracht.core.exchange_steps import DeclineReason, StopReason
from wisselkracht.core.lifecycle_errors import IllegalStep, NotReady
from wisselkracht.models import AgreementVersion, Exchange, LoggedStep, Moment, Place, Review
from wisselkracht.queries import exchange_facts
from wisselkracht.services import agreeing, carrying, leaving, living, minding, parting

pytestmark = pytest.mark.django_db


def fresh(exchange):
    return Exchange.objects.get(pk=exchange.pk)


def at(day):
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=12)


def test_when_all_six_said_yes_the_exchange_is_accepted(now):
    exchange = made.accepted()

    assert exchange.state == "accepted"
    assert letters().count("exchange_news") == 6
    assert list(LoggedStep.objects.filter(exchange=exchange).values_list("step", flat=True)) == ["say-yes"] * 6 + [
        "accept"
    ]


def test_a_no_frees_both_and_its_reason_goes_to_nobody(now):
    exchange = made.proposed()
    place, person = made.everybody(exchange)[0]

    living.decline(place=place, applicant=person, reason=DeclineReason.PARTNER, words="Geheim.", now=now)

    assert fresh(exchange).state == "declined"
    assert not Place.objects.filter(is_binding=True).exists()
    step = LoggedStep.objects.get(exchange=exchange)
    assert (step.why, step.carried) == ("", {})
    assert "Geheim" not in str([job.payload for job in factories.Job.objects.filter(kind="mail.send")])


def test_after_two_weeks_a_proposal_expires_and_a_yes_is_too_late(now):
    exchange = made.proposed()
    place, person = made.everybody(exchange)[0]

    minding.mind(now=now + timedelta(days=15))

    assert fresh(exchange).state == "expired"
    with pytest.raises(IllegalStep):
        living.say_yes(place=place, applicant=person, shown="x", now=now + timedelta(days=15))


def test_who_did_not_answer_is_reminded_and_who_did_is_left_alone(now):
    exchange = made.proposed()
    place, person = made.everybody(exchange)[0]
    living.say_yes(place=place, applicant=person, shown="x", now=now)

    minding.mind(now=now + timedelta(days=5))
    minding.mind(now=now + timedelta(days=5))

    assert letters().count("exchange_waits") == 5
    assert "exchange_waits" not in letters(person.email)


def test_an_exchange_goes_all_the_way_to_its_first_evaluation(now):
    exchange = made.signed()
    moments = Moment.objects.filter(place__exchange=exchange)
    assert exchange.state == "signed"
    assert moments.count() == 6

    minding.mind(now=at(exchange.starts_on))
    assert fresh(exchange).state == "running"
    moment = moments.filter(place__number=0).order_by("opens_on").first()
    place, teacher = next(
        pair for pair in made.everybody(exchange) if pair[0].pk == moment.place_id and pair[1].role == "teacher"
    )
    review = living.evaluate(
        moment=moment, place=place, applicant=teacher, now=at(moment.opens_on),
        answers={"settled": 4, "lessons": 2, "guidance": 4, "talks": True, "load": 3, "go-on": True},
    )  # fmt: skip

    assert review.urgency == Review.Urgency.TALK
    with pytest.raises(NotReady):
        living.evaluate(moment=moment, place=place, applicant=teacher, answers=review.answers, now=at(moment.opens_on))


def test_who_looks_back_is_asked_once_on_the_day_that_the_forms_open(now):
    exchange = made.running()
    moment = Moment.objects.filter(place__number=0, place__exchange=exchange).order_by("opens_on").first()
    before = letters().count("exchange_news")
    minding.mind(now=at(moment.opens_on - timedelta(days=1)))
    assert letters().count("exchange_news") == before

    minding.mind(now=at(moment.opens_on))
    minding.mind(now=at(moment.opens_on))

    asked = [job.payload for job in factories.Job.objects.filter(payload__context__title="Hoe gaat de ruil?")]
    opened = exchange_facts.open_moments(exchange, today=moment.opens_on)
    assert len(asked) == len({one["to"] for one in asked}) == 3 * len(opened)


def test_two_end_reports_finish_an_exchange(now):
    exchange = made.signed()
    minding.mind(now=at(exchange.starts_on))
    minding.mind(now=at(exchange.ends_on + timedelta(days=1)))
    assert fresh(exchange).state == "ended"

    for place, person in made.everybody(exchange):
        if person.role == "teacher":
            living.hand_in_report(
                place=place, applicant=person, learned="Veel.", brings_home="Een leeslijst.", now=at(exchange.ends_on)
            )

    assert fresh(exchange).state == "reported"


def test_an_exchange_without_a_buddy_does_not_start_and_the_coordinator_hears_of_it(now):
    exchange = made.signed()
    place, buddy = next(pair for pair in made.everybody(exchange) if pair[1].role == "buddy")

    leaving.leave(applicant=buddy, now=now)
    minding.mind(now=at(exchange.starts_on))

    assert fresh(exchange).state == "signed"
    assert Place.objects.get(pk=place.pk).buddy_lost_on is not None
    assert AgreementVersion.objects.get(exchange=exchange).is_current, "a new buddy signs nothing anew"


def test_a_new_buddy_confirms_and_the_application_stays_in_its_round(now):
    exchange = made.signed()
    place, buddy = next(pair for pair in made.everybody(exchange) if pair[1].role == "buddy")
    leaving.leave(applicant=buddy, now=now)
    director = next(person for one, person in made.everybody(exchange) if one == place and person.role == "director")
    later = at(exchange.round.closes_at.date() + timedelta(days=3))

    living.replace_buddy(place=place, director=director, name="Nieuwe Buddy", email="nieuw@leraren.example", now=later)
    factories.confirm(place.application, factories.Role.BUDDY, now=later)

    place.application.refresh_from_db()
    assert place.application.stage == "verified"
    assert place.application.round == exchange.round
    assert exchange_facts.facts_of(fresh(exchange), today=later.date()).buddies == {
        one.school_code for one in exchange.places.all()
    }


def test_illness_lets_an_exchange_stand_still_and_coming_back_lets_it_go_on(now):
    exchange = made.running()
    actor = made.actor(exchange, "teacher")
    start = exchange.starts_on

    living.report_ill(exchange=exchange, by=actor, absent_from=start, cover="De duo-collega.", now=at(start))
    assert fresh(exchange).state == "paused"
    living.resume(exchange=exchange, by=actor, back_on=start + timedelta(days=40), now=at(start + timedelta(days=40)))

    assert fresh(exchange).state == "running"
    assert Moment.objects.filter(place__exchange=exchange).order_by("opens_on").first().opens_on > start + timedelta(
        days=40
    )


def test_an_extension_is_signed_again_and_moves_the_last_day(now):
    exchange = made.running()
    later = exchange.ends_on + timedelta(days=14)

    agreeing.extend(
        exchange_id=exchange.pk, by=made.actor(exchange, "director"), new_end=later, now=at(exchange.starts_on)
    )
    assert fresh(exchange).ends_on == exchange.ends_on
    made.sign_all(fresh(exchange), at(exchange.starts_on))

    assert fresh(exchange).state == "running"
    assert fresh(exchange).ends_on == later


def test_an_extension_that_is_dropped_leaves_the_old_version(now):
    exchange = made.running()
    actor = made.actor(exchange, "director")
    later = exchange.ends_on + timedelta(days=14)
    agreeing.extend(exchange_id=exchange.pk, by=actor, new_end=later, now=at(exchange.starts_on))

    living.drop_extension(exchange=exchange, by=actor, reason="Het past niet.", now=at(exchange.starts_on))

    assert fresh(exchange).state == "running"
    assert exchange_facts.current_version(exchange).number == 1


def test_an_early_stop_ends_on_its_last_day(now):
    exchange = made.running()
    last = exchange.starts_on + timedelta(days=60)

    living.stop_early(
        exchange=exchange, by=made.actor(exchange, "teacher"), reason=StopReason.NEW_JOB, last_day=last,
        return_plan="Na de meivakantie terug.", now=at(exchange.starts_on),
    )  # fmt: skip

    assert fresh(exchange).state == "stopped"
    assert fresh(exchange).ends_on == last


def test_a_changed_agreement_voids_every_signature(now):
    exchange = made.signing()
    version = exchange_facts.current_version(exchange)
    place, person = made.everybody(exchange)[0]
    agreeing.sign(exchange_id=exchange.pk, place=place, applicant=person, fingerprint=version.fingerprint, now=now)

    made.draft(exchange, now, wage_cents=2_000_000)

    assert exchange_facts.facts_of(fresh(exchange), today=date(2026, 11, 29)).signed == frozenset()
    with pytest.raises(NotReady):
        agreeing.sign(exchange_id=exchange.pk, place=place, applicant=person, fingerprint=version.fingerprint, now=now)


def test_a_teacher_who_is_erased_halfway_stops_the_exchange_and_leaves_no_name(now):
    exchange = made.signed()
    place, teacher = next(pair for pair in made.everybody(exchange) if pair[1].role == "teacher")
    name = teacher.name

    leaving.erase_one(teacher, now=now)

    assert fresh(exchange).state == "withdrawn"
    version = AgreementVersion.objects.get(exchange=exchange)
    assert version.parties[place.school_code]["teacher"] == parting.GONE
    assert name not in str(version.terms)


def test_after_a_year_an_exchange_is_forgotten_with_all_that_can_only_be_added_to(now):
    exchange = made.signed()
    minding.mind(now=at(exchange.starts_on))
    minding.mind(now=at(exchange.ends_on + timedelta(days=1)))
    Exchange.objects.filter(pk=exchange.pk).update(state="closed")

    assert leaving.forget(now=at(exchange.ends_on + timedelta(days=300))) == 0
    assert leaving.forget(now=at(exchange.ends_on + timedelta(days=400))) == 2
    assert not Exchange.objects.exists()
    assert not LoggedStep.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_last_answers_at_once_are_both_seen(now, monkeypatch):
    exchange, work = _last_two_answers()
    follow = carrying.follow

    def waited_for(*args, **facts):
        monkeypatch.setattr(carrying, "follow", follow)
        until_somebody_waits_for_us()
        return follow(*args, **facts)

    monkeypatch.setattr(carrying, "follow", waited_for)

    done = both(*work)

    assert all(isinstance(one, Exchange) for one in done), done
    assert fresh(exchange).state == "accepted"


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_nobody_sees_that_all_said_yes(now, monkeypatch):
    exchange, work = _last_two_answers()
    monkeypatch.setattr(carrying, "locked", lambda pk: Exchange.objects.select_related("round__region").get(pk=pk))
    monkeypatch.setattr(carrying, "follow", Meeting().before(carrying.follow))

    both(*work)

    assert fresh(exchange).state == "proposed", "six said yes and nobody saw it: that is what the lock is for"


@pytest.mark.django_db(transaction=True)
def test_the_last_signature_and_a_new_version_at_once_never_make_an_unsigned_version_count(now, monkeypatch):
    exchange, work = _sign_and_redraft(now)
    follow = carrying.follow

    def waited_for(*args, **facts):
        monkeypatch.setattr(carrying, "follow", follow)
        until_somebody_waits_for_us()
        return follow(*args, **facts)

    monkeypatch.setattr(carrying, "follow", waited_for)

    both(*work)

    assert _unsigned_and_signed(exchange) is False


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_an_exchange_counts_as_signed_by_people_who_saw_another_version(now, monkeypatch):
    exchange, work = _sign_and_redraft(now)
    monkeypatch.setattr(carrying, "locked", lambda pk: Exchange.objects.select_related("round__region").get(pk=pk))
    monkeypatch.setattr(carrying, "follow", Meeting().before(carrying.follow))

    both(*work)

    assert _unsigned_and_signed(exchange), "that is what the lock is for"


def _last_two_answers():
    exchange = made.proposed()
    people = made.everybody(exchange)
    for place, person in people[:-2]:
        living.say_yes(place=place, applicant=person, shown="x", now=factories.NOON)
    return exchange, [
        lambda place=place, person=person: living.say_yes(place=place, applicant=person, shown="x", now=factories.NOON)
        for place, person in people[-2:]
    ]


def _sign_and_redraft(now):
    exchange = made.signing()
    fingerprint = exchange_facts.current_version(exchange).fingerprint
    people = made.everybody(exchange)
    for place, person in people[:-1]:
        agreeing.sign(exchange_id=exchange.pk, place=place, applicant=person, fingerprint=fingerprint, now=now)
    place, person = people[-1]
    return exchange, [
        lambda: agreeing.sign(exchange_id=exchange.pk, place=place, applicant=person, fingerprint=fingerprint, now=now),
        lambda: made.draft(exchange, now, wage_cents=2_000_000),
    ]


def _unsigned_and_signed(exchange):
    facts = exchange_facts.facts_of(fresh(exchange), today=date(2026, 11, 29))
    return facts.state == "signed" and not facts.signed >= frozenset(facts.parties)
