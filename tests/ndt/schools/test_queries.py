"""A school is found by what people type, and its mail is known by domains that prove something."""

import pytest

from ndt.geo.distance import Point
from ndt.schools import queries
from ndt.schools.models import Postcode, SchoolLocation, TravelTime
from ndt.schools.queries import Journeys
from tests.ndt.schools import listing

pytestmark = pytest.mark.django_db


def found(text):
    return [school.title for school in queries.search(text, within=SchoolLocation.objects.open())]


@pytest.mark.parametrize("text", ["vlieger", "nergens VLIEGER", "90AA00", "90aa", "4950", "Vlieger, Nergenshuizen"])
def test_a_school_is_found_by_name_place_code_or_postcode(text):
    listing.location(0, title="De Vlieger")
    listing.location(1, title="Het Bos", postcode="4960 AB", pc4="4960", place="ELDERS")

    assert found(text) == ["De Vlieger"]


@pytest.mark.parametrize("text", ["", "vl", "vlieger elders", "%%%", "zzz"])
def test_too_few_signs_or_other_words_find_nothing(text):
    listing.location(0, title="De Vlieger")

    assert found(text) == []


def test_a_closed_school_is_not_found():
    listing.location(0, title="De Vlieger", state="closed", closed_on=listing.DAY)

    assert found("vlieger") == []


def test_a_name_in_capitals_of_a_place_is_shown_as_people_write_it():
    assert str(listing.location(0, title="De Vlieger")) == "De Vlieger, Nergenshuizen"


def test_mail_of_the_website_is_mail_of_the_school():
    school = listing.location(0, web_domain="deschool.example")

    assert queries.is_mail_of("Daan@DeSchool.example", school)
    assert queries.is_mail_of("daan@ict.deschool.example", school)
    assert not queries.is_mail_of("daan@nietdeschool.example", school)
    assert not queries.is_mail_of("daan@deschool.example.evil.example", school)
    assert not queries.is_mail_of("daan@gmail.com", school)


def test_a_website_shared_by_boards_proves_nothing():
    school = listing.location(0, web_domain="samen.example")
    listing.location(1, web_domain="samen.example", board=listing.board("90002"))

    assert not queries.is_mail_of("daan@samen.example", school)


def test_the_domain_above_counts_when_several_schools_of_one_board_have_it():
    school = listing.location(0, web_domain="vlieger.bestuur.example")
    assert not queries.is_mail_of("daan@bestuur.example", school)

    listing.location(1, web_domain="bos.bestuur.example")
    assert queries.is_mail_of("daan@bestuur.example", school)

    listing.location(2, web_domain="elders.bestuur.example", board=listing.board("90002"))
    assert not queries.is_mail_of("daan@bestuur.example", school)
    assert queries.is_mail_of("daan@vlieger.bestuur.example", school)


def test_domains_that_people_wrote_down_count():
    school = listing.location(0, domains=["mail.example"], board=listing.board(domains=["koepel.example"]))

    assert queries.mail_domains(school) == {"mail.example", "koepel.example"}


def test_a_measured_time_wins_and_the_rest_is_an_estimate(django_assert_num_queries):
    for code, lat in (("4950", 51.6), ("4951", 51.7)):
        Postcode.objects.create(pc4=code, lat=lat, lon=4.9)
    TravelTime.objects.create(from_pc4="4950", to_pc4="4951", mode="bike", minutes=33)

    with django_assert_num_queries(2):
        journeys = Journeys({"4950", "4951", "4952"})

    assert journeys.trip("4950", "4951", "bike").minutes == 33
    assert not journeys.trip("4950", "4951", "bike").is_estimate
    assert journeys.trip("4951", "4950", "bike").is_estimate
    assert journeys.trip("4950", "4952", "bike") is None


def test_a_school_lies_where_the_register_says_or_in_the_middle_of_its_pc4():
    Postcode.objects.create(pc4="4950", lat=51.6, lon=4.9)
    exact = listing.location(0, lat=51.61, lon=4.91)
    near = listing.location(1)
    nowhere = listing.location(2, pc4="4999")

    assert queries.points_of([exact, near, nowhere]) == {exact.pk: Point(51.61, 4.91), near.pk: Point(51.6, 4.9)}
