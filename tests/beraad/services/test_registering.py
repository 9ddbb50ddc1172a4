"""A teacher registers, confirms, is known as a teacher, and may leave."""

from datetime import timedelta

import pytest

from beraad.core.errors import BadProfile, Closed, FreeMail, NotATeacher, TooManyCodes
from beraad.models import Registration, SchoolCode
from beraad.services import assemblies, registering, schools
from ndt.jobs.models import Job
from ndt.privacy.models import Cause
from ndt.privacy.registry import Person
from ndt.privacy.services import erasing
from tests.beraad import factories
from tests.campaigns.races import Meeting, both

pytestmark = pytest.mark.django_db
PROFILE = {"Sector": "PO", "Leeftijd": "jong"}


def form(**facts):
    return registering.Form(
        **{"name": "Bram Visser", "email": "bram@school.example", "code": "", "profile": PROFILE, "language": "nl"}
        | facts
    )


def register(assembly, now, **facts):
    registering.register(assembly=assembly, form=form(**facts), now=now)
    return Registration.objects.get(assembly=assembly, name=facts.get("name", "Bram Visser"))


def school(now, **facts):
    return schools.add(**{"title": "De School", "staff": 3, "mail_domain": "", "now": now} | facts)


def letters():
    return [job.payload["template"] for job in Job.objects.filter(kind="mail.send").order_by("created_at", "pk")]


def test_a_teacher_with_mail_of_the_school_is_in_after_confirming(now):
    school(now, mail_domain="school.example")
    registration = register(factories.opened(), now)

    confirmed = registering.confirm(registration=registration, now=now)

    assert confirmed.state == "verified"
    assert confirmed.school.title == "De School"
    assert letters() == ["beraad/confirm", "beraad/welcome"]


def test_a_code_works_once(now):
    (code,) = schools.issue_codes(school=school(now), number=1, now=now)
    assembly = factories.opened()
    first = registering.confirm(registration=register(assembly, now, code=code.lower()), now=now)
    second = register(assembly, now, name="Omar", email="omar@elders.example", code=code)
    second = registering.confirm(registration=second, now=now)

    assert (first.state, second.state) == ("verified", "confirmed")
    with pytest.raises(NotATeacher):
        registering.use_code(registration=second, code=code, now=now)


def test_a_code_can_come_later(now):
    code, _other = schools.issue_codes(school=school(now), number=2, now=now)
    registration = registering.confirm(registration=register(factories.opened(), now), now=now)

    assert registration.state == "confirmed"
    assert registering.use_code(registration=registration, code=code, now=now).state == "verified"


def test_a_school_gets_at_most_a_code_for_each_teacher(now):
    made = school(now)
    schools.issue_codes(school=made, number=2, now=now)

    with pytest.raises(TooManyCodes) as caught:
        schools.issue_codes(school=made, number=2, now=now)

    assert caught.value.left == 1
    assert SchoolCode.objects.count() == 2


def test_a_free_mail_domain_is_no_school(now):
    with pytest.raises(FreeMail):
        school(now, mail_domain="gmail.com")


def test_a_second_form_keeps_the_first_answers_once_confirmed(now):
    assembly = factories.opened()
    registering.confirm(registration=register(assembly, now), now=now)
    later = now + timedelta(hours=9)

    registering.register(assembly=assembly, form=form(name="Anders", profile=PROFILE | {"Sector": "VO"}), now=later)

    kept = Registration.objects.get(assembly=assembly)
    assert (kept.name, kept.profile["Sector"], kept.state) == ("Bram Visser", "PO", "confirmed")


def test_a_mailbox_gets_three_letters_a_day_and_no_more(now):
    assembly = factories.opened()
    for minute in range(6):
        registering.register(assembly=assembly, form=form(), now=now + timedelta(minutes=minute))

    assert letters() == ["beraad/confirm"] * 3


def test_answers_that_do_not_fit_are_refused(now):
    with pytest.raises(BadProfile):
        registering.register(assembly=factories.opened(), form=form(profile={"Sector": "PO"}), now=now)


def test_nobody_registers_or_confirms_after_the_freeze(now):
    assembly = factories.opened()
    late = register(assembly, now)
    for _person in range(10):
        factories.registration(assembly)
    assemblies.freeze(assembly=assembly, now=now)
    assembly.refresh_from_db()

    with pytest.raises(Closed):
        registering.register(assembly=assembly, form=form(email="x@school.example"), now=now)
    with pytest.raises(Closed):
        registering.confirm(registration=late, now=now)


def test_who_leaves_before_the_freeze_is_gone(now):
    registration = factories.registration(factories.opened())

    registering.withdraw(registration=registration, now=now)

    assert not Registration.objects.exists()


def test_erasure_of_a_person_leaves_the_ticket_alone(now):
    assembly = factories.frozen(people=12)
    person = Registration.objects.filter(assembly=assembly).first()

    erasing.erase(person=Person(addresses=frozenset({person.email})), cause=Cause.OPERATOR, now=now)

    person.refresh_from_db()
    assert (person.name, person.email, person.state) == ("", "", "withdrawn")
    assert person.frozen.profile


def test_what_nobody_confirmed_goes_after_three_weeks(now):
    assembly = factories.opened()
    register(assembly, now)

    assert registering.forget_unconfirmed(now=now + timedelta(days=20)) == 0
    assert registering.forget_unconfirmed(now=now + timedelta(days=22)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False], ids=["as it is", "negative control: without the row lock"])
def test_two_at_once_cannot_use_one_code(now, monkeypatch, locked):
    (code,) = schools.issue_codes(school=school(now), number=1, now=now)
    assembly = factories.opened()
    people = [factories.registration(assembly, state="confirmed") for _person in range(2)]
    if not locked:
        # Both look before either writes: what the row lock keeps from happening.
        monkeypatch.setattr(registering, "_school_by_code", careless(code))
        monkeypatch.setattr(registering, "_locked", lambda found: Registration.objects.get(pk=found.pk))

    both(*[lambda person=person: registering.use_code(registration=person, code=code, now=now) for person in people])

    assert Registration.objects.filter(state="verified").count() == (1 if locked else 2)


def careless(code):
    meeting = Meeting()

    def find(_hashed, *, now, also=None):
        found = SchoolCode.objects.filter(used_at=None).first()
        meeting()
        if found is None:
            return None
        SchoolCode.objects.filter(pk=found.pk).update(used_at=now)
        return found.school

    return find
