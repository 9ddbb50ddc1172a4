"""Codes to phones."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.db import connection
from django.utils import timezone

from ndt.jobs.models import Job, Priority, State
from ndt.mail import phone
from ndt.mail.errors import BudgetSpent, TooManyCodes
from ndt.mail.models import PhoneCode
from ndt.mail.phone import Check
from tests.ndt.jobs.live import in_threads
from tests.ndt.mail.conftest import work

NUMBER = "+31612345678"
NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _phones(settings) -> None:
    settings.SMS_URL = "demo:"
    settings.SMS_BUDGET_PER_DAY = 100


def code_of(text: str) -> str:
    return re.search(r"\b(\d{6})\b", text).group(1)


def newest_code() -> str:
    return code_of(Job.objects.filter(kind="phone.text").latest("created_at").payload["text"])


def ask(*, number: str = NUMBER, purpose: str = "test.login", now: datetime = NOON) -> str:
    phone.queue_code(number=number, purpose=purpose, now=now)
    return newest_code()


def check(typed: str, *, number: str = NUMBER, purpose: str = "test.login", now: datetime = NOON) -> Check:
    return phone.check_code(number=number, purpose=purpose, typed=typed, now=now)


def test_without_a_way_out_the_choice_is_not_there(settings):
    assert phone.available()
    settings.SMS_URL = ""
    assert not phone.available()


@pytest.mark.django_db
class TestCodes:
    def test_a_code_reaches_the_phone_and_is_right_once(self):
        phone.queue_code(number=NUMBER, purpose="test.login", now=timezone.now())
        work()

        message = outbox.outbox[0]
        assert message.to == ["31612345678@phone.example"]
        assert "Geef de code aan niemand" in message.body
        assert len(message.body) <= 160
        typed = code_of(message.body)
        assert message.body.endswith(f"@127.0.0.1 #{typed}"), "a browser can fill it in"
        assert check(f" {typed[:3]} {typed[3:]} ", now=timezone.now()) == Check.RIGHT
        assert check(typed, now=timezone.now()) == Check.EXPIRED

    def test_neither_number_nor_code_stays_anywhere(self):
        phone.queue_code(number=NUMBER, purpose="test.login", now=timezone.now())
        typed = newest_code()
        work()

        job = Job.objects.get(kind="phone.text")
        assert (job.state, job.payload, job.priority) == (State.DONE, {}, Priority.URGENT)
        with connection.cursor() as cursor:
            cursor.execute("SELECT j::text FROM jobs_job j UNION ALL SELECT c::text FROM mail_phonecode c")
            rows = " ".join(row for (row,) in cursor.fetchall())
        assert "612345678" not in rows
        assert f":{typed}" not in rows

    def test_a_code_lasts_ten_minutes(self):
        typed = ask()

        assert check(typed, now=NOON + timedelta(minutes=10)) == Check.EXPIRED

    def test_a_code_dies_after_five_wrong_tries(self):
        typed = ask()
        wrong = "000000" if typed != "000000" else "000001"

        assert [check(wrong) for _try in range(5)] == [*[Check.WRONG] * 4, Check.EXHAUSTED]
        assert check(typed) == Check.EXHAUSTED

    def test_a_code_opens_only_its_own_purpose_and_number(self):
        typed = ask()

        assert check(typed, purpose="test.other") == Check.EXPIRED
        assert check(typed, number="+31687654321") == Check.EXPIRED
        assert check(typed) == Check.RIGHT

    def test_a_newer_code_ends_the_older_one(self):
        older = ask()
        newer = ask(now=NOON + timedelta(seconds=30))

        if older != newer:
            assert check(older, now=NOON + timedelta(minutes=1)) == Check.WRONG
        assert check(newer, now=NOON + timedelta(minutes=1)) == Check.RIGHT

    def test_the_key_can_be_changed_while_codes_are_under_way(self, settings):
        ask()
        settings.HASH_KEYS = ["another-key-that-is-32-characters-long", *settings.HASH_KEYS]

        assert check("not it") == Check.WRONG, "the code is still found by its number"

    def test_a_number_gets_five_messages_in_a_day_for_all_purposes_together(self):
        for minutes in range(5):
            ask(purpose=f"test.{minutes}", now=NOON + timedelta(minutes=minutes))

        with pytest.raises(TooManyCodes):
            ask(now=NOON + timedelta(hours=20))
        assert ask(number="+31687654321")
        assert ask(now=NOON + timedelta(days=1, seconds=1))

    def test_the_budget_stops_and_tells_the_operators_once(self, settings):
        settings.SMS_BUDGET_PER_DAY = 3
        settings.OPERATOR_EMAILS = ["olga@team.example"]
        for number in range(3):
            ask(number=f"+3161234567{number}")
        for number in range(3, 6):
            with pytest.raises(BudgetSpent):
                ask(number=f"+3161234567{number}")

        letters = Job.objects.filter(kind="mail.send")
        assert [letter.payload["to"] for letter in letters] == ["olga@team.example"]
        assert letters[0].payload["context"]["budget"] == 3
        assert ask(number="+31612345679", now=NOON + timedelta(hours=12)), "after midnight in Amsterdam"

    def test_a_message_that_is_too_late_is_not_sent(self):
        ask(now=timezone.now() - timedelta(hours=1))
        work()

        assert outbox.outbox == []
        job = Job.objects.get(kind="phone.text")
        assert (job.state, job.last_error, job.payload) == (State.REFUSED, "code-expired", {})

    def test_codes_go_after_two_days(self):
        ask()

        assert phone.clean(NOON + timedelta(days=1)) == 0
        assert phone.clean(NOON + timedelta(days=3)) == 1


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_get_more_than_five(monkeypatch, counted):
    if not counted:  # without the lock the race must happen, or the test proves nothing
        monkeypatch.setattr(phone, "_lock", lambda: None)
        looked, count = threading.Barrier(4, timeout=60), phone._sent_to
        monkeypatch.setattr(phone, "_sent_to", lambda *facts: (count(*facts), looked.wait())[0])

    def work() -> None:
        for _time in range(3):
            try:
                phone.queue_code(number=NUMBER, purpose="test.race", now=NOON)
            except TooManyCodes:
                return

    in_threads(4, work)

    assert (PhoneCode.objects.count() == 5) is counted
    assert Job.objects.filter(kind="phone.text").count() == PhoneCode.objects.count()
