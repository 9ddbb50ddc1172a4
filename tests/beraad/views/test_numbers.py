"""The organiser sees who registered, who is short, and whether a group can be made of the pool."""

import random
import time

import pytest
from django.urls import reverse

from beraad.core import features, tickets
from beraad.models import Registration
from beraad.queries import pool as pools
from beraad.services import assemblies, feasibility
from ndt.mail.addresses import mailbox
from tests.beraad import factories
from tests.figures import RecordFigure
from tests.house.roles import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def coby():
    return World("beraad").browser("coordinator")


def pool(*, vo, po, jong=None):
    """An assembly whose pool has so many of each sector; half of them young unless told."""
    assembly = factories.opened()
    for number in range(vo + po):
        young = number % 2 == 0 if jong is None else jong
        profile = {"Sector": "VO" if number < vo else "PO", "Leeftijd": "jong" if young else "oud"}
        factories.registration(assembly, profile=profile)
    assemblies.propose_quotas(assembly=assembly, slack=1)
    return assembly


def page(browser, assembly, **query):
    return browser.get(reverse("beraad:numbers", args=[assembly.slug]), query).content.decode()


def test_who_is_short_is_named(coby, now):
    assembly = pool(vo=4, po=60)

    found = pools.pool(assembly, now=now)

    assert [(feature, line.row.value.title) for feature, line in found.short] == [("Sector", "VO")]
    assert "40 % van alle leraren, 6 % van de lijst" in page(coby, assembly)


def test_days_without_anybody_count_too(now):
    assembly = pool(vo=8, po=12)
    factories.registration(assembly, state="pending")

    days = pools.pool(assembly, now=now).days

    assert len(days) == pools.DAYS
    assert (days[-1].registered, days[-1].verified) == (21, 20)
    assert sum(day.registered for day in days[:-1]) == 0


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ({"vo": 8, "po": 12}, "Ja. Met deze lijst"),
        ({"vo": 1, "po": 30}, "Sector, VO: 2"),
        ({"vo": 3, "po": 5}, "ontbreken nog 2 leraren"),
    ],
)
def test_it_says_whether_a_group_can_come(coby, people, said):
    assert said in page(coby, pool(**people), kan="1")


def test_answers_that_only_clash_together_are_told(coby):
    """All in VO are young, and of PO too many as well: each feature is fine, the two together are not."""
    assembly = factories.opened()
    for number in range(40):
        profile = {"Sector": "VO" if number < 20 else "PO", "Leeftijd": "jong" if number < 20 else "oud"}
        factories.registration(assembly, profile=profile)
    for value in assembly.features.get(title="Sector").values.all():
        value.least = value.most = 4 if value.title == "VO" else 6
        value.save()
    for value in assembly.features.get(title="Leeftijd").values.all():
        value.least = value.most = 5
        value.save()

    assert "Elk kenmerk apart kan" in page(coby, assembly, kan="1")


def test_the_numbers_refresh_by_themselves_only_while_teachers_register(coby):
    taking, frozen = pool(vo=8, po=12), factories.frozen()

    assert "hx-trigger" in page(coby, taking)
    assert "hx-trigger" not in page(coby, frozen)


def test_an_empty_pool_has_a_page(coby):
    text = page(coby, factories.opened())

    assert "Er staat nog niemand op de lijst" in text
    assert 'id="kan"' in text


def test_when_the_computer_needs_longer_than_a_page_may_it_says_so(coby, monkeypatch):
    assembly = pool(vo=8, po=12)
    with monkeypatch.context() as slow:
        slow.setattr(feasibility.can_be_met, "__kwdefaults__", {"seconds": 0.0})
        waiting = page(coby, assembly, kan="1")

    assert "Dat weten wij nog niet" in waiting
    assert "Ja. Met deze lijst" not in waiting
    assert "Ja. Met deze lijst" in page(coby, assembly, kan="1")


def crowd(people):
    """An open assembly of so many teachers, mixed on seven ready features; of some values few registered."""
    assembly, rng = factories.assembly(size=100), random.Random(4)
    asked = features.chosen(("sector", "province", "urbanity", "subject", "contract", "experience", "age"))
    rows = [f"{one.title},{value},{rng.randint(20, 100)}" for one in asked for value in map(_quoted, one.values)]
    factories.sign(assembly)
    assemblies.import_population(
        assembly=assembly, text="\n".join(("feature,value,count", *rows)), source="Verzonnen",
        source_date=factories.NOON.date(),
    )  # fmt: skip
    assemblies.give_startschot(assembly=assembly, now=factories.NOON)
    assemblies.open_registration(assembly=assembly, now=factories.NOON)
    assembly.refresh_from_db()
    Registration.objects.bulk_create(
        Registration(
            assembly=assembly, ticket=tickets.ticket(rng), name="Bram", email=f"b{number}@school.example",
            mailbox=mailbox(f"b{number}@school.example"), state="verified", confirmed_at=factories.NOON,
            verified_at=factories.NOON,
            profile={one.title: rng.choices(one.values, range(1, len(one.values) + 1))[0] for one in asked},
        )
        for number in range(people)
    )  # fmt: skip
    assemblies.propose_quotas(assembly=assembly, slack=2)
    return assembly


def _quoted(value):
    return f'"{value}"' if "," in value else value


def test_for_2000_people_the_page_says_it_well_within_its_time(coby, record_figure: RecordFigure):
    assembly = crowd(2000)

    begun = time.monotonic()
    said = page(coby, assembly, kan="1")
    seconds = time.monotonic() - begun

    record_figure("page with the check of 2,000 people", target="<= 2 s", measured=f"{seconds:.2f} s")
    assert "Ja. Met deze lijst" in said
    assert seconds < 2
