"""Nobody can find out who signed: not by the answer to the form, not by its time, not by guessing codes."""

from __future__ import annotations

import random
import re
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import pytest
from django.utils import timezone

from campaigns.models import Intake, Petition, Signature
from campaigns.models.signature import State
from campaigns.services import signing as service
from ndt.jobs.models import Job
from tests.campaigns import factories
from tests.e2e.mailbox import Mailbox
from tests.e2e.site import Site, until
from tests.e2e.stopwatch import NAME, STATES, Crowd, auc, bound, interleaved, prepare, worst
from tests.e2e.visitor import Answer, Visitor, hidden, signing
from tests.sizes import FULL, size, sized

pytestmark = [sized, pytest.mark.django_db(transaction=True)]

# The issue asks for 500. With 500 of each, chance alone passes 0.55 in some 7 of 100 runs; with 1,000 in 2 of 1,000.
REQUESTS = size(50, 1000)
GUESSES = size(30, 1000)
# What one kind sleeps in the control. Few requests on a busy machine scatter by tens of milliseconds: it must stand out.
SLEEP_S = 0.001 if FULL else 0.1
SECRETS = (
    (re.compile(r"'nonce-[^']+'"), "'nonce'"),
    (re.compile(r'nonce="[^"]+"'), 'nonce=""'),
    (re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+'), r"\1"),
)


@pytest.fixture
def petition(site: Site) -> Petition:
    return factories.petition(slug="kansen")


def shape(answer: Answer) -> dict[str, object]:
    """Give everything a stranger can see of an answer, without what is new in every answer."""
    body = answer.text
    headers = [
        (name.lower(), value) for name, value in answer.headers if name.lower() not in {"date", "set-cookie", "expires"}
    ]
    for secret, plain in SECRETS:
        body = secret.sub(plain, body)
        headers = [(name, secret.sub(plain, value)) for name, value in headers]
    headers = [(name, "..." if name == "x-request-id" else value) for name, value in headers]
    cookies = {
        name: (len(morsel.value), {key: value for key, value in morsel.items() if key != "expires"})
        for name, morsel in answer.cookies.items()
    }
    return {"status": answer.status, "headers": headers, "cookies": cookies, "body": body}


def outbox_is_empty() -> bool:
    return not Job.objects.filter(state="queued", not_before__lte=timezone.now()).exists()


def walk(visitor: Visitor, address: str) -> list[Answer]:
    """Sign, look, wait for the worker, look again, and try six wrong codes."""
    answers = [visitor.press("/petitie/kansen/teken/", signing(address, name=NAME))]
    answers.append(visitor.get("/petitie/kansen/kijk-in-uw-mail/"))
    until(outbox_is_empty, what="the outbox")
    answers.append(visitor.get("/petitie/kansen/kijk-in-uw-mail/"))
    unseen = hidden(answers[-1])
    answers += [visitor.post("/petitie/kansen/kijk-in-uw-mail/", unseen | {"code": "000000"}) for _try in range(6)]
    return answers


def test_the_answers_are_the_same_for_every_kind_of_address(site: Site, petition: Petition, record_figure):
    typed = prepare(petition, 1)
    walks = {state: [shape(answer) for answer in walk(Visitor(site.url), typed[state][0])] for state in STATES}

    assert [step["status"] for step in walks["new"]] == [302, 200, 200, *[422] * 6]
    for state in STATES:
        for number, (given, expected) in enumerate(zip(walks[state], walks["new"], strict=True)):
            assert given == expected, f"step {number} tells that the address is {state}"
    # The states were real: what the worker did differs, only the answers do not.
    states = dict(Signature.objects.values_list("email", "state"))
    assert states[typed["new"][0]] == State.PENDING
    assert states[typed["confirmed"][0]] == State.CONFIRMED
    assert Intake.objects.filter(signature=None).count() == 1, "the blocked one"
    record_figure("kinds of address told apart by status, headers, cookies or body", target=0, measured=0)


def test_the_time_of_the_answer_does_not_tell(site: Site, petition: Petition, record_figure):
    """Worker, beat and mail server run beside it, as they do when somebody tries this."""
    typed = prepare(petition, REQUESTS + 5)
    crowd = Crowd(site.url, "/petitie/kansen/")

    seconds = interleaved(crowd.send, typed, rng=random.Random(2021))

    far, pair = worst(seconds)
    medians = ", ".join(f"{state} {median(taken) * 1000:.1f}" for state, taken in seconds.items())
    record_figure("requests of each of six kinds", target=">= 500", measured=REQUESTS)
    record_figure("worst AUC between two kinds, the form", target="<= 0.55", measured=f"{far:.3f} ({pair})")
    record_figure("median ms by kind", target="-", measured=medians)
    assert far <= 0.5 + bound(REQUESTS), f"{pair}: {far:.3f}; {medians}"


def test_the_time_of_a_wrong_code_does_not_tell(site: Site, petition: Petition, record_figure):
    typed = prepare(petition, GUESSES + 5)
    crowd = Crowd(site.url, "/petitie/kansen/")
    interleaved(crowd.send, typed, rng=random.Random(2021))
    until(outbox_is_empty, what="the outbox", seconds=600)
    crowd.visitor.hang_up()  # while we waited the server did

    seconds = interleaved(crowd.guess, crowd.cookies, rng=random.Random(2022))

    far, pair = worst(seconds)
    medians = ", ".join(f"{state} {median(taken) * 1000:.1f}" for state, taken in seconds.items())
    record_figure("worst AUC between two kinds, a wrong code", target="<= 0.55", measured=f"{far:.3f} ({pair})")
    record_figure("median ms by kind", target="-", measured=medians)
    assert far <= 0.5 + bound(GUESSES), f"{pair}: {far:.3f}; {medians}"


def test_the_stopwatch_sees_a_form_that_takes_longer_for_who_signed(
    live_server, transactional_db, monkeypatch, record_figure
):
    """The control: one kind sleeps a moment longer, and the same test between two kinds must see it."""
    petition = factories.petition(slug="kansen")
    prepared = prepare(petition, REQUESTS + 5)
    # Two kinds show what the stopwatch sees; all six are asked in `make proof`.
    typed = {state: prepared[state] for state in (STATES if FULL else ("new", "confirmed"))}
    signed, submit = set(typed["confirmed"]), service.submit

    def telling(*, form: service.Form, **facts: object) -> service.Sent:
        if form.email in signed:
            time.sleep(SLEEP_S)
        return submit(form=form, **facts)

    monkeypatch.setattr(service, "submit", telling)
    crowd = Crowd(live_server.url, "/petitie/kansen/")
    seconds = interleaved(crowd.send, typed, rng=random.Random(2021))

    seen = median(auc(seconds["confirmed"], seconds[state]) for state in typed if state != "confirmed")
    record_figure(f"AUC when one kind takes {SLEEP_S * 1000:.0f} ms longer", target="> 0.55", measured=seen)
    assert seen > 0.5 + bound(REQUESTS)


def test_the_rank_test_agrees_with_counting_by_hand():
    assert auc([3, 4], [1, 2]) == 1
    assert auc([1, 2], [1, 2]) == 0.5
    assert auc([1, 3], [2, 3]) == (0 + 0 + 1 + 0.5) / 4
    assert bound(1000) == 0.05
    assert bound(80) == pytest.approx(0.176, abs=0.001)


def test_twenty_browsers_that_guess_at_once_over_http_get_five_tries(site: Site, petition: Petition, mailbox: Mailbox):
    browsers = [Visitor(site.url, address=f"192.0.2.{number}") for number in range(20)]
    for browser in browsers:
        assert browser.press("/petitie/kansen/teken/", signing("amina@ouders.example")).status == 302
    until(outbox_is_empty, what="the outbox")
    code = re.search(r"^(\d{6})\s*$", mailbox.wait_for("amina@ouders.example", count=3).text, re.MULTILINE)[1]
    unseen = [hidden(browser.get("/petitie/kansen/kijk-in-uw-mail/")) for browser in browsers]
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    def guess(number: int) -> int:
        facts, status = unseen[number] | {"code": wrong}, 503
        while status == 503:  # too busy to look at it
            status = browsers[number].post("/petitie/kansen/kijk-in-uw-mail/", facts).status
        return status

    with ThreadPoolExecutor(19) as pool:
        assert set(pool.map(guess, range(19))) == {422}

    assert browsers[19].press("/petitie/kansen/kijk-in-uw-mail/", {"code": code}).status == 422, "the code is dead"
    link = next(found for found in mailbox.all("amina@ouders.example")[0].links if "/bevestig/" in found)
    assert browsers[19].press(link).status == 302
    assert Signature.objects.get().state == State.CONFIRMED
