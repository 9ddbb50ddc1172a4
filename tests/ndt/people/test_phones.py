"""Logging in with a code by text; the phone of an account; letters as texts; erasing and new keys."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ndt.jobs.models import Job, State
from ndt.mail import phone
from ndt.mail import services as mail
from ndt.mail.letters import Letter
from ndt.people import phones, services
from ndt.people.models import Kind, Membership, Organisation, Phone, Role, User
from ndt.privacy import rows
from ndt.privacy.models import Cause
from ndt.privacy.services.erasing import erase
from ndt.privacy.services.exporting import export
from tests.campaigns.races import Meeting, at_once
from tests.house.roles import log_in
from tests.ndt.mail.conftest import work

LOGIN, CODE = "/account/telefoon/", "/account/telefoon/code/"
OWN, OWN_CODE = "/account/telefoonnummer/", "/account/telefoonnummer/code/"
TYPED, NUMBER = "06 12 34 56 78", "+31612345678"
OTHER = "+31687654321"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _phones(settings):
    settings.SMS_URL = "demo:"
    settings.SMS_BUDGET_PER_DAY = 100
    settings.SMS_LETTERS_PER_DAY = 100


@pytest.fixture
def omar(db):
    return phones.account_of(number=NUMBER, language="nl", now=timezone.now())


def newest_code():
    return re.search(r"\b(\d{6})\b", Job.objects.filter(kind="phone.text").latest("created_at").payload["text"])[1]


def wrong_code():
    return "000000" if newest_code() != "000000" else "111111"


def enter(browser, number=TYPED, **facts):
    browser.post(LOGIN, {"number": number} | facts)
    return browser.post(CODE, {"code": newest_code()})


def logged_in(browser):
    return browser.session.get("_auth_user_id")


def inside(user, **facts):
    browser = Client()
    log_in(browser, user, **facts)
    return browser


def test_a_number_that_nobody_has_becomes_an_account(client):
    answer = enter(client, next="/account/apparaten/")

    held = Phone.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/account/apparaten/")
    assert logged_in(client) == str(held.user_id)
    assert (held.number, held.user.has_mailbox, held.user.is_reachable) == (NUMBER, False, True)


def test_the_same_number_comes_back_to_the_same_account(client, omar):
    enter(client, "+31 6 1234 5678")

    assert logged_in(client) == str(omar.pk)
    assert User.objects.count() == 1


def test_the_login_is_fresh_like_one_by_a_mailed_code(client, omar):
    enter(client)

    assert [record["method"] for record in client.session["account_authentication_methods"]] == ["code"]
    assert client.get(OWN).status_code == 200


def test_the_database_holds_no_number_that_can_be_read(client):
    enter(client)
    work()

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p::text FROM people_phone p UNION ALL SELECT j::text FROM jobs_job j"
            " UNION ALL SELECT s::text FROM django_session s"
        )
        assert "612345678" not in " ".join(row for (row,) in cursor.fetchall())


def seen(answer):
    body = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", answer.content.decode())
    return answer.status_code, answer.get("Location", ""), re.sub(r"06\u00a0\d{8}", "NUMBER", body)


def test_strangers_cannot_tell_a_number_with_an_account_from_one_without(omar):
    walks, work_done = [], []
    for number in (NUMBER, OTHER):
        browser = Client()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answers = [browser.post(LOGIN, {"number": number}), browser.get(CODE)]
            answers += [browser.post(CODE, {"code": wrong_code()}) for _try in range(5)]
        walks.append([seen(answer) for answer in answers])
        work_done.append([re.sub(r"'[^']*'|\d+", "", query["sql"]) for query in queries])

    assert walks[0] == walks[1]
    assert len(work_done[0]) == len(work_done[1])
    assert not any("people_phone" in sql for sql in work_done[0]), "nobody looks before the code is right"


def test_a_wrong_code_keeps_the_page_and_the_fifth_ends_it(client):
    client.post(LOGIN, {"number": TYPED})
    right, wrong = newest_code(), wrong_code()

    answers = [client.post(CODE, {"code": wrong}) for _try in range(5)]
    late = client.post(CODE, {"code": right})

    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 302]
    assert "Deze code klopt niet" in answers[0].content.decode()
    assert late["Location"] == LOGIN
    assert (logged_in(client), User.objects.count()) == (None, 0)


def test_a_code_is_worth_nothing_in_another_browser(client):
    client.post(LOGIN, {"number": TYPED})
    other = Client()
    other.post(CODE, {"code": newest_code()})

    assert logged_in(other) is None


@pytest.mark.parametrize(
    ("typed", "says"),
    [("", "Vul uw mobiele nummer in"), ("12", "geen mobiel nummer"), ("+4915112345678", "Naar dit land")],
)
def test_what_is_no_number_is_said_at_the_field_and_kept(client, typed, says):
    answer = client.post(LOGIN, {"number": typed})

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert typed in answer.content.decode()


def test_a_phone_gets_five_codes_a_day_and_the_budget_holds(client, settings):
    assert [client.post(LOGIN, {"number": TYPED}).status_code for _time in range(6)] == [302] * 5 + [429]

    settings.SMS_BUDGET_PER_DAY = 5
    answer = client.post(LOGIN, {"number": OTHER})
    assert answer.status_code == 422
    assert "Vandaag kunnen wij geen sms meer sturen" in answer.content.decode()


def test_without_text_messages_there_is_no_page_and_no_link(client, settings):
    assert LOGIN in client.get("/account/inloggen/").content.decode()
    assert f"{LOGIN}?next=" in client.get("/account/aanmelden/?next=/bijles/").content.decode()
    settings.SMS_URL = ""

    assert client.get(LOGIN).status_code == 404
    assert LOGIN not in client.get("/account/inloggen/").content.decode()


def test_a_link_goes_nowhere_else_than_this_site(client, omar):
    assert enter(client, next="https://boef.example/")["Location"] == "/account/"


def test_who_must_show_a_second_step_does_not_come_in_by_phone(client, omar):
    team = Organisation.objects.create(name="Team", kind=Kind.CAMPAIGN_TEAM, solution="campaigns")
    Membership.objects.create(user=omar, organisation=team, role=Role.COORDINATOR)

    answer = enter(client)

    assert (answer.status_code, logged_in(client)) == (403, None)
    assert "tweede stap" in answer.content.decode()


@pytest.mark.parametrize("page", [OWN, OWN_CODE])
def test_the_phone_of_an_account_opens_for_its_fresh_owner_alone(client, amina, page):
    for method in (client.get, client.post):
        assert method(page, {"number": OTHER, "remove": "1"})["Location"].startswith("/account/inloggen/")
    client.force_login(amina)  # a login without a record of when: it is not fresh
    for method in (client.get, client.post):
        assert method(page, {"number": OTHER, "remove": "1"})["Location"].startswith("/account/bevestigen/")
    assert not Job.objects.filter(kind="phone.text").exists()


def test_who_must_show_a_second_step_gets_no_phone(amina):
    house = Organisation.objects.create(name="Team", kind=Kind.CAMPAIGN_TEAM)
    Membership.objects.create(user=amina, organisation=house, role=Role.COORDINATOR)

    assert inside(amina).post(OWN, {"number": TYPED})["Location"] == reverse("people:second_factor")
    assert inside(amina, second_factor=True).post(OWN, {"number": TYPED}).status_code == 403
    assert not Job.objects.filter(kind="phone.text").exists()


def test_a_closed_account_stays_closed(client, omar):
    services.close(user=omar, reason="test")

    assert enter(client)["Location"] == "/account/gesloten/"
    assert logged_in(client) is None


def test_an_account_with_an_address_takes_a_phone_changes_it_and_takes_it_off(amina):
    browser = inside(amina)
    browser.post(OWN, {"number": TYPED})
    browser.post(OWN_CODE, {"code": newest_code()})
    assert amina.phone_number == NUMBER
    assert "06\u00a012345678" in browser.get("/account/").content.decode()

    browser.post(OWN, {"number": OTHER})
    browser.post(OWN_CODE, {"code": newest_code()})
    assert [held.number for held in Phone.objects.all()] == [OTHER]

    browser.post(OWN, {"remove": "1"})
    assert not Phone.objects.exists()
    told = [job.payload["context"]["what"] for job in Job.objects.filter(payload__template="people/changed")]
    given, taken = "U kunt nu ook inloggen met een telefoonnummer.", "U kunt niet meer inloggen met een telefoonnummer."
    assert sorted(told) == sorted([given, given, taken])


def test_a_phone_that_is_replaced_hears_of_it_where_there_is_no_mailbox(omar):
    browser = inside(omar)
    browser.post(OWN, {"number": OTHER})
    browser.post(OWN_CODE, {"code": newest_code()})

    (told,) = Job.objects.filter(kind="phone.text", payload__number=NUMBER)
    assert "met een ander telefoonnummer" in told.payload["text"]
    assert len(told.payload["text"]) <= 160
    assert omar.phone_number == OTHER


def test_the_last_way_in_is_not_taken_off(omar):
    answer = inside(omar).post(OWN, {"remove": "1"}, follow=True)

    assert "Geef ons eerst een e-mailadres" in answer.content.decode()
    assert omar.phone_number == NUMBER


def test_a_phone_of_another_account_is_not_given_away(amina, omar):
    browser = inside(amina)
    browser.post(OWN, {"number": TYPED})
    answer = browser.post(OWN_CODE, {"code": newest_code()}, follow=True)

    assert "hoort al bij een ander account" in answer.content.decode()
    assert Phone.objects.get().user == omar


def test_a_code_for_one_account_proves_nothing_to_another(amina):
    bram = User.objects.create_user("bram@voorbeeld.example")
    mine, his = inside(amina), inside(bram)
    his.post(OWN, {"number": TYPED})
    code = newest_code()
    mine.post(OWN, {"number": TYPED})
    mine.post(OWN_CODE, {"code": code})

    assert amina.phone_number == ""


def test_an_account_by_phone_gets_an_address_and_keeps_its_phone(client, omar, code_for):
    enter(client)
    client.post("/account/e-mailadres/", {"email": "omar@voorbeeld.example", "action_add": "1"})
    client.post("/account/e-mailadres/code/", {"code": code_for("omar@voorbeeld.example"), "action": "verify"})

    omar.refresh_from_db()
    assert (omar.email, omar.has_mailbox, omar.phone_number) == ("omar@voorbeeld.example", True, NUMBER)


def test_an_important_change_asks_a_code_by_text_of_who_has_only_a_phone(client, omar):
    enter(client)
    page = client.get("/account/bevestigen/").content.decode()
    assert "naar uw telefoon" in page
    assert omar.email not in page

    client.post("/account/bevestigen/?next=/account/", {"send": "1"})
    wrong = client.post("/account/bevestigen/?next=/account/", {"code": wrong_code()})
    right = client.post("/account/bevestigen/?next=/account/", {"code": newest_code()})

    assert (wrong.status_code, right.status_code, right["Location"]) == (422, 302, "/account/")
    assert len(client.session["account_authentication_methods"]) == 2


def test_without_text_messages_an_important_change_says_that_it_cannot_be_now(client, omar, settings):
    enter(client)
    settings.SMS_URL = ""

    page = client.get("/account/bevestigen/")
    pressed = client.post("/account/bevestigen/", {"send": "1"})

    assert (page.status_code, pressed.status_code) == (200, 422)
    assert "Nu kunnen wij geen sms sturen" in page.content.decode()
    assert "Stuur mij een code" not in page.content.decode()


class TestTwoAtOnce:
    """Two codes for one new number, typed at the same moment on two phones."""

    pytestmark = pytest.mark.django_db(transaction=True)

    def both(self):
        return at_once(lambda _one: phones.account_of(number=NUMBER, language="nl", now=timezone.now()).pk, range(2))

    def test_make_one_account(self):
        first, second = self.both()

        assert (first, User.objects.count(), Phone.objects.count()) == (second, 1, 1)

    def test_the_constraint_is_the_backstop_where_the_lock_is_gone(self, monkeypatch):
        monkeypatch.setattr(phones, "_lock", lambda _number: None)
        meeting, look, times = Meeting(), phones._find, []

        def look_and_meet(number):
            found = look(number)
            times.append(found)
            if found is None:
                meeting()
            return found

        monkeypatch.setattr(phones, "_find", look_and_meet)

        first, second = self.both()

        assert times[:2] == [None, None], "both looked before one wrote"
        assert (first, User.objects.count()) == (second, 1)

    def test_without_lock_and_constraint_there_would_be_two(self, monkeypatch):
        """The control: the same meeting, with hashes that no constraint holds apart."""
        monkeypatch.setattr(phones, "_lock", lambda _number: None)
        monkeypatch.setattr(phones, "_find", Meeting().after(phones._find))
        made = iter(["a" * 64, "b" * 64])
        monkeypatch.setattr(phones, "keyed_hash", lambda _purpose, _number: next(made))

        first, second = self.both()

        assert first != second
        assert User.objects.count() == 2


class TestLettersAsTexts:
    """A letter to an account without a mailbox goes to its phone, short and without a name."""

    def letter(self, user, **facts):
        context = {"child": "Sami", "topic": "rekenen", "mine_url": "https://voorbeeld.example/bijles/mijn/"}
        return Letter(**({"to": user.email, "template": "bijles/booked", "context": context} | facts))

    def test_a_letter_becomes_a_text_with_a_link(self, omar, mailoutbox):
        assert mail.queue(self.letter(omar), key="a")
        work()

        (message,) = mailoutbox
        assert message.to == ["31612345678@phone.example"]
        assert message.body == "Uw lessen staan vast. Bekijk ze hier: https://voorbeeld.example/bijles/mijn/"
        assert Job.objects.get(kind="phone.letter").payload == {}

    def test_the_same_key_is_one_text(self, omar):
        assert [mail.queue(self.letter(omar), key="a") for _time in range(2)] == [True, False]

    def test_a_letter_without_a_short_text_is_not_written(self, omar):
        assert not mail.queue(self.letter(omar, template="people/changed"), key="a")

    def test_nothing_goes_to_who_has_neither_mailbox_nor_phone(self):
        nobody = services.make_without_mailbox(language="nl")

        assert not mail.queue(self.letter(nobody), key="a")
        assert not Job.objects.exists()

    def test_nothing_goes_to_a_phone_that_was_taken_off_meanwhile(self, omar, mailoutbox):
        mail.queue(self.letter(omar), key="a")
        Phone.objects.all().delete()
        work()

        assert mailoutbox == []
        assert Job.objects.get(kind="phone.letter").last_error == "no-phone"

    def test_a_phone_gets_ten_a_day(self, omar, mailoutbox):
        for number in range(11):
            mail.queue(self.letter(omar), key=str(number))
        work()

        assert len(mailoutbox) == 10
        assert Job.objects.get(state=State.REFUSED).last_error == "phone-limit"

    def test_the_budget_of_a_day_holds_and_the_operators_hear_of_it(self, omar, settings, mailoutbox):
        settings.SMS_LETTERS_PER_DAY, settings.OPERATOR_EMAILS = 2, ["beheer@voorbeeld.example"]
        for number in range(4):
            mail.queue(self.letter(omar), key=str(number))
        work()

        sent = [message.to[0] for message in mailoutbox]
        assert sent.count("31612345678@phone.example") == 2
        assert sent.count("beheer@voorbeeld.example") == 1


def test_an_export_shows_the_number_and_no_hash(omar):
    (part,) = [
        part
        for part in export(person=rows.by_account(omar), now=timezone.now())["parts"]
        if part["kind"] == "people.Phone"
    ]

    assert part["rows"][0]["number"] == NUMBER
    assert "geheim" in part["rows"][0]["number_hash"]


def test_erasure_takes_the_number_and_frees_the_phone(client, omar):
    erase(person=rows.by_account(omar), cause=Cause.ACCOUNT, now=timezone.now())
    assert not Phone.objects.exists()

    enter(client)

    assert logged_in(client) not in {None, str(omar.pk)}


def test_a_new_key_finds_the_phone_and_writes_it_anew(client, omar, settings):
    before = Phone.objects.get().number_hash
    settings.HASH_KEYS = ["a-new-key", *settings.HASH_KEYS]
    enter(client)
    assert logged_in(client) == str(omar.pk)

    assert (phones.renew(), phones.renew()) == (1, 0)

    settings.HASH_KEYS = ["a-new-key"]
    held = Phone.objects.get()
    assert held.number == NUMBER
    assert held.number_hash != before
    settings.HASH_KEYS = ["another"]
    assert Phone.objects.get().number == ""


def test_one_number_is_of_one_account(amina, omar):
    assert not phones.give(user=amina, number=NUMBER, now=timezone.now())
    with pytest.raises(IntegrityError):
        Phone.objects.create(user=amina, number=NUMBER, number_hash=Phone.objects.get().number_hash)


def test_an_account_by_phone_stays(omar):
    User.objects.update(created_at=timezone.now() - timedelta(days=10))

    services.delete_unconfirmed(timezone.now())

    assert User.objects.filter(pk=omar.pk).exists()
    assert phone.available()
