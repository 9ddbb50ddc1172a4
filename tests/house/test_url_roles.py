"""Every address of the platform, opened as every role. How to write a row: tests/house/roles.py.

The same walk looks at the head of each answer: a second one only for that took as long again.
"""

from __future__ import annotations

import copy
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from ndt.web.headers import SECRET_PARTS
from tests import clock
from tests.house.headers import MAIL_IN_FRAME, answer_faults
from tests.house.roles import LOGIN, ROLES, SETUP, WRONG_METHOD, Expected, Outcome, Row, World, only, undone
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
METHODS = ("get", "post")
# The admin asks for staff and a second factor, and for nothing else: `make test` takes by turns one of each kind.
STRANGERS = ("anonymous", "coordinator", "staff")
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


def renewed(browser: Client) -> Client:
    """Give a browser in which the same person has just logged in."""
    cache.clear()  # what the visit before left in the session: its row was put back already
    fresh = Client(raise_request_exception=False)
    fresh.handler = browser.handler  # each would load all middleware anew
    fresh.cookies.load({name: each.value for name, each in browser.cookies.items()})
    return fresh


def visit(browser: Client, method: str, path: str, data: dict[str, object]) -> HttpResponse:
    """Open an address as somebody who has just logged in, and undo what that changed."""
    with undone():
        return getattr(renewed(browser), method)(path, data if method == "post" else {}, secure=True)


def tries(name: str, row: Row) -> Iterator[tuple[str, str, Outcome]]:
    """Give the method and role of each visit to an address, and what the table says of it."""
    for method, expected in zip(METHODS, (row.get, row.post), strict=True):
        yield from ((method, role, expected[role]) for role in roles_for(name, method, expected))
    # Who watches over a page asks for its head alone, and gets what a visitor would.
    yield "head", "anonymous", row.get["anonymous"]


def roles_for(name: str, method: str, expected: Expected) -> Sequence[str]:
    """Give who opens an address: in `make proof` everybody, in `make test` two of all who may expect the same.

    The first of them, and one of the others who is another one at each address. Of those whose method
    is wrong one: nobody asked yet who they are. And who lacks a second factor comes once an address.
    """
    if FULL:
        return ROLES
    alike: dict[Outcome, list[str]] = {}
    for role in ROLES:
        alike.setdefault(expected[role], []).append(role)
    if alike.get(SETUP) == ["staff"] and method != METHODS[zlib.crc32(name.encode()) % 2]:
        del alike[SETUP]
    turn = zlib.crc32(f"{method} {name}".encode())
    wrong = alike.pop(WRONG_METHOD, [])
    found = [wrong[turn % len(wrong)]] if wrong else []
    for first, *rest in alike.values():
        found += [first, *([rest[turn % len(rest)]] if rest else [])]
    return found


def prepared(table: ModuleType, world: World) -> Iterator[tuple[str, Row, World, dict[str, object]]]:
    """Give every address of a table with what it is about: made once for the addresses that share it, then undone."""
    sharing: dict[Callable[[World], dict[str, object]], list[str]] = {}
    for name, row in table.URLS.items():
        sharing.setdefault(row.kwargs, []).append(name)
    for make, names in sharing.items():
        with undone():
            own = copy.deepcopy(world)
            kwargs = make(own)
            for name in names:
                with undone():
                    yield name, table.URLS[name], copy.deepcopy(own), kwargs


def surprises(
    name: str, row: Row, world: World, kwargs: dict[str, object], browsers: Mapping[str, Client]
) -> Iterator[str]:
    """Give a line for each answer that the row does not expect, or whose head lacks something."""
    path = reverse(name, kwargs=kwargs)
    data = row.data(world)
    secret = not SECRET_PARTS.isdisjoint(kwargs)
    for method, role, expected in tries(name, row):
        response = visit(browsers[role], method, path, data)
        if (given := outcome(response)) != expected:
            yield f"{method.upper()} {path} as {role}: {given}, the table says {expected}"
        if name != MAIL_IN_FRAME and (found := answer_faults(name, role, response, secret=secret)):
            yield f"{method.upper()} {path} as {role}: {found}"
    for role in ROLES if FULL and data else ():
        response = visit(browsers[role], "post", path, {})
        found = answer_faults(name, role, response, secret=secret)
        if found or response.status_code >= 500:
            yield f"POST {path} as {role}, empty: {response.status_code} {found}"


@sized
@pytest.mark.django_db
@pytest.mark.parametrize("table", tables(), ids=lambda table: table.__name__.split(".")[-2])
def test_every_role_gets_what_the_table_says_with_every_header(
    table: ModuleType, as_in_production: None, monkeypatch: pytest.MonkeyPatch
):
    """The people of a table are made once; what an address needs besides is made and undone."""
    if day := getattr(table, "NOON", None):
        clock.starts_at(day, monkeypatch)
    world = World(getattr(table, "SOLUTION", "campaigns"))
    browsers = {role: world.browser(role) for role in ROLES}
    wrong: list[str] = []

    for name, row, own, kwargs in prepared(table, world):
        wrong += surprises(name, row, own, kwargs, browsers)

    assert not wrong, "\n".join(wrong)


def test_in_a_short_run_each_outcome_of_a_row_is_seen_by_somebody():
    row = Row(get=only("coordinator", "operator"), post=only("coordinator", gives=302))

    for method, expected in (("get", row.get), ("post", row.post)):
        seen = set(roles_for("campaigns:desk", method, expected)) - {"staff"}
        assert {expected[role] for role in seen} == set(expected.values()) - {SETUP}
        assert {"anonymous", "coordinator"} <= seen
    assert "staff" in {role for _method, role, _expected in tries("campaigns:desk", row)}
    assert FULL or len(list(tries("campaigns:page", Row()))) == 4, "one a method, one without second factor, the head"


@sized
@pytest.mark.django_db
def test_the_admin_opens_for_operators_with_a_second_factor_only_and_with_every_header(as_in_production: None):
    world = World("campaigns")
    browsers = {role: world.browser(role) for role in (ROLES if FULL else (*STRANGERS, "operator"))}
    allowed = {role: {given} for role, given in only().items()} | {"operator": {200, 302, 400, 403, 404, 405}}
    wrong = []

    for name in ADMIN:
        path = reverse(name, kwargs=_admin_arguments(name, world))
        for method, role in admin_tries(name):
            response = visit(browsers[role], method, path, {})
            found = answer_faults(name, role, response, secret=False)
            if found or outcome(response) not in allowed[role]:
                wrong.append(f"{method} {path} as {role}: {outcome(response)} {found}")

    assert not wrong, "\n".join(wrong)


def admin_tries(name: str) -> Iterator[tuple[str, str]]:
    """Give the method and role of each visit to an address of the admin."""
    if FULL:
        yield from ((method, role) for role in ROLES for method in METHODS)
        return
    yield from ((method, "operator") for method in METHODS)
    turn = zlib.crc32(name.encode())
    yield METHODS[turn % 2], STRANGERS[turn // 2 % len(STRANGERS)]


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
