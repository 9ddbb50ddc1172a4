"""What tests about accounts share: people with an account, and the post they get."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from ndt.jobs.models import Job
from ndt.people.models import User


@pytest.fixture
def amina(db: None) -> User:
    """Amina, a parent, with an account whose mailbox she proved."""
    user = User.objects.create_user("amina@voorbeeld.example", name="Amina")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def letters(to: str) -> list[dict[str, Any]]:
    """Give what waits in the outbox for one address, oldest first."""
    return [
        job.payload for job in Job.objects.filter(kind="mail.send").order_by("created_at") if job.payload["to"] == to
    ]


@pytest.fixture
def code_for() -> Callable[[str], str]:
    """Read the newest code that waits in the outbox for an address."""

    def read(to: str) -> str:
        codes = [letter["context"]["code"] for letter in letters(to) if "code" in letter["context"]]
        return re.sub(r"\D", "", codes[-1])

    return read
