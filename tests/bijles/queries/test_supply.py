"""What a family finds: who may help, when, how far, and in a number of queries that never grows."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from bijles.forms.search import FORMS, SearchForm
from bijles.models import Absence, Skill
from bijles.queries import supply
from bijles.queries.supply import Wanted
from bijles.services import booking
from ndt.schools.models import Postcode
from tests.bijles import factories
from tests.bijles.city import city, there

pytestmark = pytest.mark.django_db
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@pytest.fixture
def town():
    return city()


@pytest.fixture
def sami(town):
    return town.child()


def find(child, *, tutor=None, **facts):
    return supply.offers(child, Wanted(**{"subject": "rekenen"} | facts), now=timezone.now(), tutor=tutor)


def names(child, **facts):
    return [offer.tutor.first_name for offer in find(child, **facts)]


def another(town, name, *, area="", languages=("nl",), level="groep-7", **facts):
    made = factories.tutor(
        town.agreement, first_name=name, languages=list(languages), vog_seen_on=town.tutor.vog_seen_on,
        vog_valid_until=town.tutor.vog_valid_until, **facts,
    )  # fmt: skip
    if level != "groep-7":
        made.skills.update(level=level)
    there(made, first=timezone.localdate() - timedelta(days=3), area=area)
    return made


def test_a_tutor_has_three_next_times_each_on_another_day(town, sami):
    (offer,) = find(sami)

    assert len({timezone.localdate(one.start) for one in offer.next_times}) == 3
    assert {timezone.localtime(one.start).hour for one in offer.times} == {15, 16, 17}
    assert offer.times[0].start >= timezone.now() + supply.NOTICE


def test_who_may_not_teach_is_not_found(town, sami):
    another(town, "Geen niveau", level="vwo")
    another(town, "Opgeschort", suspended_at=timezone.now())
    elsewhere = city_of_another_pass()
    no_vog = another(town, "Geen VOG")
    no_vog.vog_valid_until = timezone.localdate() - timedelta(days=1)
    no_vog.save(update_fields=["vog_valid_until"])

    assert names(sami) == ["Bram"]
    assert elsewhere.tutor.pk not in {offer.tutor.pk for offer in find(sami)}


def city_of_another_pass():
    scheme = factories.scheme(slug="maaspas")
    programme = factories.programme(scheme)
    agreed = factories.agreement(programme)
    tutor = factories.tutor(agreed, first_name="Van elders")
    there(tutor, first=timezone.localdate())
    return type("Other", (), {"tutor": tutor})


def test_an_hour_that_is_booked_or_away_is_not_free(town, sami):
    first = town.times(sami)[0]
    town.booked(town.child(), start=first)
    day = timezone.localdate(first) + timedelta(days=1)
    Absence.objects.create(tutor=town.tutor, day=day)

    times = town.times(sami)
    assert first not in times
    assert first + HOUR in times or first.astimezone(AMSTERDAM).hour == 17
    assert day not in {timezone.localdate(one) for one in times}


def test_a_group_with_a_free_seat_is_a_time_and_says_that_others_come(sami, town):
    pair = factories.agreement(
        factories.programme(town.scheme, title="Samen", first_day=town.programme.first_day, last_day=town.programme.last_day),
        most_pupils=2,
    )  # fmt: skip
    tutor = factories.tutor(
        pair, first_name="Noor", vog_seen_on=town.tutor.vog_seen_on, vog_valid_until=town.tutor.vog_valid_until
    )
    there(tutor, first=town.programme.first_day)
    (offer,) = find(sami, tutor=tutor.pk)
    start = offer.times[0].start
    wish = factories.wish(pair, tutor, start)
    booking.hold(child=town.child(), wish=wish, now=timezone.now())

    (joined,) = [one for one in find(sami, tutor=tutor.pk)[0].times if one.start == start]
    assert joined.others == 1


def test_days_language_and_place_narrow_the_search(town, sami):
    Postcode.objects.create(pc4="1012", lat=52.37, lon=4.89)
    Postcode.objects.create(pc4="1013", lat=52.38, lon=4.89)
    Postcode.objects.create(pc4="3011", lat=51.92, lon=4.48)
    another(town, "Dichtbij", area="1013")
    another(town, "Ver", area="3011", languages=("nl", "pl"))

    assert names(sami) == ["Dichtbij", "Bram", "Ver"]
    assert names(sami, where="near", most_km=5) == ["Dichtbij"]
    assert names(sami, where="online") == ["Bram"]
    assert names(sami, language="pl") == ["Ver"]
    (offer,) = find(sami, where="online", days=frozenset({3}))
    assert {one.start.astimezone(AMSTERDAM).isoweekday() for one in offer.times} == {3}


def test_a_lesson_alone_with_others_and_in_a_homework_group_are_found_apart(town, sami):
    group = factories.agreement(town.programme, provider=town.tutor.provider, form="homework", most_pupils=8)
    others = factories.agreement(town.programme, most_pupils=3)
    there(town.tutor, first=timezone.localdate() - timedelta(days=3), form="homework", starts=time(10))
    with_others = factories.tutor(
        others, first_name="Samen", vog_seen_on=town.tutor.vog_seen_on, vog_valid_until=town.tutor.vog_valid_until
    )
    there(with_others, first=timezone.localdate() - timedelta(days=3))

    found = {typed: {(one.tutor.first_name, one.agreement.pk) for one in _typed(sami, typed)} for typed in FORMS}

    assert found == {
        "alone": {("Bram", town.agreement.pk)},
        "small": {("Samen", others.pk)},
        "group": {("Bram", group.pk)},
    }


def _typed(child, form):
    """What a family finds that chose a form in the filter."""
    filled = SearchForm({"vak": "rekenen", "vorm": form})
    assert filled.is_valid()
    return supply.offers(child, filled.wanted(), now=timezone.now())


def test_a_place_that_is_not_known_has_no_distance(town, sami):
    another(town, "Ergens", area="9999")

    assert [offer.km for offer in find(sami, where="near")] == [None]


def test_a_child_is_not_offered_an_hour_in_which_it_has_a_lesson(town, sami):
    mine = town.booked(sami)

    assert mine.period.lower not in town.times(sami)


def test_who_asks_for_a_few_gets_the_first_of_all_and_nobody_further_is_looked_at(town, sami, monkeypatch):
    for place, name in enumerate(("Aad", "Bea", "Cas", "Dee", "Eli")):
        Postcode.objects.create(pc4=f"77{place:02d}", lat=52.37 + place / 10, lon=4.9)
        another(town, name, area=f"77{place:02d}")
    Postcode.objects.filter(pc4=sami.postcode).delete()
    Postcode.objects.create(pc4=sami.postcode, lat=52.37, lon=4.9)
    every, looked = find(sami), []
    times = supply._times
    monkeypatch.setattr(supply, "_times", lambda group, *a, **k: looked.append(group) or times(group, *a, **k))

    monkeypatch.setattr(supply, "TOGETHER", 1)
    few = supply.offers(sami, Wanted("rekenen"), now=timezone.now(), most=2)

    def shown(offers):
        return [(offer.tutor, offer.km, offer.next_times) for offer in offers[:2]]

    assert shown(few) == shown(every)
    assert len({group[0].tutor for group in looked}) < len(every)


def test_who_is_as_near_and_free_sooner_comes_first_although_looked_at_later(town, sami, monkeypatch):
    another(town, "Noor").availability.update(starts=time(8))
    monkeypatch.setattr(supply, "TOGETHER", 1)
    dawn = datetime.combine(timezone.localdate() + DAY, time(5), AMSTERDAM)

    few = supply.offers(sami, Wanted("rekenen"), now=dawn - HOUR * 12, most=1)

    assert few[0].tutor.first_name == "Noor"


def test_who_has_few_early_times_shows_the_later_ones(town, sami):
    town.tutor.availability.update(rule=f"FREQ=WEEKLY;BYDAY={DAYS[timezone.localdate().weekday()]}")

    (few,) = supply.offers(sami, Wanted("rekenen"), now=timezone.now(), most=1)
    (every,) = find(sami)

    assert len(every.next_times) == 3
    assert few.next_times == every.next_times


@pytest.mark.parametrize("most", [None, 1])
def test_an_hour_late_on_the_last_day_that_is_looked_at_is_taken_too(town, sami, monkeypatch, most):
    monkeypatch.setattr(supply, "AHEAD", 5 * DAY)
    monkeypatch.setattr(supply, "SOON", 5 * DAY)
    dawn = datetime.combine(timezone.localdate() + DAY, time(5), AMSTERDAM)

    def last():
        return supply.offers(sami, Wanted("rekenen"), now=dawn, most=most)[0].times[-1].start

    taken = last()
    town.booked(town.child(), start=taken)

    assert last() == taken - HOUR


def test_the_number_of_queries_does_not_grow_with_the_supply(town, sami, django_assert_num_queries):
    find(sami)
    with django_assert_num_queries(6):
        find(sami)
    for number in range(12):
        another(town, f"Tutor {number}", area="1013")
        town.booked(town.child(), start=town.times(sami)[number])
    with django_assert_num_queries(6):
        assert len(find(sami)) == 13


def test_a_tutor_is_there_only_in_the_hours_that_were_given(town):
    day = timezone.localdate() + timedelta(days=4)

    def at(hour):
        moment = datetime.combine(day, time(hour), AMSTERDAM)
        return supply.is_there(tutor=town.tutor.pk, agreement=town.agreement.pk, start=moment)

    assert [at(hour) for hour in (14, 15, 17, 18)] == [None, "", "", None]


def test_who_came_too_late_gets_three_other_times_the_same_tutor_first(town, sami):
    another(town, "Noor")
    taken = town.times(sami)[0]
    town.booked(town.child(), start=taken)

    found = supply.alternatives(sami, Wanted("rekenen"), start=taken, tutor=town.tutor.pk, now=timezone.now())

    assert len(found) == 3
    assert found[0][0].tutor == town.tutor
    assert len({(offer.tutor.pk, one.start) for offer, one in found}) == 3
    assert (town.tutor.pk, taken) not in {(offer.tutor.pk, one.start) for offer, one in found}


def test_other_times_are_the_same_however_near_is_looked_first(town, sami, monkeypatch):
    another(town, "Noor")
    times = town.times(sami)
    for start in times[3:9]:
        town.booked(town.child(), start=start)
    asked = partial(supply.alternatives, sami, Wanted("rekenen"), tutor=town.tutor.pk, now=timezone.now())

    near = [asked(start=start) for start in times[3:9]]
    monkeypatch.setattr(supply, "CLOSE", timedelta(0))
    wide = [asked(start=start) for start in times[3:9]]

    assert [[one.start for _offer, one in found] for found in near] == [
        [one.start for _o, one in found] for found in wide
    ]
    assert [[offer.tutor for offer, _one in found] for found in near] == [
        [o.tutor for o, _one in found] for found in wide
    ]


@pytest.mark.parametrize("days", [-400, -3, 400])
def test_who_asks_for_a_day_on_which_nothing_can_be_booked_gets_three_other_times(town, sami, days):
    start = timezone.now() + days * DAY

    assert len(supply.alternatives(sami, Wanted("rekenen"), start=start, tutor=town.tutor.pk, now=timezone.now())) == 3


def test_a_pass_that_has_ended_offers_no_time(town):
    child = town.child()
    child.shown.valid_until = timezone.localdate() - DAY

    assert find(child) == []


def test_a_skill_of_another_subject_is_no_help(town, sami):
    Skill.objects.all().update(subject="taal")

    assert find(sami) == []
