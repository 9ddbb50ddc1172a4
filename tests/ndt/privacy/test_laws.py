"""Laws, whoever the people are: an export is complete and nobody else's, erasing twice is erasing once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.models import Petition
from ndt.mail import services as mail
from ndt.mail.addresses import canonical
from ndt.mail.letters import Letter
from ndt.people.models import Kind, Membership, Organisation, Role, User
from ndt.privacy import rows
from ndt.privacy.models import AccessRequest, Cause
from ndt.privacy.registry import Person
from ndt.privacy.services import erasing, exporting
from tests.campaigns import factories
from tests.sizes import size, sized

TRACES = ("account", "role", "signature", "request", "letter")
# Names no two of which hide in one another, in scripts and with signs that break things.
NAMES = ("Zoë 't Hart", "Jürgen Çelik", "王小明", "Ολγα Π.", "أمينة", 'Kees "K" de Bo\\er', "አማረ", "Ng")
LOCALS = st.from_regex(r"\A[a-z][a-z0-9._+-]{0,12}[a-z0-9]\Z").filter(lambda local: ".." not in local)
DOMAINS = st.sampled_from(["gmail.com", "googlemail.com", "example.nl", "xs4all.nl", "outlook.com"])


@dataclass(frozen=True)
class Somebody:
    name: str
    address: str
    traces: frozenset[str]


@st.composite
def crowds(draw: st.DrawFn) -> list[Somebody]:
    """Two to four people with names and mailboxes of their own, each with some rows."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True))
    addresses = draw(
        st.lists(
            st.builds("{}@{}".format, LOCALS, DOMAINS), min_size=len(names), max_size=len(names),
            unique_by=lambda address: canonical(address),
        )
    )  # fmt: skip
    traces = st.frozensets(st.sampled_from(TRACES), min_size=1)
    return [Somebody(name, address, draw(traces)) for name, address in zip(names, addresses, strict=True)]


@contextmanager
def world(crowd: list[Somebody]) -> Iterator[dict[Somebody, Person]]:
    """Write their rows, and take everything back at the end."""
    with transaction.atomic():
        petition = factories.petition()
        school = Organisation.objects.create(name="De Regenboog", kind=Kind.SCHOOL)
        yield {somebody: write(somebody, petition, school) for somebody in crowd}
        transaction.set_rollback(True)


def write(somebody: Somebody, petition: Petition, school: Organisation) -> Person:
    user = None
    if somebody.traces & {"account", "role"}:
        user = User.objects.create_user(somebody.address, name=somebody.name)
        EmailAddress.objects.create(user=user, email=somebody.address, verified=True)
    if "role" in somebody.traces:
        Membership.objects.create(user=user, organisation=school, role=Role.TEACHER)
    if "signature" in somebody.traces:
        factories.signature(petition, name=somebody.name, email=somebody.address)
    if "request" in somebody.traces:
        AccessRequest.objects.create(
            email=somebody.address.upper(), token_hash=somebody.address, expires_at=timezone.now()
        )
    if "letter" in somebody.traces:
        mail.queue(Letter(to=somebody.address, template="privacy/your_data"), key=somebody.address)
    return rows.by_account(user) if user is not None else rows.by_address(somebody.address)


def contents() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            found += [row for (row,) in cursor.fetchall()]
        return sorted(found)


law = settings(
    max_examples=size(6, 25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
pytestmark = [sized, pytest.mark.django_db]


@law
@given(crowd=crowds())
def test_an_export_holds_all_that_was_written_and_nothing_of_another(crowd: list[Somebody]):
    with world(crowd) as people:
        for somebody, person in people.items():
            data = exporting.export(person=person, now=timezone.now())
            text = json.dumps(data, ensure_ascii=False)
            kinds = {part["kind"] for part in data["parts"]}

            expected = {"signature": "campaigns.Signature", "request": "privacy.AccessRequest",
                        "account": "people.User", "role": "people.Membership"}  # fmt: skip
            assert {kind for trace, kind in expected.items() if trace in somebody.traces} <= kinds
            for other in crowd:
                if other is not somebody:
                    assert json.dumps(other.name, ensure_ascii=False)[1:-1] not in text
                    assert f'"{other.address}"' not in text


@law
@given(crowd=crowds())
def test_erasing_twice_is_erasing_once(crowd: list[Somebody]):
    with world(crowd) as people:
        person = people[crowd[0]]
        erasing.erase(person=person, cause=Cause.LINK, now=timezone.now())
        once = contents()

        again = erasing.erase(person=person, cause=Cause.LINK, now=timezone.now())

        assert again.tombstone is None
        assert contents() == once


@law
@given(crowd=crowds())
def test_after_an_erasure_there_is_nothing_to_export_and_the_others_have_all_they_had(crowd: list[Somebody]):
    with world(crowd) as people:
        now = timezone.now()
        before = {somebody: exporting.export(person=person, now=now) for somebody, person in people.items()}

        erasing.erase(person=people[crowd[0]], cause=Cause.LINK, now=now)

        left = exporting.export(person=rows.by_address(crowd[0].address), now=now)
        assert left["parts"] == []
        for somebody in crowd[1:]:
            assert exporting.export(person=people[somebody], now=now) == before[somebody]


@settings(max_examples=300, deadline=None)
@given(one=st.builds("{}@{}".format, LOCALS, DOMAINS), other=st.builds("{}@{}".format, LOCALS, DOMAINS), data=st.data())
def test_the_pattern_of_a_mailbox_fits_what_reaches_it_and_nothing_else(one: str, other: str, data: st.DataObject):
    local, _at, domain = one.partition("@")
    spellings = [one, one.upper(), other, f"x{one}", f"{one}x", f"{local}.{local}@{domain}", f"{local}+x@{domain}"]
    typed = data.draw(st.sampled_from(spellings))

    pattern = rows.mailbox_pattern(one)

    fits = bool(re.search(pattern, typed, re.IGNORECASE)) if pattern else typed.lower() == one.lower()
    assert fits == (canonical(typed) == canonical(one))
