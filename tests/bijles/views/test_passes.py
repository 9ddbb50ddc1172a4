"""A municipality reads its list of passes, says whose a pass is, and sees where the money is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bijles.core.attendance import Tick
from bijles.core.enrolment_lists import COLUMNS
from bijles.models import EnrolledPass, EnrolmentList, ListFetch, Pass, PassScheme, SecondClaim
from bijles.models.family import PassState
from bijles.models.lesson import BookingState
from bijles.queries import budget
from bijles.services import attending, fetching, pass_api, posting
from ndt.jobs import progress
from ndt.jobs import services as jobs
from ndt.jobs.models import Job, State
from ndt.people.models import Kind, Membership, Organisation, Role
from tests.bijles import factories, lessons
from tests.bijles.city import FOREVER, city
from tests.campaigns.races import at_once
from tests.house.roles import log_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def stadspas():
    return factories.scheme()


@pytest.fixture
def eva(stadspas):
    user, browser = factories.account(), Client()
    Membership.objects.create(user=user, organisation=stadspas.municipality, role=Role.POLICYMAKER)
    log_in(browser, user)
    return browser


def page(name, *arguments):
    return reverse(f"bijles:{name}", args=arguments)


def sent(*rows, heading="pass_hmac,birth_date_hmac,valid_until,children"):
    return {"file": SimpleUploadedFile("lijst.csv", "\n".join([heading, *rows]).encode())}


def test_a_list_is_read_on_the_desk(eva, stadspas):
    answer = eva.post(page("city-passes", stadspas.slug), sent(factories.row(until=FOREVER)), follow=True)

    shown = answer.content.decode()
    assert "De lijst is gelezen: 1 pas." in shown
    assert "1 pas is nu geldig." in shown
    assert EnrolledPass.objects.get().source.by is not None


def test_a_list_with_bad_rows_says_row_and_column_and_takes_nothing(eva, stadspas):
    bad = sent(factories.row(until=FOREVER), factories.row(until="31-7-2027"), "te,weinig")

    answer = eva.post(page("city-passes", stadspas.slug), bad)

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Rij 3, kolom 'valid_until': Dit is geen datum." in shown
    assert "Rij 4, kolom" in shown
    assert not EnrolledPass.objects.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "Kies eerst een bestand."),
        (b"", "Dit bestand is leeg. Kies een ander."),
        (b"naam,geboren", "De eerste regel is anders."),
        (b"\xff\xfe\x00", "Dit bestand kan ik niet lezen."),
        (",".join(COLUMNS).encode(), "Er staan geen passen in."),
        (",".join(COLUMNS).encode() + b'\n"' + b"0" * 140_000, "Hier begint een tekst tussen aanhalingstekens"),
    ],
)
@pytest.mark.parametrize("button", [{}, {"do": "fetch"}])
def test_what_is_no_list_is_named_and_nothing_is_kept(eva, stadspas, content, says, button):
    file = {} if content is None else {"file": SimpleUploadedFile("lijst.csv", content)}

    answer = eva.post(page("city-passes", stadspas.slug), file | button)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not EnrolmentList.objects.exists()
    assert not EnrolledPass.objects.exists()


@pytest.fixture
def computer(stadspas, settings, monkeypatch):
    """A municipality's computer, with the pages that it gives."""
    settings.PASS_APIS = {stadspas.slug: "http://127.0.0.1:9/"}
    pages = []
    monkeypatch.setattr(pass_api.PassApi, "_page", lambda _self, after: pages[int(after or 0)])
    return pages


def listed(*rows, following=""):
    return {"passes": [dict(zip(COLUMNS, one.split(","), strict=True)) for one in rows], "next": following}


def fetch(browser, scheme):
    """Press the button; give the page then, and after the job."""
    before = browser.post(page("city-passes", scheme.slug), {"do": "fetch"}, follow=True).content.decode()
    jobs.sweep()
    return before, browser.get(page("city-passes", scheme.slug)).content.decode()


def test_a_list_is_fetched_by_a_job_and_the_page_says_how_far_it_is(eva, stadspas, computer, monkeypatch):
    told = []
    monkeypatch.setattr(progress, "report", lambda _job, done, total: told.append((done, total)))
    second = factories.row("6064366012345679", until=FOREVER)
    computer.extend([listed(factories.row(until=FOREVER), following="1"), listed(second)])

    before, after = fetch(eva, stadspas)

    assert "Wij halen de lijst bij uw gemeente op." in before
    assert "Haal de lijst bij uw gemeente op" not in before
    assert told == [(1, 0), (2, 0)]
    assert "De lijst van uw gemeente is opgehaald en gelezen." in after
    assert "2 passen zijn nu geldig." in after
    assert ListFetch.objects.get().taken.by is not None


