"""A public report and one for policymakers, and the people who read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from ndt.people.models import Kind, Membership, Organisation, Role, User
from ndt.reports import registry
from ndt.reports.registry import Audience, Report
from tests.ndt.reports import papers

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
HERE = "tests.ndt.reports.papers"


@pytest.fixture(autouse=True)
def reports(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Report]]:
    """Only the reports of the tests, beside the platform's own."""
    own = {"stand-van-het-platform": registry.report("stand-van-het-platform")}
    for slug, audience, more in (
        ("open", Audience.PUBLIC, {"municipalities": f"{HERE}.places", "by_period": True, "goals": (2,)}),
        ("dicht", Audience.POLICYMAKERS, {"goals": (3,)}),
        ("lang", Audience.PUBLIC, {"long": True}),
    ):
        own[slug] = Report(
            slug=slug, room="campaigns", title=f"Rapport {slug}", summary="Wat erin staat.", build=f"{HERE}.build",
            audience=audience, **more,
        )  # fmt: skip
    monkeypatch.setattr(registry, "_reports", own)
    papers.changing["figure"] = 1
    yield own
    papers.changing["figure"] = 1


def member(name: str, role: str, kind: str = Kind.MUNICIPALITY, solution: str = "") -> User:
    user = User.objects.create_user(f"{name}@voorbeeld.example", name=name.capitalize())
    organisation = Organisation.objects.create(name=f"Van {name}", kind=kind, solution=solution)
    Membership.objects.create(user=user, organisation=organisation, role=role, since=NOW.date())
    return user


@pytest.fixture
def eva(db: None) -> User:
    return member("eva", Role.POLICYMAKER)


@pytest.fixture
def omar(db: None) -> User:
    return User.objects.create_user("omar@voorbeeld.example", name="Omar")
