"""Who may open what of tutors, providers, agreements and reports.

Here the coordinator of another plan is a safeguarding contact, and the tutor teaches for the provider.
"""

from datetime import timedelta

from django.utils import timezone

from bijles import links
from bijles.models import Attendance, Provider, SafetyReport, SecondClaim
from bijles.services import helping, talking
from ndt.people.models import Membership, Role
from tests.bijles import factories, lessons
from tests.house.roles import INVALID, NOT_FOUND, Row, everyone, only


def told_lesson(_world):
    return {"token": links.report_token(lessons.booked())}


def reported(world):
    """A report whose provider has the coordinator of another plan as its safeguarding contact."""
    made = lessons.reported()
    house = made.tutor.provider.organisation
    Membership.objects.create(user=world.users["other_coordinator"], organisation=house, role=Role.CONFIDANT)
    return {"number": made.pk}


def talked(world):
    """A report that was read, with the messages opened."""
    kwargs = opened(world)
    talking.look(report=SafetyReport.objects.get(), by=world.users["other_coordinator"], now=timezone.now())
    return kwargs


def reader(world):
    reported(world)
    return {}


def opened(world):
    kwargs = reported(world)
    lessons.opened(kwargs["number"], world.users["other_coordinator"])
    return kwargs


# Nobody but a safeguarding contact gets in at all; what other contacts read is in services/test_safety.py.
CONTACT = only("other_coordinator")


def teaching(world):
    """The tutor has a lesson; the provider of both is that of the provider's account."""
    agreed = lessons.agreed(provider=_joined(world))
    return lessons.booked(agreed, user=world.users["tutor"])


def _joined(world):
    return Provider.objects.create(organisation=world.organisations["provider"])


def week(world):
    teaching(world)
    return {}


def lesson(world):
    return {"number": teaching(world).pk}


def tutor(world):
    return {"number": teaching(world).lesson.tutor_id}


def times(world):
    return tutor(world) | {"times": 1}


def joined(world):
    _joined(world)
    return {}


def organisation(world):
    return {"number": _joined(world).organisation_id}


def city(world):
    return {"slug": _scheme(world).slug}


def _scheme(world):
    return factories.scheme(municipality=world.organisations["municipality"])


def programme(world):
    return {"number": factories.programme(_scheme(world)).pk}


def first_table(world):
    return programme(world) | {"table": 1}


def agreed(world):
    of = factories.programme(_scheme(world))
    return {"number": factories.agreement(of, provider=_joined(world)).pk}


def budget(world):
    programme(world)
    return {}


def claimed_twice(world):
    made = factories.child(_scheme(world))
    return {"number": SecondClaim.objects.create(held=made.shown, user=factories.account()).pk}


def step(world):
    return agreed(world) | {"name": "hervatten"}


def helps(world):
    """Somebody helps with the pass of the city."""
    made = _scheme(world)
    today = timezone.localdate()
    desk = helping.add_helper(scheme=made, name="Bibliotheek", email="hana@voorbeeld.example", today=today)
    return {"slug": made.slug, "number": Membership.objects.get(organisation=desk.organisation).pk}


def silent(world):
    """A lesson that was ticked without a code, and about which the family says no."""
    made = lessons.booked(factories.agreement(factories.programme(_scheme(world))))
    moment = timezone.now() - timedelta(hours=3)
    lessons.move(made, (moment - timedelta(hours=1), moment))
    Attendance.objects.create(booking=made, tick="present", ticked_at=moment, said="no", said_at=moment)
    return {"number": made.pk}


CITY = ("policymaker", "coordinator", "operator")
# Who teaches sees the own lessons, who leads a provider those of its tutors; for others they do not exist.
TEACHES = only("tutor", "provider")
SIDES = only("provider", *CITY)


def ours(gives):
    return only("provider", gives=gives)