def test_a_request_waits_for_no_computer(eva, stadspas, computer, monkeypatch):
    monkeypatch.setattr(pass_api.PassApi, "_page", lambda _self, _after: pytest.fail("fetched inside the request"))

    for _press in range(2):
        assert eva.post(page("city-passes", stadspas.slug), {"do": "fetch"}).status_code == 302
    assert ListFetch.objects.count() == Job.objects.filter(kind="bijles.fetch").count() == 1


def test_a_computer_that_is_away_is_said_on_the_desk_until_a_list_is_read(eva, stadspas, settings):
    settings.PASS_APIS = {stadspas.slug: "http://127.0.0.1:9/"}
    assert "Haal de lijst bij uw gemeente op" in eva.get(page("city-passes", stadspas.slug)).content.decode()

    _before, after = fetch(eva, stadspas)

    assert "antwoordt niet" in after
    assert "Haal de lijst bij uw gemeente op" in after
    read = eva.post(page("city-passes", stadspas.slug), sent(factories.row(until=FOREVER)), follow=True)
    assert "antwoordt niet" not in read.content.decode()


def test_a_fetched_list_with_a_bad_row_says_row_and_column(eva, stadspas, computer):
    computer.append(listed(factories.row(until=FOREVER), factories.row("6064366012345679", until="31-7-2027")))

    _before, after = fetch(eva, stadspas)

    assert "Rij 2, kolom 'valid_until': Dit is geen datum." in after
    assert not EnrolledPass.objects.exists()


def test_a_fetch_that_got_stuck_is_told_and_asked_again(eva, stadspas, computer):
    eva.post(page("city-passes", stadspas.slug), {"do": "fetch"})
    Job.objects.filter(kind="bijles.fetch").update(state=State.DEAD)
    assert "Het ophalen is vastgelopen." in eva.get(page("city-passes", stadspas.slug)).content.decode()

    computer.append(listed(factories.row(until=FOREVER)))
    fetch(eva, stadspas)

    assert ListFetch.objects.get().taken == EnrolmentList.objects.get()
    assert EnrolledPass.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_get_one_list(stadspas):
    by = factories.account()

    at_once(lambda _number: fetching.start(scheme=stadspas, by=by, now=timezone.now()), range(4))

    assert ListFetch.objects.count() == Job.objects.filter(kind="bijles.fetch").count() == 1


def test_a_job_that_runs_twice_takes_one_list(eva, stadspas, computer):
    computer.append(listed(factories.row(until=FOREVER)))
    fetch(eva, stadspas)

    fetching.fetch(number=ListFetch.objects.get().pk, now=timezone.now(), report=lambda _read: None)

    assert EnrolmentList.objects.count() == 1


@pytest.fixture
def twice():
    """A pass with a lesson ahead that somebody else typed too."""
    made = city()
    made = made.booked(made.child())
    return SecondClaim.objects.create(held=made.shown, user=factories.account()), made


def test_a_pass_that_two_showed_is_a_task_until_somebody_decides(eva, twice):
    claim, booked = twice
    assert "1 pas is door twee mensen gebruikt." in eva.get(page("city")).content.decode()
    shown = eva.get(page("city-passes", "stadspas")).content.decode()
    assert f"De pas eindigt op {claim.held.last_three}" in shown
    assert claim.user.email not in shown

    answer = eva.post(page("city-twice", claim.pk), {"do": "keep"}, follow=True)

    booked.refresh_from_db()
    assert "De pas blijft bij het gezin" in answer.content.decode()
    assert booked.state == BookingState.CONFIRMED
    assert "door twee mensen" not in eva.get(page("city")).content.decode()
    assert eva.post(page("city-twice", claim.pk), {"do": "release"}).status_code == 404


def test_a_pass_that_is_let_go_takes_its_lessons_along_and_can_be_shown_again(eva, twice):
    claim, booked = twice

    eva.post(page("city-twice", claim.pk), {"do": "release"})

    booked.refresh_from_db()
    assert booked.state in (BookingState.CANCELLED, BookingState.CANCELLED_LATE)
    assert Pass.objects.get(pk=claim.held_id).state == PassState.REPLACED
    assert posting.faults() == []


