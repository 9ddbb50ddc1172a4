"""Amina and Bram, each with everything the platform can hold about an account."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import storages
from django.test import Client, override_settings
from django.utils import timezone

from ndt import history
from ndt.mail import services as mail
from ndt.mail.letters import Letter
from ndt.people.models import Kind, Membership, Organisation, Role, User
from ndt.privacy.models import AccessRequest


@pytest.fixture(autouse=True)
def _erasures_apart(tmp_path: Path, settings) -> Iterator[None]:
    """Keep the log of erasures of a test in a folder of that test."""
    options = settings.STORAGES["erasures"]["OPTIONS"] | {"location": tmp_path / "erasures"}
    storages_now = settings.STORAGES | {"erasures": settings.STORAGES["erasures"] | {"OPTIONS": options}}
    with override_settings(STORAGES=storages_now):
        yield
    storages._storages.pop("erasures", None)


@pytest.fixture
def school(db: None) -> Organisation:
    return Organisation.objects.create(name="De Regenboog", kind=Kind.SCHOOL)


@pytest.fixture
def amina(school: Organisation) -> User:
    return everything("Amina el Idrissi", "Amina.Idrissi+school@gmail.com", school)


@pytest.fixture
def bram(school: Organisation) -> User:
    return everything("Bram Çelik", "bram@example.nl", school)


def everything(name: str, address: str, school: Organisation) -> User:
    """Make an account and leave a trace of it in every table that the platform has of its own."""
    now = timezone.now()
    user = User.objects.create_user(address, name=name)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DP"})
    SocialAccount.objects.create(user=user, provider="surf", uid=f"uid-{user.pk}", extra_data={"mail": address})
    Membership.objects.create(user=user, organisation=school, role=Role.TEACHER)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    UserSession.objects.create(user=user, ip="192.0.2.7", user_agent="Firefox", session_key=client.session.session_key)
    AccessRequest.objects.create(email=address.lower(), token_hash=f"{user.pk:064}", expires_at=now)
    mail.queue(Letter(to=address, template="people/code", context={"name": name}), key=f"letter:{user.pk}")
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr=name,
        action_flag=CHANGE,
        change_message='[{"changed": {"fields": ["naam"]}}]',
    )
    with history.reason(f"{name} belde, en mailt vanaf {address}"):
        User.objects.filter(pk=user.pk).update(language="en")
    return user
