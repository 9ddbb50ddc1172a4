"""What the owner of the mailbox does: confirm, withdraw, or say 'this was not me'."""

from __future__ import annotations

import hmac
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from django.db import OperationalError, connection, transaction
from django.db.models import F, Q

from campaigns import emails
from campaigns.core import signing
from campaigns.core.errors import UnknownToken, WrongCode
from campaigns.links import Purpose, subject
from campaigns.models import FormLetter, Petition, Signature
from campaigns.models.signature import State
from campaigns.services.intake import code_hash
from ndt.jobs import services as jobs
from ndt.jobs.core.errors import TryAgain
from ndt.jobs.models import Job
from ndt.jobs.statements import insert_from
from ndt.limits import services as limits
from ndt.mail import services as mail
from ndt.mail.models import Reason

TRIES_PER_BROWSER: Final = (5, timedelta(minutes=30))


@dataclass(frozen=True, slots=True)
class Disowned:
    """What 'this was not me' was about. mailbox: its keyed hash, "" when nothing was left to delete."""

    petition: Petition
    mailbox: str


def for_token(*, purpose: Purpose, slug: str, token: str) -> Signature:
    """Give the signature of a link, changing nothing. Raises UnknownToken."""
    return _find(purpose, slug, token, lock=False)


# The road that nearly everybody takes, as one statement: one round trip, one transaction. It counts
# when `signing.check_may_confirm` lets it; a test holds the two side by side. Whatever it does not
# count, the slow road looks at.
COUNT: Final = """
    WITH counted AS (
        UPDATE campaigns_signature AS signature
        SET state = CASE WHEN signature.hold THEN 'held' ELSE 'confirmed' END, confirmed_at = %(now)s, code_hash = ''
        FROM campaigns_petition AS petition
        WHERE signature.public_id = %(public_id)s AND signature.state = 'pending'
            AND petition.id = signature.petition_id AND petition.slug = %(slug)s AND NOT petition.paused
            AND (petition.state = 'open' OR petition.closes_at IS NOT NULL)
            AND (petition.closes_at IS NULL OR %(now)s < petition.closes_at + %(grace)s)
        RETURNING signature.id, signature.public_id
    ), job AS ({job})
    SELECT count(*) FROM counted
"""


@cache
def _count_statement() -> str:
    job = insert_from(
        "counted",
        kind="campaigns.confirmed",
        key="'campaigns:confirmed:' || public_id",
        payload="jsonb_build_object('pk', id)",
    )
    return COUNT.replace("{job}", job)


def confirm(*, slug: str, token: str, now: datetime) -> uuid.UUID:
    """Count a signature once its signer presses the button; give its public id. Pressing again changes nothing.

    Raises UnknownToken, GraceOver, SigningPaused, NotOpen.
    """
    public_id = subject(Purpose.CONFIRM, token)
    if public_id is None:
        raise UnknownToken
    facts: dict[str, Any] = {"public_id": public_id, "slug": slug, "now": now, "grace": signing.GRACE}
    with connection.cursor() as cursor:
        cursor.execute(_count_statement(), facts)
        (counted,) = cursor.fetchone()
    if counted:
        jobs.ring_on_commit()
    else:
        _confirm_slowly(slug=slug, token=token, now=now)
    return public_id


@transaction.atomic
def _confirm_slowly(*, slug: str, token: str, now: datetime) -> None:
    _count(_find(Purpose.CONFIRM, slug, token, lock=True), now=now)


def confirm_by_code(*, slug: str, intake_id: uuid.UUID | None, browser: str, code: str, now: datetime) -> Signature:
    """Count a signature by the six digits of its last mail. Raises WrongCode, GraceOver, SigningPaused.

    A form whose address already signed, is blocked or is unknown answers as a wrong code does. Five
    wrong tries end the code, counted per signature and per browser; the link still works.
    """
    signature = _try_code(slug=slug, intake_id=intake_id, browser=browser, code=code, now=now)
    if signature is None:
        raise WrongCode
    return signature


@transaction.atomic
def _try_code(*, slug: str, intake_id: uuid.UUID | None, browser: str, code: str, now: datetime) -> Signature | None:
    tries, window = TRIES_PER_BROWSER
    if not limits.allow(purpose="campaigns.code", subject=browser, limit=tries, window=window, now=now):
        return None
    waiting = _waiting(slug, intake_id)
    if not _is_right(waiting, code, now=now):
        Signature.objects.filter(pk=waiting.pk).update(code_tries=F("code_tries") + 1)
        return None
    signature = Signature.objects.select_related("petition").get(pk=waiting.pk)
    _count(signature, now=now)
    limits.forget(purpose="campaigns.code", subject=browser)
    return signature


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a code is held against."""

    pk: int
    public_id: uuid.UUID
    code_hash: str
    code_until: datetime | None
    code_tries: int


# Stands in for an address that already signed, is blocked or is unknown: a wrong code then takes the
# same statements and the same arithmetic, so that its time does not tell.
NOBODY: Final = Waiting(0, uuid.UUID(int=0), "", None, 0)
# The lock makes guesses from many sides wait for each other, so that none is looked at too many.
WAITING: Final = """
    SELECT signature.id, signature.public_id, signature.code_hash, signature.code_until, signature.code_tries
    FROM campaigns_signature AS signature
    JOIN campaigns_intake AS intake ON intake.signature_id = signature.id
    JOIN campaigns_petition AS petition ON petition.id = signature.petition_id
    WHERE intake.id = %(intake)s AND petition.slug = %(slug)s AND signature.state = 'pending'
    FOR UPDATE OF signature