def test_another_municipality_sees_none_of_it(twice):
    claim, _booked = twice
    stranger, browser = factories.account(), Client()
    other = factories.scheme(slug="ander", title="Andere pas")
    Membership.objects.create(user=stranger, organisation=other.municipality, role=Role.POLICYMAKER)
    log_in(browser, stranger)

    assert browser.get(page("city-passes", "stadspas")).status_code == 404
    assert browser.post(page("city-twice", claim.pk), {"do": "release"}).status_code == 404


def test_money_is_found_back_to_the_cent(django_assert_num_queries):
    made = lessons.booked()
    lessons.another(made, timedelta(hours=2))
    end = made.period.upper
    attending.tick(booking=made, said=Tick.PRESENT, code=made.code, now=end)
    attending.answer(booking=made, said="yes", now=end)

    with django_assert_num_queries(3):
        (shown,) = budget.budgets(PassScheme.objects.all())

    assert (shown.children, shown.cents.filled) == (2, 10_000_000)
    assert shown.cents.granted == 2 * shown.programme.budget_cents
    assert (shown.cents.spent, shown.cents.held) == (made.cents, made.cents)
    assert (shown.minutes.spent, shown.minutes.held) == (60, 60)


def test_the_budget_page_shows_each_programme(eva, stadspas):
    assert "Er is nog geen regeling" in eva.get(page("city-budget")).content.decode()
    factories.programme(stadspas)

    shown = eva.get(page("city-budget")).content.decode().replace("\xa0", " ")

    assert "€ 100.000,00" in shown


NEW = {
    "title": "Dorpspas",
    "slug": "dorpspas",
    "fewest_digits": "8",
    "most_digits": "10",
    "year_month": "1",
    "year_day": "1",
}


def test_a_municipality_adds_its_pass_from_one_that_is_known_and_changes_it(eva, stadspas):
    form = eva.get(page("city-new-scheme") + "?als=rotterdampas").content.decode()
    assert 'value="Rotterdampas"' in form
    new = NEW | {"municipality": stadspas.municipality_id, "desk_number": "14 000"}

    answer = eva.post(page("city-new-scheme"), new, follow=True)

    made = PassScheme.objects.get(slug="dorpspas")
    assert (made.municipality, made.fewest_digits, made.most_digits) == (stadspas.municipality, 8, 10)
    assert "De sleutel van deze pas is er nog niet" in answer.content.decode()
    eva.post(page("city-scheme", "dorpspas"), new | {"title": "Streekpas", "slug": "anders"})
    assert PassScheme.objects.get(slug="dorpspas").title == "Streekpas"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"slug": "stadspas"}, "Deze korte naam is al in gebruik."),
        ({"slug": "Nieuw"}, "Deze korte naam is al in gebruik."),
        ({"slug": "met spatie"}, "Gebruik alleen letters, cijfers en streepjes."),
        ({"most_digits": "5"}, "Dit is minder dan het kleinste aantal."),
        ({"municipality": "999999"}, "Kies een gemeente uit de lijst."),
        ({"desk_number": ""}, "Vul het nummer van de helpdesk in."),
        ({"prefix": "abc"}, "Schrijf hoogstens acht cijfers."),
        ({"prefix": "12345678", "fewest_digits": "6", "most_digits": "8"}, "Dit begin is te lang voor een pasnummer."),
    ],
)
def test_what_is_wrong_with_a_pass_is_said_and_nothing_is_added(eva, stadspas, wrong, says):
    new = NEW | {"municipality": stadspas.municipality_id, "desk_number": "14 000"} | wrong

    answer = eva.post(page("city-new-scheme"), new)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert PassScheme.objects.count() == 1


@pytest.mark.parametrize("known", ["PASS_KEYS", "PASS_APIS", "PASS_API_TOKENS"])
def test_a_name_to_which_an_operator_gave_a_key_is_begun_by_who_knows_for_whom(eva, stadspas, settings, known):
    setattr(settings, known, {"dorpspas": factories.KEY.hex()})
    new = NEW | {"municipality": stadspas.municipality_id, "desk_number": "14 000"}
    anybody = eva.post(page("city-new-scheme"), new)
    coby, browser = factories.account(), Client()
    team = Organisation.objects.create(name="Team", kind=Kind.CAMPAIGN_TEAM, solution="bijles")
    Membership.objects.create(user=coby, organisation=team, role=Role.COORDINATOR)
    log_in(browser, coby, second_factor=True)

    assert anybody.status_code == 422
    assert "Voor deze korte naam is al een sleutel." in anybody.content.decode()
    assert not PassScheme.objects.filter(slug="dorpspas").exists()
    assert browser.post(page("city-new-scheme"), new).status_code == 302
