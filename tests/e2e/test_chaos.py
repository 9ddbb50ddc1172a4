"""Many sign at once while every process but Postgres is killed in turn: nothing is lost, nothing counts twice."""

from __future__ import annotations

import contextlib
import time
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction

from campaigns.models import Intake, LedgerEntry, Signature, Tally
from campaigns.models.signature import State
from ndt.demo.models import Mail
from ndt.jobs.models import Job
from tests.campaigns import factories
from tests.e2e import chaos
from tests.e2e.chaos import Signer, Story, faults, public_number, storm
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor
from tests.sizes import size, sized

SIGNERS = size(40, 200)
ROUNDS = size(1, 2)
SECONDS = size(150, 400)

pytestmark = [sized, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def fragile(transactional_db, tmp_path) -> Iterator[Site]:
    """A platform whose processes may all be killed, its broker included."""
    site = Site(tmp_path, own_broker=True)
    try:
        site.start()
        yield site
    finally:
        site.stop()


def test_a_crowd_signs_while_processes_are_killed_and_the_books_balance(fragile: Site, record_figure):
    petition = factories.petition(slug="kansen")
    begun = time.monotonic()

    story = storm(fragile, petition, signers=SIGNERS, rounds=ROUNDS, seconds=SECONDS)

    seconds = time.monotonic() - begun
    public = public_number(fragile, petition)
    wrong = faults(story.signers, petition, public=public)
    doubles = chaos.doubles()
    record_figure("parallel signs during kill -9", target=">= 200", measured=len(story.signers))
    record_figure("processes killed", target="web process, web, worker, beat, Valkey", measured=", ".join(story.kills))
    record_figure("signs lost, unmailed or counted twice", target=0, measured=len(wrong))
    record_figure("public number / rows", target="equal", measured=f"{public} / {Signature.objects.counted().count()}")
    record_figure("letters that came twice", target="only between SMTP 250 and commit", measured=doubles)
    record_figure("requests that got no answer and were sent again", target="-", measured=story.errors.total())
    record_figure("seconds", target="-", measured=round(seconds, 1))
    assert not wrong, "\n".join(wrong)
    assert public == SIGNERS
    assert doubles <= 2 * story.kills.count("worker"), "a worker's two processes hold a letter each at most"
    assert len(story.said) >= len(story.kills) - ROUNDS, story.said  # a web process is replaced by its own leader
    show_that_the_check_sees(story, public)


def show_that_the_check_sees(story: Story, public: int) -> None:
    """The control: with each fault put in by hand, the same check must find it."""
    petition = Signature.objects.first().petition
    for name, spoil in SPOILED.items():
        with undone():
            spoil(story.signers[0])
            found = faults(story.signers, petition, public=public)
        assert found, f"the check overlooked: {name}"
    assert faults(story.signers, petition, public=public + 1), "the check overlooked a wrong public number"
    assert not faults(story.signers, petition, public=public), "a control was not undone"


@contextlib.contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def lose_the_letter(signer: Signer) -> None:
    job = Job.objects.get(key=f"mail:campaigns:intake:{signer.accepted[0]}")
    for mail in Mail.objects.filter(recipient=signer.email):
        if str(job.id) in mail.message["Message-ID"]:
            mail.delete()


def count_twice(signer: Signer) -> None:
    made = Signature.objects.get(email=signer.email)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO campaigns_ledgerentry (petition_id, text_id, delta, created_at, folded)"
            " VALUES (%s, %s, 1, now(), false)",
            [made.petition_id, made.text_id],
        )


SPOILED: dict[str, Callable[[Signer], object]] = {
    "a form without a row": lambda signer: Intake.objects.filter(id=signer.accepted[0]).delete(),
    "a form that was never handled": lambda signer: Intake.objects.filter(id=signer.accepted[0]).update(signature=None),
    "a job that was lost": lambda signer: Job.objects.filter(
        key=f"mail:campaigns:intake:{signer.accepted[0]}"
    ).delete(),
    "a letter that never came": lose_the_letter,
    "a confirmation that was lost": lambda signer: Signature.objects.filter(email=signer.email).update(
        state=State.PENDING
    ),
    "a second signature": lambda signer: factories.signature(
        Signature.objects.first().petition, email=signer.email, slot=2, mailbox=uuid.uuid4().hex
    ),
    "a signature counted twice": count_twice,
    "a ledger step that was lost": lambda _signer: LedgerEntry.objects.first().delete(),
    # Beat may have folded by now, so that there is a tally already.
    "a number that drifted": lambda _signer: Tally.objects.update_or_create(
        text=Signature.objects.first().text,
        defaults={"petition": Signature.objects.first().petition, "number": 10**6},
    ),
}


def test_a_web_process_that_dies_is_replaced(fragile: Site):
    """The stage of the storm: one process of the web server can be killed, and the server goes on."""
    factories.petition(slug="kansen")

    with chaos.supervised(fragile):
        chaos.kill(fragile, "web process")
        visitor, deadline = Visitor(fragile.url), time.monotonic() + 120
        status = 0
        while status != 200 and time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                status = visitor.get("/petitie/kansen/").status
            time.sleep(0.2)

    assert status == 200
