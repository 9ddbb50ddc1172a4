"""The organiser sees who registered, who is short, and whether a group can be made of the pool."""

import pytest
from django.urls import reverse

from beraad.queries import pool as pools
from beraad.services import assemblies
from tests.beraad import factories
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
