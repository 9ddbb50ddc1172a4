"""Look for a person in everything a database or a log holds: in clear, encoded, and as keyed hashes."""

from __future__ import annotations

import ast
import base64
import json
import os
import quopri
import re
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import quote, quote_plus

from django.conf import settings
from django.db import connection

from campaigns.core import names
from ndt.demo.postgres import embedded, installed
from ndt.demo.stack import ROOT
from ndt.mail.addresses import canonical
from ndt.privacy.keyed import candidates

CODE = ("ndt", *settings.SOLUTIONS)
HASH = re.compile(r"[0-9a-f]{64}")


def dump() -> dict[str, str]:
    """Give what pg_dump writes of this test's database: the rows of each table, as text."""
    facts = connection.settings_dict
    address = f"postgresql://{facts['USER']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
    answer = subprocess.run(
        [pg_dump(), "--data-only", "--schema=public", address],
        env=os.environ | {"PGPASSWORD": facts["PASSWORD"]}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    tables: dict[str, str] = {}
    for part in answer.stdout.split("\nCOPY public.")[1:]:
        head, _newline, rows = part.partition("\n")
        tables[head.split()[0]] = rows.partition("\n\\.\n")[0]
    return tables


@cache
def pg_dump() -> Path:
    """Give the pg_dump of the server's own version."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0]) // 10_000
    for found in (*installed(), embedded()):
        if found and found.version >= version and (found.folder / "pg_dump").exists():
            return found.folder / "pg_dump"
    raise AssertionError(f"there is no pg_dump for Postgres {version} on this machine")


def spellings(*values: str) -> dict[str, str]:
    """Give every way in which a value may be written, with what it is, for a search in lower case."""
    found: dict[str, str] = {}
    for value in values:
        ways = {
            "as it is": value,
            "URL": quote(value),
            "URL, all signs": quote(value, safe=""),
            "form": quote_plus(value),
            "JSON": json.dumps(value)[1:-1],
            "hex": value.encode().hex(),
            "quoted-printable": quopri.encodestring(value.encode()).decode(),
            "HTML": value.replace("'", "&#x27;"),
            "reversed": value[::-1],
        } | dict(_base64(value))
        for way, text in ways.items():
            found.setdefault(text.lower(), f"{value} ({way})")
    return found


def _base64(value: str) -> Iterator[tuple[str, str]]:
    # What stands before a text shifts its base64: the middle is one of three, the ends depend on neighbours.
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + value.encode()).decode().rstrip("=")
        yield f"base64 at {shift}", coded[(0, 2, 3)[shift] : -1 if (len(value.encode()) + shift) % 3 else None]


def in_clear(texts: dict[str, str], *values: str) -> list[str]:
    """Name every place where one of these values stands, in any spelling."""
    wanted = spellings(*values)
    low = {place: text.lower() for place, text in texts.items()}
    return [f"{place}: {what}" for place, text in low.items() for needle, what in wanted.items() if needle in text]


def in_hashes(texts: dict[str, str], *values: str) -> list[str]:
    """Name every place where a keyed hash of one of these values stands, under any purpose and key."""
    known = keyed(values)
    return sorted(
        {f"{place}: {known[found]}" for place, text in texts.items() for found in HASH.findall(text) if found in known}
    )


def keyed(values: Iterable[str]) -> dict[str, str]:
    """Give the hashes of values under every purpose that our code could name: every short text in it is tried."""
    found = {}
    for value in values:
        for purpose in purposes():
            for number, digest in enumerate(candidates(purpose, value)):
                found[digest] = f"{value} hashed for {purpose!r} with key {number}"
    return found


@cache
def purposes() -> frozenset[str]:
    """Give every short text in our code, and each behind the prefix that limits put before it."""
    texts: set[str] = set()
    for room in CODE:
        for file in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if (
                    isinstance(node, ast.Constant)
                    and isinstance(node.value, str)
                    and 0 < len(node.value) <= 40
                    and node.value.isprintable()
                ):
                    texts.add(node.value)
    return frozenset(texts | {f"limit:{text}" for text in texts})


def spelled(email: str, name: str, address: str) -> tuple[str, ...]:
    """Give the spellings of a person that our code could hash."""
    return (email, email.lower(), canonical(email), name, names.same(name), name.lower(), address)
