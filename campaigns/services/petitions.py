"""A petition's own life: its text, its opening and closing, its delivery and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from campaigns import emails
from campaigns.core.errors import NotThisState
from campaigns.models import Answer, Petition, PetitionText, Signature
from campaigns.models.petition import State
from ndt.jobs import services as jobs
from ndt.mail import services as mail


@dataclass(frozen=True, slots=True)
class Words:
    """What people sign, in the form Dutch officials know: wij / stellen vast / en vragen."""

    we: str
    observe: str
    request: str


def _locked(petition: Petition, *states: State) -> Petition:
    # no_key: a stronger lock would hold up every signer, whose rows point at the petition, and deadlock with
    # who withdraws while deliver() waits for their row.
    locked = Petition.objects.select_for_update(no_key=True).get(pk=petition.pk)
    if locked.state not in states:
        raise NotThisState
    return locked


@transaction.atomic
def write_text(*, petition: Petition, words: Words, now: datetime) -> PetitionText:
    """Give the petition these words: in place while it is a draft, as a new version from then on.

    Also before the first signature: somebody may have the form open, and signs the words they saw.
    The same words again change nothing. Raises NotThisState once the petition is closed.
    """
    petition = _locked(petition, State.DRAFT, State.OPEN)
    text = petition.texts.order_by("-number").first()
    if text is not None and (text.we, text.observe, text.request) == (words.we, words.observe, words.request):
        return text
    if text is None or petition.state != State.DRAFT:
        text = PetitionText(petition=petition, number=1 if text is None else text.number + 1, created_at=now)
    text.we, text.observe, text.request = words.we, words.observe, words.request
    text.petition = petition
    text.digest = text.compute_digest()
    text.save()
    return text


@transaction.atomic
def open_for_signing(*, petition: Petition) -> Petition:
    """Open a drafted petition that has a text. Raises NotThisState."""
    petition = _locked(petition, State.DRAFT)
    if not petition.texts.exists():
        raise NotThisState
    return _move(petition, State.OPEN)


@transaction.atomic
def pause(*, petition: Petition, paused: bool) -> Petition:
    """Stop or resume signing for a while, under load or attack; what was sent stays."""
    petition = _locked(petition, State.OPEN)
    petition.paused = paused
    petition.save(update_fields=["paused"])
    return petition


@transaction.atomic
def close(*, petition: Petition, now: datetime) -> Petition:
    """Close the petition. Who signed in time can confirm for 24 hours more."""
    petition = _locked(petition, State.OPEN)
    if petition.closes_at is None or petition.closes_at > now:
        petition.closes_at = now
    petition.paused = False
    petition.save(update_fields=["closes_at", "paused"])
    return _move(petition, State.CLOSED)


@transaction.atomic
def deliver(*, petition: Petition, now: datetime) -> Petition:
    """Record that the petition was handed over, and with which signatures. Raises NotThisState.

    Each is marked, under its row lock: who withdraws at the same moment is either marked and removed
    since, or not handed over at all; who confirms later was never part of it.
    """
    petition = _locked(petition, State.CLOSED)
    counted = Signature.objects.counted().filter(petition=petition)
    # In the order in which erase_signatures() locks them too.
    list(counted.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    petition.delivered_number = counted.update(delivered=True)
    petition.delivered_at = now
    petition.state = State.DELIVERED
    petition.save(update_fields=["delivered_number", "delivered_at", "state"])
    return petition


@transaction.atomic
def publish_answer(*, petition: Petition, answered_by: str, words: str, answered_on: date, now: datetime) -> Answer:
    """Publish the addressee's answer and tell the signers who asked for news. Raises NotThisState."""
    petition = _locked(petition, State.DELIVERED, State.ANSWERED)
    answer, _made = Answer.objects.update_or_create(
        petition=petition,
        defaults={"answered_by": answered_by, "words": words, "answered_on": answered_on, "published_at": now},
    )
    if petition.state == State.DELIVERED:
        _move(petition, State.ANSWERED)
        jobs.enqueue(
            kind="campaigns.news", key=f"campaigns:answer:{petition.pk}", payload={"petition": petition.pk, "after": 0}
        )
    return answer


NEWS_BATCH = 200


@transaction.atomic
def send_answer(*, petition_id: int, after: int) -> None:
    """Write the answer to the next signers who asked for news, and a job for those that follow."""
    answer = Answer.objects.select_related("petition").get(petition_id=petition_id)
    readers = list(
        Signature.objects.counted()
        .filter(petition_id=petition_id, keep_informed=True, pk__gt=after)
        .select_related("petition")
        .order_by("pk")[:NEWS_BATCH]
    )
    for signature in readers:
        letter = emails.news(signature, answered_by=answer.answered_by, words=answer.words)
        mail.queue(letter, key=f"campaigns:answer:{signature.public_id}")
    if len(readers) == NEWS_BATCH:
        last = readers[-1].pk
        jobs.enqueue(
            kind="campaigns.news",
            key=f"campaigns:answer:{petition_id}:{last}",
            payload={"petition": petition_id, "after": last},
        )


def stop_news(subject: str, _now: datetime) -> None:
    """Send the signer with this public id no more news; the signature stays."""
    Signature.objects.filter(public_id=subject).update(keep_informed=False)


def _move(petition: Petition, state: State) -> Petition:
    petition.state = state
    petition.save(update_fields=["state"])
    return petition
