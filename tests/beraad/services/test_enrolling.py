"""Who is not known as a teacher is told before the list is fixed; many from one place is a question, never a refusal."""

from datetime import timedelta

import pytest

from beraad.core import consents
from beraad.core.consents import Use
from beraad.core.errors import NoConsent, NotReady
from beraad.forms.enrolling import RegisterForm
from beraad.models import Registration
from beraad.queries import enrolment
from beraad.services import assemblies, enrolling, registering
from ndt.jobs.models import Job
from ndt.people.models import User
from tests.beraad import factories
from tests.beraad.services.test_registering import form

pytestmark = pytest.mark.django_db


def settings(now, **facts):
    return enrolling.Settings(
        **{
            "freezes_on": (now + timedelta(days=10)).date(),
            "remind_days": 3,
            "many_from_school": 9,
            "many_from_block": 4,
            "many_from_device": 3,
        }
        | facts
    )


def told():
    for job in Job.objects.filter(kind=enrolling.KIND):
        facts = job.payload
        day = factories.NOON.date().fromisoformat(facts["day"])
        enrolling.tell_unknown(assembly_id=facts["assembly"], which=facts["which"], day=day, after=facts["after"])
    return [job.recipient for job in Job.objects.filter(kind="mail.send")]


def test_who_is_unknown_is_told_when_the_day_is_set_and_once_more_shortly_before(now):
    assembly = factories.opened()
    unknown = factories.registration(assembly, state="confirmed")
    factories.registration(assembly)
    factories.registration(assembly, state="pending")

    enrolling.save(assembly=assembly, wanted=settings(now), now=now)
    enrolling.save(assembly=assembly, wanted=settings(now), now=now)
    assert told() == [unknown.mailbox]
    assert enrolling.remind(now=now + timedelta(days=6)) == 0
    assert enrolling.remind(now=now + timedelta(days=7)) == 1
    assert enrolling.remind(now=now + timedelta(days=8)) == 0
    assert told() == [unknown.mailbox] * 2


def test_another_day_is_told_again(now):
    assembly = factories.opened()
    factories.registration(assembly, state="confirmed")
    enrolling.save(assembly=assembly, wanted=settings(now), now=now)
    enrolling.save(assembly=assembly, wanted=settings(now, freezes_on=(now + timedelta(days=12)).date()), now=now)

    assert len(told()) == 1, "the day that was given up is told no more"


def test_the_list_is_not_fixed_before_the_unknown_were_told(now):
    assembly = factories.opened()
    for _person in range(12):
        factories.registration(assembly)
    factories.registration(assembly, state="confirmed")

    with pytest.raises(NotReady) as caught:
        assemblies.freeze(assembly=assembly, now=now)
    enrolling.save(assembly=assembly, wanted=settings(now), now=now)
    assemblies.freeze(assembly=assembly, now=now)

    assert caught.value.missing == "told"
    assert assembly.tickets.count() == 12


def test_many_from_one_network_or_device_is_an_alert_and_everybody_is_in(now):
    assembly = factories.opened()
    enrolling.save(assembly=assembly, wanted=settings(now), now=now)
    for number in range(4):
        registering.register(
            assembly=assembly,
            form=form(email=f"leraar{number}@elders.example", address=f"192.0.2.{number}", browser=f"b{number}"),
            now=now,
        )
    for number in range(3):
        sent = form(email=f"ook{number}@elders.example", address="2001:db8::1", browser="the same")
        registering.register(assembly=assembly, form=sent, now=now)

    found = enrolment.alerts(assembly)

    assert [(alert.kind, alert.number) for alert in found] == [("block", 4), ("device", 3)]
    assert Registration.objects.count() == 7
    assert not any("192.0.2" in row or "2001" in row for row in Registration.objects.values_list("block", flat=True))


def test_an_alert_that_was_looked_at_is_quiet_until_more_come(now):
    assembly, coby = factories.opened(), User.objects.create(email="coby@example.org")
    enrolling.save(assembly=assembly, wanted=settings(now), now=now)
    for _person in range(4):
        factories.registration(assembly, block="a" * 64)
    enrolling.look(assembly=assembly, kind="block", subject="a" * 64, reason="Het hele team.", user=coby, now=now)

    assert enrolment.alerts(assembly)[0].seen.reason == "Het hele team."
    factories.registration(assembly, block="a" * 64)
    assert enrolment.alerts(assembly)[0].seen is None


def test_each_consent_is_given_apart_and_can_be_taken_back(now):
    assembly = factories.opened()
    with pytest.raises(NoConsent):
        registering.register(assembly=assembly, form=form(agreed=frozenset({Use.REPORT})), now=now)
    sent = form(agreed=frozenset({Use.LOTTERY, Use.REPORT}), opinion="eens")
    registering.register(assembly=assembly, form=sent, now=now)
    person = Registration.objects.get()

    registering.agree(registration=person, uses=[Use.OUTCOME], now=now)

    assert {(given.use, given.version) for given in person.consents.all()} == {("lottery", 1), ("outcome", 1)}
    person.refresh_from_db()
    assert person.opinion == ""


def test_the_words_of_a_consent_and_its_version_go_together():
    fields = RegisterForm((), None).fields
    words = {use.value: f"{fields[use.value].label} {fields[use.value].help_text}" for use in Use}

    # Other words are another version: raise the number in core/consents.py and write the new words here.
    assert set(consents.VERSIONS.values()) == {1}
    assert words == {
        "lottery": "Ja, ik doe mee aan de loting Met je antwoorden loten wij een groep die op alle leraren lijkt. "
        "Ze kunnen iets zeggen over jou. Daarom vragen wij je toestemming. Die kun je altijd intrekken.",
        "outcome": "Ja, mail mij de uitkomst Je hoort dan ook van ons als je niet bent ingeloot. Dit hoeft niet.",
        "report": "Ja, gebruik mijn antwoorden in het verslag Alleen als getal, zonder je naam. Dit hoeft niet.",
    }
