"""A pass and a birth date make an account a family, once, and a guess tells nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from bijles.core.errors import KeyMissing, ListRefused, NoRoomOnPass
from bijles.models import Child, EnrolledPass, EnrolmentList, Family, Pass, SecondClaim, WrongTry
from bijles.models.family import PassState
from bijles.services import enrolling, proving
from bijles.services.proving import Typed
from tests.bijles import factories
from tests.bijles.factories import BORN, NOON, NUMBER
from tests.campaigns.races import Meeting, at_once

OTHER = "6064366012345679"


def prove(made, user, *, number=NUMBER, born=BORN, block="192.0.2.0", now=NOON):
    return proving.prove(scheme=made, user=user, typed=Typed(number, born, block), now=now)


@pytest.fixture
def stadspas(db):
    return factories.listed(factories.scheme())


@pytest.fixture
def amina(db):
    return factories.account("amina@voorbeeld.nl")


def place(held, **facts):
    return proving.place_child(
        held=held,
        **{
            "first_name": "Sami",
            "birth_month": date(2015, 3, 9),
            "level": "groep-7",
            "postcode": "1012",
            "languages": ["tr", "nl"],
            "today": NOON.date(),
        }
        | facts,
    )


def test_the_right_number_and_birth_date_make_a_family(stadspas, amina):
    held = prove(stadspas, amina, number="6064 3660 1234 5678")

    assert (held.family.user, held.last_three, held.valid_until, held.children) == (amina, "678", date(2027, 7, 31), 2)
    assert NUMBER not in str(list(Pass.objects.values()))


def test_who_types_a_pass_that_another_holds_gets_no_family_without_a_pass(stadspas, amina):
    held = prove(stadspas, amina)

    assert prove(stadspas, factories.account()) is None

    assert (Family.objects.get(), SecondClaim.objects.get().held) == (held.family, held)


def test_a_family_may_prove_its_pass_again(stadspas, amina):
    assert prove(stadspas, amina) == prove(stadspas, amina)
    assert Family.objects.count() == Pass.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": OTHER},
        {"number": "niets"},
        {"number": ""},
        {"born": date(1988, 5, 4)},
        {"now": NOON + timedelta(days=200)},
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same_and_it_is_counted(stadspas, amina, wrong):
    assert prove(stadspas, amina, **wrong) is None
    assert WrongTry.objects.count() == 3
    assert not Family.objects.exists()


def test_a_blocked_pass_gives_the_same_answer(stadspas, amina):
    prove(stadspas, amina)
    Pass.objects.update(state=PassState.BLOCKED)

    assert prove(stadspas, amina) is None


def test_a_pass_that_somebody_holds_gives_the_same_answer_and_the_municipality_a_task(stadspas, amina):
    held = prove(stadspas, amina)
    omar = factories.account()

    assert prove(stadspas, omar) is None
    assert prove(stadspas, omar) is None
    assert list(SecondClaim.objects.values_list("held", "user")) == [(held.pk, omar.pk)]


@pytest.mark.parametrize("counted", ["pass", "account", "block"])
def test_after_five_wrong_tries_of_one_pass_account_or_block_even_the_right_one_waits_a_day(stadspas, counted):
    user = factories.account()
    wrong = {"born": date(1990, 1, 1), "number": NUMBER if counted == "pass" else OTHER}
    for number in range(5):
        who = user if counted == "account" else factories.account()
        prove(stadspas, who, block="192.0.2.0" if counted == "block" else f"198.51.100.{number}", **wrong)

    block = "192.0.2.0" if counted == "block" else "233.252.0.0"
    fresh = factories.account() if counted != "account" else user
    assert prove(stadspas, fresh, block=block) is None
    assert prove(stadspas, fresh, block=block, now=NOON + timedelta(hours=24)) is not None


def test_four_wrong_tries_are_forgiven(stadspas, amina):
    for _try in range(4):
        prove(stadspas, amina, born=date(1990, 1, 1))

    assert prove(stadspas, amina) is not None


def test_a_scheme_without_a_key_proves_nothing(stadspas, amina, settings):
    settings.PASS_KEYS = {"stadspas": "geen sleutel"}

    with pytest.raises(KeyMissing):
        prove(stadspas, amina)


def test_a_pass_has_no_more_children_than_the_list_says(stadspas, amina):
    held = prove(stadspas, amina)
    first, second = place(held), place(held, first_name="Noor")

    assert (first.place, second.place, first.birth_month, first.languages) == (1, 2, date(2015, 3, 1), ["nl", "tr"])
    with pytest.raises(NoRoomOnPass):
        place(held)
    first.delete()
    assert place(held).place == 1


def test_the_database_lets_no_child_past_the_list_either(stadspas, amina):
    held = prove(stadspas, amina)

    with pytest.raises(IntegrityError), transaction.atomic():
        Child.objects.create(
            family=held.family,
            shown=held,
            place=3,
            first_name="X",
            birth_month=date(2015, 3, 1),
            level="havo",
            postcode="1012",
        )


def test_a_new_list_changes_what_it_names_and_nothing_else(stadspas, amina):
    held = prove(stadspas, amina)
    factories.listed(stadspas, factories.row(OTHER))
    held.refresh_from_db()
    assert held.valid_until == date(2027, 7, 31)

    factories.listed(stadspas, factories.row(until="2028-07-31", children="3"))
    held.refresh_from_db()
    assert (held.valid_until, held.children) == (date(2028, 7, 31), 3)
    assert EnrolledPass.objects.count() == 2


def test_a_list_with_a_bad_row_changes_nothing(stadspas):
    data = f"pass_hmac,birth_date_hmac,valid_until,children\n{factories.row(OTHER)}\nx,y,z,0"

    with pytest.raises(ListRefused):
        enrolling.take_list(scheme=stadspas, data=data.encode(), by=None, now=NOON)
    assert (EnrolledPass.objects.count(), EnrolmentList.objects.count()) == (1, 1)


def test_the_command_names_each_fault_with_row_and_column(stadspas, tmp_path, capsys):
    file = tmp_path / "passen.csv"
    file.write_text(f"pass_hmac,birth_date_hmac,valid_until,children\n{factories.row(OTHER, until='morgen')}")

    with pytest.raises(SystemExit) as ended:
        call_command("import_passes", "stadspas", str(file))
    assert ended.value.code == 2
    assert "passen.csv, rij 2, kolom valid_until: Dit is geen datum." in capsys.readouterr().err

    file.write_text(f"pass_hmac,birth_date_hmac,valid_until,children\n{factories.row(OTHER)}")
    call_command("import_passes", "stadspas", str(file))
    assert capsys.readouterr().out == "passes taken: 1\n"
    with pytest.raises(CommandError):
        call_command("import_passes", "onbekend", str(file))


def test_tries_that_count_no_more_are_forgotten(stadspas, amina):
    prove(stadspas, amina, born=date(1990, 1, 1))

    assert proving.forget_tries(NOON + timedelta(hours=23)) == 0
    assert proving.forget_tries(NOON + timedelta(hours=24)) == 3


@pytest.mark.django_db(transaction=True)
def test_ten_guesses_at_once_are_five(stadspas):
    accounts = [factories.account() for _guess in range(10)]

    at_once(lambda user: prove(stadspas, user, born=date(1990, 1, 1)), accounts)

    assert WrongTry.objects.count() == 5 * 3


@pytest.mark.django_db(transaction=True)
def test_without_the_queue_more_guesses_slip_through(stadspas, monkeypatch):
    accounts = [factories.account() for _guess in range(6)]
    monkeypatch.setattr(proving, "_queue", lambda _subjects: None)
    monkeypatch.setattr(proving, "_spent", Meeting(6).after(proving._spent))

    at_once(lambda user: prove(stadspas, user, born=date(1990, 1, 1)), accounts)

    assert WrongTry.objects.count() == 6 * 3


@pytest.mark.django_db(transaction=True)
def test_of_six_accounts_at_once_one_gets_the_pass(stadspas):
    accounts = [factories.account() for _account in range(6)]

    outcomes = at_once(lambda user: prove(stadspas, user), accounts)

    assert len([held for held in outcomes if held]) == Pass.objects.count() == 1
    assert SecondClaim.objects.count() == 5
