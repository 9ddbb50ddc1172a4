"""The page that asks for a pass: one plain answer to whatever is wrong, and no number is kept."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from bijles.models import Pass, WrongTry
from tests.bijles import factories
from tests.house.roles import log_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def stadspas():
    return factories.listed(factories.scheme(), factories.row(until="2099-07-31"))


@pytest.fixture
def amina(client):
    log_in(client, factories.account())
    return client


def begin(scheme):
    return reverse("bijles:begin", args=[scheme.slug])


def typed(**facts):
    return {"number": "6064 3660 1234 5678", "born": "1988-05-03"} | facts


def plain(answer):
    """Give the page without what a form token changes."""
    return answer.content.decode().split("<main")[1].replace(str(answer.context["csrf_token"]), "")


def test_the_front_page_names_each_pass_and_says_that_it_costs_nothing(client, stadspas):
    page = client.get(reverse("bijles:front")).content.decode()

    assert begin(stadspas) in page
    assert str(stadspas.municipality) in page
    assert "U betaalt ook later niets terug" in page


def test_a_pass_without_a_key_is_not_on_the_front_page_and_fits_nobody(amina, stadspas):
    other = factories.scheme(slug="dorpspas", title="Dorpspas")

    assert begin(other) not in amina.get(reverse("bijles:front")).content.decode()
    answer = amina.post(begin(other), typed())
    assert answer.status_code == 422
    assert "Met deze pas lukt het niet" in answer.content.decode()
    assert not Pass.objects.exists()


@pytest.mark.parametrize("code", ["\0", "7F3K92Q\0", "Ａ" * 8, "7F3K-92QD-7F3K", "ZZZZ-ZZZZ"])
def test_what_is_no_code_hinders_nobody(amina, stadspas, code):
    assert amina.post(begin(stadspas), typed(code=code)).status_code == 302
    assert Pass.objects.count() == 1


def test_who_has_no_account_makes_one_and_comes_back(stadspas):
    answer = Client().get(begin(stadspas))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_signup"))
    assert "next=%2Fbijles%2Fbegin%2Fstadspas%2F" in answer["Location"]


def test_a_right_pass_makes_a_family(amina, stadspas):
    assert amina.post(begin(stadspas), typed()).status_code == 302
    assert Pass.objects.get().last_three == "678"


@pytest.mark.parametrize(
    "wrong", [{"number": "6064366012345679"}, {"born": "1988-05-04"}, {"number": "geen pas"}, {"number": "12"}]
)
def test_whatever_is_wrong_gives_one_answer_with_the_number_of_the_help_desk(amina, stadspas, wrong):
    answer = amina.post(begin(stadspas), typed(**wrong))

    assert answer.status_code == 422
    assert "Met deze pas lukt het niet" in answer.content.decode()
    assert stadspas.desk_number in answer.content.decode()
    assert wrong.get("number", "6064 3660 1234 5678") in answer.content.decode()


def test_the_sixth_try_answers_the_same_even_when_it_is_right(amina, stadspas):
    for _try in range(5):
        wrong = amina.post(begin(stadspas), typed(born="1988-05-04"))
    right = amina.post(begin(stadspas), typed())

    assert (right.status_code, Pass.objects.count()) == (422, 0)
    assert WrongTry.objects.count() == 15
    assert plain(right).replace("1988-05-03", "") == plain(wrong).replace("1988-05-04", "")


@pytest.mark.parametrize(
    "wrong", [{"number": ""}, {"born": ""}, {"born": "gisteren"}, {"born": "2098-01-01"}, {"born": "1700-01-01"}]
)
def test_an_empty_or_impossible_field_is_named_and_counts_as_no_try(amina, stadspas, wrong):
    answer = amina.post(begin(stadspas), typed(**wrong))

    assert answer.status_code == 422
    assert "Verbeter dit eerst" in answer.content.decode()
    assert WrongTry.objects.count() == 0


def test_a_pass_that_is_not_there_is_not_found(amina):
    assert amina.get("/bijles/begin/nergens/").status_code == 404
