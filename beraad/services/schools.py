"""Schools and the codes that they hand out to their teachers."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Final

from django.db import transaction

from beraad.core import tickets
from beraad.core.errors import FreeMail, TooManyCodes
from beraad.models import School, SchoolCode
from beraad.services.registering import code_hash
from ndt.schools.core import domains

_rng: Final = random.SystemRandom()


@transaction.atomic
def add(*, title: str, staff: int, mail_domain: str, now: datetime) -> School:
    """Add a school, or change what it says. Raises FreeMail for a domain where everybody can get an address."""
    if mail_domain and domains.is_free(mail_domain):
        raise FreeMail
    school, _made = School.objects.update_or_create(
        title=title,
        defaults={"staff": staff, "mail_domain": mail_domain},
        create_defaults={
            "staff": staff,
            "mail_domain": mail_domain,
            "created_at": now,
        },
    )
    return school


@transaction.atomic
def issue_codes(*, school: School, number: int, now: datetime) -> list[str]:
    """Make codes for a school, at most one for each teacher in total. They are shown once and kept as hashes.

    Raises TooManyCodes.
    """
    school = School.objects.select_for_update(no_key=True).get(pk=school.pk)
    left = school.staff - school.codes.count()
    if number > left:
        raise TooManyCodes(left)
    codes = [tickets.school_code(_rng) for _number in range(number)]
    SchoolCode.objects.bulk_create(SchoolCode(school=school, code_hash=code_hash(code), made_at=now) for code in codes)
    return codes
