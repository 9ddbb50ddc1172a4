"""After erasure of a signer nothing in the database or the logs knows who it was."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from campaigns.models import Petition, Signature
from campaigns.models.signature import State
from campaigns.services import moderation, petitions
from campaigns.services.moderation import Judgement
from ndt.demo.models import Mail
from ndt.jobs.models import Job
from ndt.limits import services as limits
from ndt.mail.models import Suppression
from tests.campaigns import factories
from tests.e2e import traces
from tests.e2e.mailbox import Mailbox
from tests.e2e.site import Site, until
from tests.e2e.visitor import Visitor, hidden, signing
from tests.house.roles import World
from tests.sizes import sized

pytestmark = [sized, pytest.mark.django_db(transaction=True)]

# A name and an address that stand nowhere else, with signs that encodings change.
NAME = "Zoë-Ÿsbrand 't Hartplein"
EMAIL = "Zoe.Ysbrand+Petitie@GMail.com"
ADDRESS = "203.0.113.77"
CLEAR = (NAME, EMAIL, "zoeysbrand@gmail.com", "Ysbrand")


@pytest.fixture
def petition(site: Site) -> Petition:
    return factories.petition(slug="kansen")


@pytest.fixture
def zoe(site: Site, petition: Petition, mailbox: Mailbox) -> Visitor:
    """Somebody who signed, tried a wrong code, confirmed, and was thanked."""
    visitor = Visitor(site.url, address=ADDRESS)
    facts = signing(EMAIL, name=NAME) | {"show_name": "on", "deliver_name": "on", "keep_informed": "on"}
    assert visitor.press("/petitie/kansen/teken/", facts).status == 302
    mailbox.wait_for(EMAIL)
    assert visitor.press("/petitie/kansen/kijk-in-uw-mail/", {"code": "000000"}).status == 422
    # Once more, by a browser that knows nothing: tried without a form, and a second letter.
    other = Visitor(site.url, address=ADDRESS)
    unseen = hidden(other.get("/petitie/kansen/teken/"))
    assert other.post("/petitie/kansen/kijk-in-uw-mail/", unseen | {"code": "000000"}).status == 422
    assert other.post("/petitie/kansen/teken/", unseen | facts).status == 302
    mailbox.wait_for(EMAIL, count=2)
    assert visitor.press(link(mailbox, "bevestig")).status == 302
    mailbox.wait_for(EMAIL, containing="telt mee")
    return visitor


def link(mailbox: Mailbox, word: str) -> str:
    return next(found for mail in mailbox.all(EMAIL) for found in mail.links if f"/{word}/" in found)


def settled() -> bool:
    return not Job.objects.filter(state="queued", not_before__lte=timezone.now()).exists()


def left(*, without: tuple[str, ...] = ()) -> list[str]:
    """Give every trace of Zoë in a dump, but for tables that the world outside owns."""
    until(settled, what="the outbox")
    # How often an address block tried a code is forgotten by itself, within the hour, and stands beside no person.
    limits.clean(now=timezone.now() + timedelta(hours=1))
    tables = {name: rows for name, rows in traces.dump().items() if name not in without}
    people = traces.spelled(EMAIL, NAME, ADDRESS)
    return [*traces.in_clear(tables, *CLEAR), *traces.in_hashes(tables, *people)]


def test_a_dump_before_erasure_shows_that_the_search_finds_what_there_is(zoe: Visitor):
    found = "\n".join(left())

    assert f"campaigns_signature: {NAME} (as it is)" in found
    assert f"campaigns_signature: {EMAIL} (as it is)" in found
    assert "zoeysbrand@gmail.com hashed for 'mailbox' with key 0" in found
    assert f"{ADDRESS} hashed for 'campaigns.block'" in found
    assert "campaigns_formletter:" in found
    assert "jobs_job:" in found


def test_after_erasure_at_their_own_request_nothing_is_left(zoe: Visitor, site: Site, mailbox: Mailbox, record_figure):
    make_traces_at_the_desk()
    assert zoe.press("/privacy/mijn-gegevens/", {"email": EMAIL}).status == 302
    until(lambda: any("/mijn-gegevens/" in found for mail in mailbox.all(EMAIL) for found in mail.links), what="a link")

    answer = zoe.press(f"{link(mailbox, 'mijn-gegevens')}verwijderen/", {"sure": "on"})

    assert answer.status == 302, answer.text
    found = left()
    record_figure("traces of a signer in a dump after erasure", target=0, measured=len(found))
    assert found == []
    assert Signature.objects.get().state == State.WITHDRAWN, "a tombstone stays"


def make_traces_at_the_desk() -> None:
    """Let a moderator judge Zoë with her name in the reason, and the answer be mailed to her."""
    coby = World("campaigns").users["coordinator"]
    signature = Signature.objects.get()
    Signature.objects.update(state=State.HELD)
    judgement = Judgement(coby, f"Gebeld met {NAME} ({EMAIL})", timezone.now())
    moderation.release(petition=signature.petition, receipts=[signature.receipt], judgement=judgement)
    petitions.close(petition=signature.petition, now=timezone.now())
    petitions.deliver(petition=signature.petition, now=timezone.now())
    petitions.publish_answer(
        petition=signature.petition, answered_by="De minister", words="Wij doen het.", answered_on=timezone.localdate(),
        now=timezone.now(),
    )  # fmt: skip
    until(lambda: Mail.objects.filter(recipient=EMAIL.lower()).count() >= 5, what="the letter with the answer")


def test_withdrawing_leaves_no_trace_but_in_the_mailbox_of_the_signer(zoe: Visitor, mailbox: Mailbox, record_figure):
    assert zoe.press(link(mailbox, "intrekken")).status == 302

    # That mail was sent to this mailbox stays known, so that strangers cannot fill it: campaigns/README.md.
    found = left(without=("demo_mail", "campaigns_formletter"))
    record_figure("traces of a signer in a dump after withdrawing", target=0, measured=len(found))
    assert found == []


def test_not_me_leaves_nothing_but_the_wish_to_get_no_more_mail(zoe: Visitor, mailbox: Mailbox, record_figure):
    assert zoe.press(link(mailbox, "dit-was-ik-niet")).status == 200

    found = left(without=("demo_mail", "mail_suppression"))
    record_figure("traces in a dump after 'this was not me', beside the suppression", target=0, measured=len(found))
    assert found == []
    assert Suppression.objects.count() == 1


def test_the_logs_of_all_processes_know_nobody_and_open_nothing(zoe: Visitor, site: Site, mailbox: Mailbox):
    zoe.press(link(mailbox, "intrekken"))
    until(settled, what="the outbox")
    logs = read_logs(site)
    keys = {found.rstrip("/").rpartition("/")[2] for mail in mailbox.all(EMAIL) for found in mail.links}
    keys = {key for key in keys if len(key) == 40}
    codes = {code for mail in mailbox.all(EMAIL) for code in re.findall(r"^(\d{6})\s*$", mail.text, re.MULTILINE)}

    assert "intrekken/<str:token>/" in logs["web"], "the web server does write down what was asked"
    assert len(keys) >= 3
    assert codes
    assert traces.in_clear(logs, *CLEAR, *keys) == []
    assert [code for code in codes for log in logs.values() if re.search(rf"\b{code}\b", log)] == []
    assert traces.in_hashes(logs, *traces.spelled(EMAIL, NAME, ADDRESS)) == []


def read_logs(site: Site) -> dict[str, str]:
    folder: Path = site.stack.folder / "logs"
    return {file.stem: file.read_text(errors="replace") for file in folder.glob("*.log")}


def test_the_search_in_logs_finds_a_name_that_is_there():
    assert traces.in_clear({"web": f'{{"path": "/?naam={traces.quote(NAME)}"}}'}, NAME)
    assert traces.in_clear({"web": traces.base64.b64encode(f"naam={NAME}!".encode()).decode()}, NAME)
