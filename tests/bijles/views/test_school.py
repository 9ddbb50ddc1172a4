"""What a school, a coordinator, a municipality and a parent with a code see."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bijles import pdf
from bijles.core import codes
from bijles.core.letters import LANGUAGES, ORDERED, Kind
from bijles.core.rules import Rules
from bijles.models import Batch, CameBy, CampaignCode, Child, ParentText, School, Signal
from bijles.services import outreach, proving, signals, texts
from ndt.pdf import services as ndt_pdf
from ndt.people.models import Kind as Organisations
from ndt.people.models import Membership, Organisation, Role
from tests.bijles import factories
from tests.bijles import outreach as made
from tests.bijles.city import FOREVER, city
from tests.bijles.views.test_city import worker
from tests.house.roles import log_in
from tests.ndt.pdf import pdfua

pytestmark = pytest.mark.django_db
NUMBER = "6064366012345678"


@pytest.fixture
def school():
    made.approved()
    return made.school()


@pytest.fixture
def sanne(school):
    return worker(school.organisation, Role.SCHOOL_CONTACT)


@pytest.fixture
def eva(school):
    return worker(school.scheme.municipality, Role.POLICYMAKER)


@pytest.fixture
def coby():
    user, browser = factories.account(), Client()
    team = Organisation.objects.create(name="Team", kind=Organisations.CAMPAIGN_TEAM, solution="bijles")
    Membership.objects.create(user=user, organisation=team, role=Role.COORDINATOR)
    log_in(browser, user, second_factor=True)
    return browser


def page(name, *arguments):
    return reverse(f"bijles:{name}", args=arguments)


def text(answer):
    return answer.content.decode()


def printed(content):
    return " ".join(" ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(content)).pages).split())


def test_a_school_orders_letters_and_opens_them(sanne, school):
    shown = sanne.get(page("school"), follow=True)
    assert "Brieven en flyers" in text(shown)

    order = {"kind": "letter", "language": "ar", "copies": "60"}
    after = text(sanne.post(page("school-order", school.pk), order, follow=True))

    batch = Batch.objects.get()
    assert "Brief van school, Arabisch" in after
    paper = sanne.get(page("school-paper", batch.pk))
    assert paper["Content-Type"] == "application/pdf"
    assert f"/bijles/s/{codes.shown(batch.codes.get().code)}" in printed(paper.content)


@pytest.mark.parametrize(
    "wrong",
    [{"kind": ""}, {"kind": "slip"}, {"language": "xx"}, {"language": "ti"}, {"copies": "0"}, {"copies": "1e9"}],
)
def test_a_wrong_order_is_named_and_not_made(sanne, school, wrong):
    texts.withdraw(text=made.text(language="ti"))
    order = {"kind": "letter", "language": "tr", "copies": "60"} | wrong

    answer = sanne.post(page("school-order", school.pk), order)

    assert answer.status_code == 422
    assert "Verbeter dit eerst" in text(answer)
    assert not Batch.objects.exists()


def test_a_second_press_makes_nothing_twice_and_another_page_does(sanne, eva, school):
    slips = {"subject": "rekenen", "level": "groep-7", "language": "nl", "count": "3"}
    asked = [
        (sanne, page("school-page", school.pk), "order_form", page("school-order", school.pk), {"kind": "letter", "language": "tr", "copies": "60"}),
        (sanne, page("school-page", school.pk), "slips_form", page("school-slips", school.pk), slips),
        (eva, page("city-outreach", "stadspas"), "codes_form", page("city-codes", "stadspas"), {"areas": "1012 30\n1013 2"}),
    ]  # fmt: skip
    papers = []
    for _page in range(2):
        for who, shown, name, address, facts in asked:
            found = who.get(shown)
            key = str(found.context[name]["key"].value())
            assert f'name="key" value="{key}"' in text(found)
            answers = [who.post(address, facts | {"key": key}) for _press in range(2)]
            if name == "slips_form":
                papers += [printed(answer.content) for answer in answers]

    assert Batch.objects.exclude(school=None).count() == 2
    assert CampaignCode.objects.exclude(batch__school=None).count() == 2
    assert CampaignCode.objects.filter(batch__school=None).count() == 64
    assert Signal.objects.count() == 6
    assert papers[0] == papers[1] != papers[2] == papers[3]


def test_what_is_asked_anew_with_one_key_is_made_anew(sanne, school):
    key, slips = str(uuid4()), {"subject": "rekenen", "level": "groep-7", "language": "nl", "count": "3"}

    for changed in ({}, {"language": "tr"}, {"subject": "taal"}, {"count": "2"}):
        sanne.post(page("school-slips", school.pk), slips | changed | {"key": key})

    assert Signal.objects.count() == 11


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_paper_can_be_read_by_everybody_and_says_that_it_is_a_draft(school, language):
    for kind in ORDERED:
        batch = made.order(school, kind=kind, language=language)
        content = pdf.parents_letter(batch, now=batch.at)

        assert pdfua.faults(content) == []
        read = pdfua.read_aloud(content)
        assert batch.text.title in read
        assert "Concept. Iemand met deze moedertaal" in read
        assert "\N{REPLACEMENT CHARACTER}" not in read
        assert pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]["/Lang"] == language
        assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == (2 if kind == Kind.FLYER and language != "nl" else 1)


def test_where_only_the_dutch_was_read_the_paper_still_says_that_it_is_a_draft(school):
    texts.read(text=made.text(language="nl"), reader="tolk", on=made.text().since.date())
    batch = made.order(school, language="ti")

    assert "Concept. De vertaling hiernaast" in printed(pdf.parents_letter(batch, now=batch.at))


def test_a_text_that_was_read_carries_no_draft(school):
    for language in ("nl", "tr"):
        texts.read(text=made.text(language=language), reader="tolk", on=made.text().since.date())
    batch = made.order(school)

    words = printed(pdf.parents_letter(batch, now=batch.at))

    assert "Concept" not in words
    assert "Taslak" not in words


def test_slips_are_made_once_and_carry_no_name(sanne, school):
    slips = {"subject": "rekenen", "level": "groep-7", "language": "ti", "count": "3"}

    answer = sanne.post(page("school-slips", school.pk), slips)

    assert pdfua.faults(answer.content) == []
    assert "rekenen, groep 7" in printed(answer.content)
    assert Signal.objects.count() == 3
    assert "U maakte 3 briefjes. Ouders gebruikten er &lt;10." in text(sanne.get(page("school-page", school.pk)))


def test_where_no_paper_can_be_made_no_slip_is_made_either(sanne, school, monkeypatch):
    monkeypatch.setattr(ndt_pdf, "available", lambda: False)

    answer = sanne.post(
        page("school-slips", school.pk), {"subject": "taal", "level": "havo", "language": "nl", "count": "3"}
    )

    assert (answer.status_code, Signal.objects.count()) == (503, 0)


def test_another_school_sees_nothing(school):
    batch = made.order(school)
    other = Organisation.objects.create(name="De Vlieger", kind=Organisations.SCHOOL)
    made.school(school.scheme, organisation=other)
    stranger = worker(other, Role.DIRECTOR)

    assert stranger.get(page("school-page", school.pk)).status_code == 404
    assert stranger.get(page("school-paper", batch.pk)).status_code == 404
    assert stranger.post(page("school-slips", school.pk)).status_code == 404


def test_a_parent_follows_a_code_and_is_counted_once_its_pass_is_proved(client, school):
    factories.listed(school.scheme, factories.row(NUMBER, until=FOREVER))
    code = codes.shown(made.order(school).codes.get().code)

    shown = text(client.get(page("via", code)))
    assert "Çocuğunuz için ücretsiz özel ders" in shown
    assert 'lang="tr"' in shown
    sent = client.get(page("begin", "stadspas"), {"code": code})
    assert sent["Location"].endswith(f"%3Fcode%3D{code}")
    log_in(client, factories.account())
    form = text(client.get(page("begin", "stadspas"), {"code": code}))
    assert f'name="code" value="{code.replace("-", "")}"' in form
    assert not CameBy.objects.exists()

    client.post(page("begin", "stadspas"), {"number": NUMBER, "born": "1988-05-03", "code": code})

    assert CameBy.objects.get().batch.school == school


def test_a_parent_with_only_paper_types_the_code_on_the_front_page(client, school):
    code = made.order(school).codes.get().code
    assert "Code op uw brief" in text(client.get(page("front")))

    found = client.get(page("code"), {"code": f" {code.lower()} "})
    wrong = client.get(page("code"), {"code": "12"})
    unknown = client.get(page("via", "ZZZZ-ZZZZ"))
    for strange in ("\0", "7F3K92Q\0", "Ａ" * 8, "x" * 400):
        assert client.get(page("via", strange)).status_code == 404
        assert client.get(page("code"), {"code": strange}).status_code == 422

    assert found["Location"] == page("via", codes.shown(code))
    assert (wrong.status_code, unknown.status_code) == (422, 404)
    assert "Zonder code kunt u ook beginnen" in text(unknown)


def test_who_tries_codes_is_stopped_and_a_right_one_costs_nothing(client, school):
    right = codes.shown(made.order(school).codes.get().code)
    for _again in range(3):
        assert client.get(page("via", right)).status_code == 200
    for number in range(50):
        assert client.get(page("via", f"ZZZZ-ZZ{number:02d}")).status_code == 404

    # Also the right one: else it would be known which one is.
    assert client.get(page("via", right)).status_code == 429


def test_a_slip_that_was_used_shows_the_same_page_until_it_is_too_old(client):
    town = city()
    code = codes.shown(made.slip(made.school(town.scheme)))
    before = text(client.get(page("via", code)))
    signals.take(child=factories.child(town.scheme), code=code, today=timezone.localdate())

    assert text(client.get(page("via", code))) == before
    Signal.objects.update(
        made_on=timezone.localdate() - timedelta(days=200), expires_on=timezone.localdate() - timedelta(days=1)
    )
    assert client.get(page("via", code)).status_code == 404


def test_an_account_types_ten_codes_of_school_that_are_none_and_no_more(client):
    town = city()
    code = codes.shown(made.slip(made.school(town.scheme)))
    user = factories.account()
    factories.child(town.scheme, user=user, until=FOREVER)
    log_in(client, user)
    child = {"first_name": "Noor", "birth_month": "3", "birth_year": "2016", "postcode": "1012"}
    for _try in range(10):
        assert "Wij kennen deze code" in text(client.post(page("new-child"), child | {"signal": "ZZZZ-ZZZZ"}))

    stopped = client.post(page("new-child"), child | {"signal": code})
    assert stopped.status_code == 422
    assert "te vaak een code" in text(stopped)
    assert f'value="{code}"' in text(stopped)
    assert f'value="{code}"' not in text(client.get(page("new-child"), {"code": code}))


def test_a_code_of_school_fills_in_the_subject_and_is_used_by_the_child(client):
    town = city()
    code = codes.shown(made.slip(made.school(town.scheme)))
    factories.listed(town.scheme, factories.row(NUMBER, until=FOREVER))
    log_in(client, factories.account())
    assert "School denkt dat hulp bij rekenen goed is" in text(client.get(page("via", code)))

    proved = client.post(page("begin", "stadspas"), {"number": NUMBER, "born": "1988-05-03", "code": code})
    form = text(client.get(proved["Location"]))
    assert '<option value="rekenen" selected>' in form
    child = {"first_name": "Sami", "birth_month": "3", "birth_year": "2016", "postcode": "1012"}
    sent = client.post(page("new-child"), child | {"signal": code})

    assert sent["Location"].endswith("?vak=rekenen")
    assert (Signal.objects.get().child, Child.objects.get().level) == (Child.objects.get(), "groep-7")
    again = client.post(page("new-child"), child | {"first_name": "Noor", "signal": code})
    assert (again.status_code, Child.objects.count()) == (422, 1)
    assert "Wij kennen deze code van school niet" in text(again)


@pytest.fixture
def returning(client):
    """A parent with a child who comes back by a slip of school. It gives the pass, the code, and what the form sends."""
    town = city(rules=Rules(1, signal=True))
    factories.listed(town.scheme, factories.row(NUMBER, until=FOREVER))
    user = factories.account()
    held = proving.prove(
        scheme=town.scheme, user=user, typed=proving.Typed(NUMBER, factories.BORN, "home"), now=timezone.now()
    )
    factories.sibling(held)
    log_in(client, user)
    code = made.slip(made.school(town.scheme))
    return held, code, {"number": NUMBER, "born": f"{factories.BORN:%Y-%m-%d}", "code": codes.shown(code)}


def test_a_parent_whose_child_stands_already_finds_the_code_of_school_in_its_form(client, returning):
    held, code, typed = returning
    child = held.placed.get()

    sent = client.post(page("begin", "stadspas"), typed)

    assert sent["Location"] == f"{page('edit-child', child.pk)}?code={code}"
    form = client.get(sent["Location"])
    assert form.context["form"].initial["signal"] == code
    assert form.context["form"].initial["level"] == child.level
    assert f'value="{code}"' in text(form)
    filled = {name: value for name, value in form.context["form"].initial.items() if value is not None}
    client.post(sent["Location"], filled)
    assert Signal.objects.get().child == child


def test_a_parent_of_more_children_reads_where_the_code_of_school_goes(client, returning):
    held, code, typed = returning
    factories.sibling(held)

    answer = client.post(page("begin", "stadspas"), typed, follow=True)

    assert answer.redirect_chain[0][0] == page("mine")
    assert f"Uw code van school is {codes.shown(code)}. Kies bij het kind ‘Wijzig’" in text(answer)


def test_a_parent_with_a_code_that_is_no_slip_goes_to_its_lessons(client, returning):
    _held, _code, typed = returning

    answer = client.post(page("begin", "stadspas"), typed | {"code": "ZZZZ-ZZZZ"}, follow=True)

    assert answer.redirect_chain[0][0] == page("mine")
    assert "Uw code van school" not in text(answer)


@pytest.mark.parametrize("name", ["school-order", "school-slips"])
def test_who_orders_when_the_school_has_just_parted_reads_so(sanne, school, monkeypatch, name):
    def parted(_request, _number):
        outreach.part(school=school, now=timezone.now())
        return school

    monkeypatch.setattr("bijles.views.school._school", parted)

    order = {"kind": "letter", "language": "tr", "copies": "60"}
    answer = sanne.post(page(name, school.pk), order | {"subject": "rekenen", "level": "groep-7", "count": "3"})

    assert answer.status_code == 409
    assert "De tekst is net ingetrokken, of de school hoort niet meer bij de pas." in text(answer)
    assert not Batch.objects.exists()
    assert not Signal.objects.exists()


def test_who_speaks_for_two_schools_finds_the_way_back_to_the_choice(sanne, school):
    back = f'href="{page("school")}">Kies een andere school'
    assert back not in text(sanne.get(page("school-page", school.pk)))
    other = Organisation.objects.create(name="De Vlieger", kind=Organisations.SCHOOL)
    made.school(school.scheme, organisation=other)
    Membership.objects.create(
        user=Membership.objects.get(organisation=school.organisation).user, organisation=other, role=Role.DIRECTOR
    )

    assert back in text(sanne.get(page("school-page", school.pk)))


def test_who_read_a_text_first_stands(coby):
    read = made.text(language="ar")
    coby.post(page("text-read", read.pk), {"reader": "tolk van de gemeente", "read_on": "2026-01-31"})

    after = coby.post(page("text-read", read.pk), {"reader": "een buurman", "read_on": "2026-02-01"}, follow=True)

    read.refresh_from_db()
    assert read.reader == "tolk van de gemeente"
    assert "Iemand schreef al op wie deze tekst las." in text(after)


def test_a_coordinator_brings_texts_in_reads_approves_and_writes_the_next(coby):
    assert "Er zijn 35 nieuwe teksten" in text(coby.get(page("texts")))
    coby.post(page("texts-bring"))
    arabic = ParentText.objects.get(kind="letter", language="ar")
    shown = text(coby.get(page("text", arabic.pk)))
    assert 'lang="ar" dir="rtl"' in shown
    assert "Brief van school, Arabisch" in shown
    assert "Gratis bijles voor uw kind" in shown

    coby.post(page("text-step", arabic.pk, "goedkeuren"))
    nobody = coby.post(page("text-read", arabic.pk), {"reader": "", "read_on": "2099-01-01"})
    coby.post(page("text-read", arabic.pk), {"reader": "tolk van de gemeente", "read_on": "2026-01-31"})
    wrong = coby.post(page("text-write", arabic.pk), {"title": "ا", "body": "{naam}"})
    coby.post(page("text-write", arabic.pk), {"title": "ا", "body": "مع {pass}"})

    arabic.refresh_from_db()
    assert (nobody.status_code, wrong.status_code) == (422, 422)
    assert "kunnen wij niet invullen" in text(wrong)
    assert (arabic.is_draft, arabic.approved_at is None) == (False, False)
    assert ParentText.objects.get(version=2).is_draft
    coby.post(page("text-step", arabic.pk, "intrekken"))
    assert coby.post(page("text-step", arabic.pk, "iets")).status_code == 404


def test_a_municipality_makes_codes_and_gets_them_as_a_file(eva, school):
    after = text(eva.post(page("city-codes", "stadspas"), {"areas": "1012 30\r\n\r\n1013: 2"}, follow=True))
    assert "Er zijn 32 codes gemaakt." in after

    rows = list(csv.DictReader(io.StringIO(text(eva.get(page("city-codes-file", "stadspas"))))))

    assert len(rows) == 32
    assert {row["postcode"] for row in rows} == {"1012", "1013"}
    assert {row["code"].replace("-", "") for row in rows} == set(CampaignCode.objects.values_list("code", flat=True))
    assert all(row["adres"].endswith(f"/bijles/s/{row['code']}/") for row in rows)


@pytest.mark.parametrize(
    ("areas", "told"),
    [
        ("", "Schrijf minstens één regel"),
        ("1012 30\n0012 5", "Regel 2 lezen wij niet"),
        ("1012 AB 30", "Regel 1 lezen wij niet"),
        ("1012 0", "Regel 1 lezen wij niet"),
        ("1012 5\n１０１３ 5", "Regel 2 lezen wij niet"),
        ("١٠١٢ 5", "Regel 1 lezen wij niet"),
        ("1012 30000\n1013 30000", "meer dan 50.000 codes"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_no_code_is_made(eva, school, areas, told):
    answer = eva.post(page("city-codes", "stadspas"), {"areas": areas})

    assert answer.status_code == 422
    assert told in text(answer)
    assert areas.splitlines()[-1:] == [] or areas.splitlines()[-1] in text(answer)
    assert not Batch.objects.exists()


def test_a_municipality_copies_a_text_with_its_own_names(eva, school):
    shown = text(eva.get(page("city-text", "stadspas", "mail", "pl")))

    assert "Bezpłatne korepetycje z kartą" in shown
    assert "Stadspas" in shown
    assert "{link}" in shown
    texts.withdraw(text=made.text(Kind.MAIL, "pl"))
    assert eva.get(page("city-text", "stadspas", "mail", "pl")).status_code == 404


def test_a_municipality_lets_schools_join_and_part(eva, school):
    other = Organisation.objects.create(name="De Vlieger", kind=Organisations.SCHOOL)

    eva.post(page("city-school", "stadspas"), {"organisation": other.pk})
    eva.post(page("city-school", "stadspas"), {"organisation": other.pk})
    wrong = eva.post(page("city-school", "stadspas"), {"organisation": school.scheme.municipality_id})
    eva.post(page("city-school-stop", "stadspas", school.pk))

    assert wrong.status_code == 422
    assert [str(one) for one in School.objects.active()] == ["De Vlieger"]


def test_another_municipality_sees_no_codes(school):
    elsewhere = worker(factories.scheme(slug="elders", title="Elders").municipality, Role.POLICYMAKER)

    for name in ("city-outreach", "city-codes-file"):
        assert elsewhere.get(page(name, "stadspas")).status_code == 404
    assert elsewhere.post(page("city-codes", "stadspas"), {"areas": "1012 5"}).status_code == 404
    assert elsewhere.post(page("city-school-stop", "elders", school.pk)).status_code == 404


def test_a_longer_list_of_orders_asks_no_more_questions(sanne, school, django_assert_max_num_queries):
    for _order in range(4):
        made.order(school)

    with django_assert_max_num_queries(16):
        sanne.get(page("school-page", school.pk))
