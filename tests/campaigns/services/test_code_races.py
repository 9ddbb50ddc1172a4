"""Guessing the code from many sides at once: no more than five guesses are ever looked at."""

import pytest

from campaigns import links
from campaigns.core.errors import WrongCode
from campaigns.core.signing import CODE_TRIES
from campaigns.models import LedgerEntry, Signature
from campaigns.models.signature import State
from campaigns.services import confirming, intake
from ndt.jobs.models import Job
from ndt.limits import services as limits
from ndt.limits.models import Bucket
from ndt.privacy.keyed import keyed_hash
from tests.campaigns import factories
from tests.campaigns.races import WORKERS, Meeting, at_once

pytestmark = pytest.mark.django_db(transaction=True)

GUESSES = 20


@pytest.fixture
def sent(petition, now):
    """A form whose letter with a code has gone."""
    return handled_form(petition, now)


def handled_form(petition, now, **facts):
    sent = factories.submit(petition, now=now, **facts)
    intake.process(intake_id=sent.intake, form=factories.form(petition, **facts), signals=[], now=now)
    return sent


@pytest.fixture
def looked_at(monkeypatch):
    """The guesses that were held against the right code while it was still alive."""
    looked, is_right = [], confirming._is_right

    def watched(waiting, code, *, now):
        if waiting.code_tries < CODE_TRIES:
            looked.append(code)
        return is_right(waiting, code, now=now)

    monkeypatch.setattr(confirming, "_is_right", watched)
    return looked


def guess(petition, intake_id, browser, code, now):
    try:
        confirming.confirm_by_code(slug=petition.slug, intake_id=intake_id, browser=browser, code=code, now=now)
    except WrongCode:
        return False
    return True


def right_code():
    return Job.objects.filter(kind="mail.send").latest("created_at").payload["context"]["code"]


def wrong_codes():
    return [f"{number:06d}" for number in range(GUESSES + 1) if f"{number:06d}" != right_code()][:GUESSES]


def guess_from_many_browsers(petition, sent, now):
    codes = list(enumerate(wrong_codes()))
    at_once(lambda one: guess(petition, sent.intake, f"browser-{one[0]}", one[1], now), codes)


def test_twenty_wrong_codes_at_once_from_twenty_browsers_are_five_tries(petition, sent, now, looked_at):
    code = right_code()

    guess_from_many_browsers(petition, sent, now)

    assert len(looked_at) == CODE_TRIES
    assert not guess(petition, sent.intake, "another browser", code, now), "the code is dead"
    token = links.token(links.Purpose.CONFIRM, Signature.objects.get().public_id)
    confirming.confirm(slug=petition.slug, token=token, now=now)
    assert Signature.objects.get().state == State.CONFIRMED, "the link still works"


def test_without_the_row_lock_the_same_guesses_get_more_than_five_tries(petition, sent, now, looked_at, monkeypatch):
    monkeypatch.setattr(confirming, "WAITING", confirming.WAITING.replace("FOR UPDATE OF signature", ""))
    monkeypatch.setattr(confirming, "_waiting", Meeting(WORKERS).after(confirming._waiting))

    guess_from_many_browsers(petition, sent, now)

    assert len(looked_at) >= WORKERS > CODE_TRIES


def guess_from_one_browser(petition, now):
    forms = [handled_form(petition, now, email=f"x{number}@ouders.example") for number in range(GUESSES)]
    at_once(lambda sent: guess(petition, sent.intake, "one browser", "no code", now), forms)


def test_one_browser_that_tries_twenty_signatures_at_once_has_five_tries(petition, now, looked_at):
    guess_from_one_browser(petition, now)

    assert len(looked_at) == CODE_TRIES


def test_a_limit_that_reads_before_it_writes_gives_one_browser_more(petition, now, looked_at, monkeypatch):
    meeting = Meeting(WORKERS)

    def careless(*, purpose, subject, limit, window, now):
        key = keyed_hash(f"limit:{purpose}", subject)
        bucket = Bucket.objects.filter(key=key).first()
        whole_at = max(bucket.whole_at, now) if bucket else now
        meeting()
        if whole_at + window / limit > now + window:
            return False
        Bucket.objects.update_or_create(key=key, defaults={"whole_at": whole_at + window / limit})
        return True

    monkeypatch.setattr(limits, "allow", careless)

    guess_from_one_browser(petition, now)

    assert len(looked_at) > CODE_TRIES


def test_the_right_code_pressed_many_times_at_once_counts_once(petition, sent, now):
    code = right_code()

    told = at_once(lambda number: guess(petition, sent.intake, f"browser-{number}", code, now), range(8))

    # Who comes second finds a signature that no longer waits: to a stranger that looks like a wrong code.
    assert told.count(True) == 1
    assert list(LedgerEntry.objects.values_list("delta", flat=True)) == [1]
