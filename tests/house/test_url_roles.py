"""Every address of the platform, opened as every role. How to write a row: tests/house/roles.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.house.roles import LOGIN, ROLES, SETUP, Outcome, Row, World, only
from tests.sizes import FULL, sized

TESTS = Path(__file__).resolve().parent.parent


def tables() -> list[ModuleType]:
    """Give every room's table."""
    files = sorted(TESTS.rglob("url_roles.py"))
    return [import_module(".".join(file.relative_to(TESTS.parent).with_suffix("").parts)) for file in files]


def rows() -> dict[str, tuple[Row, str]]:
    """Give each address name's row and the solution whose coordinator tries it."""
    found: dict[str, tuple[Row, str]] = {}
    for table in tables():
        for name, row in table.URLS.items():
            assert name not in found, f"{name} has two rows"
            found[name] = (row, getattr(table, "SOLUTION", "campaigns"))
    return found


def addresses(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[tuple[str, str]]:
    """Give the name and the pattern of every address."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            below = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, below)
        else:
            yield f"{namespace}{pattern.name or ''}", str(pattern.pattern)


ADDRESSES = list(addresses(get_resolver().url_patterns))
ROWS = rows()
# The admin asks for staff and a second factor, and for nothing else: `make test` takes a role of each kind.
ADMIN_ROLES = ROLES if FULL else ("anonymous", "coordinator", "staff", "operator")
ADMIN = sorted({name for name, _pattern in ADDRESSES if name.startswith("admin:") and name != "admin:"})


def test_every_address_has_a_name():
    nameless = [pattern for name, pattern in ADDRESSES if name.endswith(":") or not name]

    # The admin's own redirect from `<id>/` to the change page has no name.
    assert set(nameless) <= {"<path:object_id>/"}


def test_every_address_has_a_row():
    missing = {name for name, _pattern in ADDRESSES if not name.startswith("admin:")} - set(ROWS)

    assert not missing, f"write a row in tests/<room>/url_roles.py for {sorted(missing)}"


def test_every_row_has_an_address():
    assert not set(ROWS) - {name for name, _pattern in ADDRESSES}


def outcome(response: HttpResponse) -> Outcome:
    """Give the status, or which of the house's two redirects it is."""
    if response.status_code == 302:
        path = urlsplit(response["Location"]).path
        if path == reverse("account_login"):
            return LOGIN
        if path == reverse("people:second_factor"):
            return SETUP
    return response.status_code


def visits(
    browser: Client, methods: Sequence[str], path: str, data: dict[str, object]
) -> Iterator[tuple[str, Outcome]]:
    """Open an address with each method, each time as somebody who has just logged in."""
    cookies = {name: each.value for name, each in browser.cookies.items()}
    for method in methods:
        cache.clear()  # what the visit before left in the session: its row was put back already
        fresh = Client(raise_request_exception=False)
        fresh.cookies.load(cookies)
        yield method, visit(fresh, method, path, data)


def visit(browser: Client, method: str, path: str, data: dict[str, object]) -> Outcome:
    """Open an address and undo what that changed."""
    with transaction.atomic():
        response = getattr(browser, method)(path, data if method == "post" else {})
        transaction.set_rollback(True)
    return outcome(response)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ROWS))
def test_every_role_gets_what_the_table_says(name: str):
    row, solution = ROWS[name]
    world = World(solution)
    path = reverse(name, kwargs=row.kwargs(world))
    data = row.data(world)
    expected = {"get": row.get, "post": row.post}

    wrong = [
        f"{method.upper()} {path} as {role}: {given}, the table says {expected[method][role]}"
        for role in ROLES
        for method, given in visits(world.browser(role), ("get", "post"), path, data)
        if given != expected[method][role]
    ]
    # Who watches over a page asks for its head alone, and gets what a visitor would.
    if (given := visit(world.browser("anonymous"), "head", path, data)) != row.get["anonymous"]:
        wrong.append(f"HEAD {path}: {given}, a GET gives {row.get['anonymous']}")

    assert not wrong, "\n".join(wrong)


@sized
@pytest.mark.django_db
@pytest.mark.parametrize("name", ADMIN)
def test_the_admin_opens_for_operators_with_a_second_factor_only(name: str):
    world = World("campaigns")
    path = reverse(name, kwargs=_admin_arguments(name, world))
    refused = only()

    for role in ADMIN_ROLES:
        for method, given in visits(world.browser(role), ("get", "post"), path, {}):
            if role == "operator":
                assert given in {200, 302, 400, 403, 404, 405}, f"{method} {name} as operator: {given}"
            else:
                assert given == refused[role], f"{method} {name} as {role}: {given}"


def _admin_arguments(name: str, world: World) -> dict[str, object]:
    person = world.users["signer"]
    if name == "admin:app_list":
        return {"app_label": "people"}
    if name == "admin:view_on_site":
        return {"content_type_id": 1, "object_id": 1}
    if name.endswith(("_change", "_delete", "_history")):
        return {"object_id": person.pk}
    return {}


def test_every_room_of_the_platform_is_an_app_of_ours():
    # The tables are found by their file name; a folder that is no room is a typing error.
    labels = {config.name.removeprefix("ndt.") for config in apps.get_app_configs()}

    for table in tables():
        assert table.__name__.split(".")[-2] in labels | {"demo"}, table.__name__