LESSONS = {
    "bijles:report": Row(get=everyone(200), post=everyone(INVALID)),
    "bijles:report-done": Row(get=everyone(200)),
    "bijles:report-lesson": Row(get=everyone(200), post=everyone(INVALID), kwargs=told_lesson),
    "bijles:safety": Row(get=CONTACT, kwargs=reader),
    "bijles:safety-report": Row(get=CONTACT, kwargs=opened),
    "bijles:safety-open": Row(post=only("other_coordinator", gives=302), kwargs=reported),
    "bijles:safety-close": Row(post=only("other_coordinator", gives=INVALID), kwargs=opened),
    "bijles:safety-talk": Row(get=CONTACT, kwargs=talked),
    "bijles:safety-talk-open": Row(post=only("other_coordinator", gives=302), kwargs=opened),
    "bijles:contacts": Row(
        get=only("provider", policymaker=NOT_FOUND),
        post=only("provider", gives=INVALID, policymaker=NOT_FOUND),
        kwargs=organisation,
    ),
    "bijles:tutor": Row(get=only("tutor"), kwargs=week),
    "bijles:tutor-lesson": Row(get=only("tutor"), post=only("tutor", gives=INVALID), kwargs=lesson),
    "bijles:tutor-note": Row(post=only("tutor", gives=INVALID), kwargs=lesson),
    "bijles:tutor-talk": Row(get=only("tutor"), post=only("tutor", gives=INVALID), kwargs=lesson),
    "bijles:hours": Row(get=TEACHES, kwargs=tutor),
    "bijles:hours-add": Row(post=only("tutor", "provider", gives=INVALID), kwargs=tutor),
    "bijles:hours-away": Row(post=only("tutor", "provider", gives=INVALID), kwargs=tutor),
    "bijles:hours-back": Row(post=only("tutor", "provider", gives=302), kwargs=tutor),
    "bijles:hours-drop": Row(post=only("tutor", "provider", gives=302), kwargs=times),
    "bijles:provider": Row(get=ours(200), kwargs=joined),
    "bijles:provider-quality": Row(get=ours(200), post=ours(INVALID)),
    "bijles:provider-money": Row(get=ours(200), kwargs=joined),
    "bijles:provider-new-tutor": Row(get=ours(200), post=ours(INVALID), kwargs=joined),
    "bijles:provider-tutor": Row(get=ours(200), kwargs=tutor),
    "bijles:provider-tutor-change": Row(get=ours(200), post=ours(INVALID), kwargs=tutor),
    "bijles:provider-vog": Row(post=ours(INVALID), kwargs=tutor),
    "bijles:provider-skill": Row(post=ours(INVALID), kwargs=tutor),
    "bijles:provider-withdraw": Row(get=ours(200), post=ours(302), kwargs=tutor),
    "bijles:agreement": Row(get=SIDES, kwargs=agreed),
    "bijles:agreement-pdf": Row(get=SIDES, kwargs=agreed),
    # Who coordinates the plan looks, and signs for nobody.
    "bijles:agreement-sign": Row(
        post=only("provider", "policymaker", gives=302, coordinator=NOT_FOUND, operator=NOT_FOUND), kwargs=agreed
    ),
    "bijles:agreement-suspend": Row(
        get=only(*CITY, provider=NOT_FOUND), post=only(*CITY, gives=INVALID, provider=NOT_FOUND), kwargs=agreed
    ),
    "bijles:agreement-step": Row(post=only(*CITY, gives=302, provider=NOT_FOUND), kwargs=step),
    "bijles:city": Row(get=only(*CITY)),
    "bijles:city-new-programme": Row(get=only(*CITY), post=only(*CITY, gives=INVALID), kwargs=city),
    "bijles:city-programme": Row(get=only(*CITY), kwargs=programme),
    "bijles:city-rules": Row(get=only(*CITY), post=only(*CITY, gives=INVALID), kwargs=programme),
    "bijles:city-offer": Row(get=only(*CITY), post=only(*CITY, gives=INVALID), kwargs=programme),
    "bijles:city-budget": Row(get=only(*CITY), kwargs=budget),
    "bijles:city-new-scheme": Row(get=only(*CITY), post=only(*CITY, gives=INVALID)),
    "bijles:city-scheme": Row(get=only(*CITY), post=only(*CITY, gives=INVALID), kwargs=city),
    "bijles:city-passes": Row(get=only(*CITY), post=only(*CITY, gives=INVALID), kwargs=city),
    "bijles:city-twice": Row(post=only(*CITY, gives=302), kwargs=claimed_twice),
    "bijles:city-help": Row(get=only(*CITY), post=only(*CITY, gives=INVALID), kwargs=city),
    "bijles:city-help-end": Row(post=only(*CITY, gives=302), kwargs=helps),
    "bijles:figures": Row(get=only(*CITY), kwargs=programme),
    "bijles:figures-sheet": Row(get=only(*CITY), kwargs=first_table),
    "bijles:figures-pdf": Row(post=only(*CITY, gives=302), kwargs=programme),
    "bijles:city-lessons": Row(get=only(*CITY)),
    "bijles:city-decide": Row(get=only(*CITY), post=only(*CITY, gives=INVALID), kwargs=silent),
}