"""


def _waiting(slug: str, intake_id: uuid.UUID | None) -> Waiting:
    with connection.cursor() as cursor:
        cursor.execute(WAITING, {"intake": intake_id, "slug": slug})
        row = cursor.fetchone()
    return Waiting(*row) if row else NOBODY


def _is_right(waiting: Waiting, code: str, *, now: datetime) -> bool:
    alive = waiting.code_until is not None and now < waiting.code_until
    same = hmac.compare_digest(waiting.code_hash, code_hash(waiting.public_id, code))
    return alive and same and waiting.code_tries < signing.CODE_TRIES


def _find(purpose: Purpose, slug: str, token: str, *, lock: bool) -> Signature:
    public_id = subject(purpose, token)
    if public_id is None:
        raise UnknownToken
    found = Signature.objects.select_related("petition").filter(public_id=public_id, petition__slug=slug)
    signature = (found.select_for_update(of=["self"]) if lock else found).first()
    if signature is None:
        raise UnknownToken
    return signature


def _count(signature: Signature, *, now: datetime) -> None:
    if signature.state != State.PENDING:
        return
    signing.check_may_confirm(signature.petition.opening(), now=now)
    signature.state = State.HELD if signature.hold else State.CONFIRMED
    signature.confirmed_at, signature.code_hash = now, ""
    signature.save(update_fields=["state", "confirmed_at", "code_hash"])
    jobs.enqueue(
        kind="campaigns.confirmed", key=f"campaigns:confirmed:{signature.public_id}", payload={"pk": signature.pk}
    )


@transaction.atomic
def write_after_confirming(*, pk: int) -> None:
    """Write the letter that follows a confirmation: thanks, or that a person looks first."""
    signature = Signature.objects.select_related("petition").filter(pk=pk).exclude(email="").first()
    if signature is None:
        return
    letter = emails.in_review(signature) if signature.state == State.HELD else emails.thank_you(signature)
    mail.queue(letter, key=f"campaigns:thanks:{signature.public_id}")


@transaction.atomic
def withdraw(*, slug: str, token: str, now: datetime) -> Signature:
    """Take a signature back. Its name and address are wiped at once; a second press changes nothing.

    Raises UnknownToken.
    """
    signature = _find(Purpose.WITHDRAW, slug, token, lock=True)
    if signature.state != State.WITHDRAWN:
        _forget_later(signature)
        entomb(signature, now=now)
    return signature


def entomb(signature: Signature, *, now: datetime) -> None:
    """Leave of a locked signature a tombstone that says when and for what it stood, and no person."""
    signature.intakes.all().delete()
    signature.state, signature.withdrawn_at = State.WITHDRAWN, now
    signature.wipe()
    signature.save()


@transaction.atomic
def not_me(*, slug: str, token: str, now: datetime) -> Disowned:
    """Delete a signature whose mailbox says 'this was not me', and write to that mailbox no more.

    A second press finds nothing and changes nothing. Raises UnknownToken for a link that is not ours.
    """
    public_id = subject(Purpose.NOT_ME, token)
    petition = Petition.objects.visible().filter(slug=slug).first()
    if public_id is None or petition is None:
        raise UnknownToken
    signature = Signature.objects.select_for_update().filter(public_id=public_id, petition=petition).first()
    if signature is None:
        return Disowned(petition, "")
    disowned = Disowned(petition, signature.mailbox if signature.email else "")
    if disowned.mailbox:
        mail.suppress(address=signature.email, reason=Reason.NOT_ME, now=now)
        FormLetter.objects.filter(mailbox=disowned.mailbox).delete()
        _forget_later(signature)
    signature.intakes.all().delete()
    signature.delete()
    return disowned


def _forget_later(signature: Signature) -> None:
    # By a job: a letter that is on its way right now holds its row, and the signer should not wait for it.
    intakes = [str(pk) for pk in signature.intakes.values_list("pk", flat=True)]
    jobs.enqueue(
        kind="campaigns.forget",
        key=f"campaigns:forget:{signature.public_id}",
        payload={"mailbox": signature.mailbox, "signature": str(signature.public_id), "intakes": intakes},
    )


def forget_letters(*, mailbox: str, signature: str, intakes: list[str], now: datetime) -> int:
    """Let the outbox forget who got the letters about a signature, and drop those that still wait.

    Raises TryAgain while somebody else holds one of them.
    """
    caused = Q(key__in=[f"mail:campaigns:intake:{intake}" for intake in intakes])
    about = Q(recipient=mailbox, key__startswith="mail:campaigns:", key__contains=signature)
    letters = Job.objects.filter(caused | about)
    try:
        with transaction.atomic():
            list(letters.select_for_update(nowait=True).values_list("pk"))
    except OperationalError as held:
        # Its own job is in hand: an erasure that holds the letters may be waiting for that, so this must not wait.
        raise TryAgain("letters-held") from held
    return jobs.erase(letters, "", now)


def mail_again(*, mailbox: str) -> None:
    """Lift the block that 'this was not me' laid, for who pressed it by mistake."""
    mail.lift(mailbox=mailbox, reason=Reason.NOT_ME)
