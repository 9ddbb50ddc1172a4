"""Make sure that a director is one: by mail of the school, by a code that went to the school, or by phone."""

from __future__ import annotations

import hmac
import random
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from ndt import history
from ndt.limits import services as limits
from ndt.mail import services as mail
from ndt.people.models import User
from ndt.privacy.keyed import candidates, keyed_hash
from ndt.schools import queries as schools
from wisselkracht import emails
from wisselkracht.core import codes
from wisselkracht.core.refusals import NoRegisterAddress, NotNow, TooOften, WrongCode
from wisselkracht.models import Applicant, Application, RegisterCode, Role, Verification
from wisselkracht.services import settling

CODE_KEPT: Final = timedelta(days=30)
TRIES: Final = 5
CODES_A_DAY: Final = 2
_PURPOSE: Final = "wisselkracht.register_code"
_rng: Final = random.SystemRandom()


def look_at_domain(application: Application, director: Applicant, *, now: datetime) -> None:
    """Verify a locked application whose director's mail is of the school or its board. Otherwise do nothing."""
    if schools.is_mail_of(director.email, application.school):
        _verify(application, Verification.How.DOMAIN, now=now)


def _verify(
    application: Application, how: Verification.How, *, now: datetime, by: User | None = None, note: str = ""
) -> None:
    with history.reason(_("Schoolleider nagegaan: %(how)s") % {"how": how.label}):
        Verification.objects.get_or_create(
            application=application, defaults={"how": how, "by": by, "note": note, "at": now}
        )
    RegisterCode.objects.filter(application=application).delete()


def _open_for_check(application_id: int) -> Application:
    application = settling.locked(application_id)
    if not application.is_live or Verification.objects.filter(application=application).exists():
        raise NotNow
    return application


@transaction.atomic
def mail_code(*, director: Applicant, now: datetime) -> None:
    """Send a new code to the school's own address in the register. Raises NotNow, NoRegisterAddress or TooOften."""
    application = _open_for_check(director.application_id)
    if not application.school.email:
        raise NoRegisterAddress
    code = _new_code(application, RegisterCode.By.MAIL, now=now)
    letter = emails.register_code(application, code=code, director=director.name)
    mail.queue(letter, key=f"{letter.template}:{application.public_id}:{now.isoformat()}")


@transaction.atomic
def letter_code(*, application: Application, now: datetime) -> str:
    """Make a new code for a letter on paper, and give it: it is shown once. Raises NotNow or TooOften."""
    return _new_code(_open_for_check(application.pk), RegisterCode.By.LETTER, now=now)


def _new_code(application: Application, by: RegisterCode.By, *, now: datetime) -> str:
    if not limits.allow(
        purpose="wisselkracht.code",
        subject=application.public_id.hex,
        limit=CODES_A_DAY,
        window=timedelta(days=1),
        now=now,
    ):
        raise TooOften
    code = codes.code(_rng)
    RegisterCode.objects.update_or_create(
        application=application,
        defaults={"code_hash": keyed_hash(_PURPOSE, codes.tidy(code)), "by": by, "made_at": now, "tries": 0},
    )
    return code


def use_code(*, director: Applicant, typed: str, now: datetime) -> None:
    """Verify by the code that the school received. Raises NotNow, or WrongCode with the tries that are left.

    A wrong try is kept although it is refused: five, and a new code is needed.
    """
    with transaction.atomic():
        left = _try(director, typed, now)
    if left is not None:
        raise WrongCode(left)


def _try(director: Applicant, typed: str, now: datetime) -> int | None:
    """Give how many tries are left after a wrong one; None when the code was right."""
    application = _open_for_check(director.application_id)
    code = RegisterCode.objects.filter(application=application).first()
    if code is None or not code.is_alive(now, kept=CODE_KEPT, tries=TRIES):
        return 0
    hashes = candidates(_PURPOSE, codes.tidy(typed))
    if not any(hmac.compare_digest(code.code_hash, one) for one in hashes):
        code.tries += 1
        code.save(update_fields=["tries"])
        return TRIES - code.tries
    _verify(application, Verification.How.CODE, now=now)
    settling.settle(application, now=now)
    return None


@transaction.atomic
def by_phone(*, application: Application, by: User, note: str, now: datetime) -> None:
    """Write down that a coordinator called the school and spoke to the director. Raises NotNow.

    The director must have confirmed: who was called is who stands in the application.
    """
    application = _open_for_check(application.pk)
    if not application.people.filter(role=Role.DIRECTOR, confirmed_at__isnull=False).exists():
        raise NotNow
    _verify(application, Verification.How.PHONE, now=now, by=by, note=note)
    settling.settle(application, now=now)
