"""Who may open what of schools, texts and codes. Here the director's school belongs to the pass."""

from bijles.models import PassScheme
from tests.bijles import factories
from tests.bijles import outreach as made
from tests.house.roles import INVALID, Row, everyone, only


def _scheme(world):
    """The pass of the municipality; where public pages are opened together, the one that another page made."""
    found = PassScheme.objects.filter(slug="stadspas").first()
    return found or factories.scheme(municipality=world.organisations["municipality"])


def _school(world):
    made.approved()
    return made.school(_scheme(world), organisation=world.organisations["school"])


def at_school(world):
    _school(world)
    return {}


def school(world):
    return {"number": _school(world).pk}


def order(world):
    return {"number": made.order(_school(world)).pk}


def city(world):
    return {"slug": _school(world).scheme.slug}


def member(world):
    return city(world) | {"number": world.organisations["school"].bijles_schools.get().pk}


def city_text(world):
    return city(world) | {"kind": "mail", "language": "ar"}


def code(world):
    return {"code": made.order(_school(world)).codes.get().code}


def text(_world):
    return {"number": made.text().pk}


def step(world):
    return text(world) | {"name": "goedkeuren"}


def areas(_world):
    return {"areas": "1012 3"}


SCHOOL = only("director")
MAKES = only("coordinator", "operator")
CITY = {"get": only("policymaker", "coordinator", "operator")}
URLS = {
    "bijles:via": Row(get=everyone(200), kwargs=code),
    # Without a code the page says that it does not work.
    "bijles:code": Row(get=everyone(INVALID)),
    "bijles:school": Row(get=only("director", gives=302), kwargs=at_school),
    "bijles:school-page": Row(get=SCHOOL, kwargs=school),
    "bijles:school-order": Row(post=only("director", gives=INVALID), kwargs=school),
    "bijles:school-slips": Row(post=only("director", gives=INVALID), kwargs=school),
    "bijles:school-paper": Row(get=SCHOOL, kwargs=order),
    "bijles:city-outreach": Row(**CITY, kwargs=city),
    "bijles:city-school": Row(post=only("policymaker", "coordinator", "operator", gives=INVALID), kwargs=city),
    "bijles:city-school-stop": Row(post=only("policymaker", "coordinator", "operator", gives=302), kwargs=member),
    "bijles:city-codes": Row(post=only("policymaker", "coordinator", "operator", gives=302), kwargs=city, data=areas),
    "bijles:city-codes-file": Row(**CITY, kwargs=city),
    "bijles:city-text": Row(**CITY, kwargs=city_text),
    "bijles:texts": Row(get=MAKES),
    "bijles:texts-bring": Row(post=only("coordinator", "operator", gives=302)),
    "bijles:text": Row(get=MAKES, kwargs=text),
    "bijles:text-step": Row(post=only("coordinator", "operator", gives=302), kwargs=step),
    "bijles:text-read": Row(post=only("coordinator", "operator", gives=INVALID), kwargs=text),
    "bijles:text-write": Row(get=MAKES, post=only("coordinator", "operator", gives=INVALID), kwargs=text),
}
