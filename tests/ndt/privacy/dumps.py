"""Dump the test's database, look through the dump in every spelling, and put it back."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

from django.contrib.sessions.models import Session
from django.db import connection, connections

from ndt.demo import postgres


def tool(name: str) -> Path:
    """Find pg_dump or pg_restore of at least the server's version."""
    server = connection.cursor().connection.info.server_version // 10_000
    places = [binaries for binaries in (*postgres.installed(), postgres.embedded()) if binaries is not None]
    for binaries in places:
        if binaries.version >= server and (binaries.folder / name).exists():
            return binaries.folder / name
    found = shutil.which(name)
    assert found, f"{name} of Postgres {server} is not on this machine"
    return Path(found)


def run(*command: str | Path) -> str:
    facts = connection.settings_dict
    environment = os.environ | {
        "PGHOST": facts["HOST"], "PGPORT": str(facts["PORT"]), "PGUSER": facts["USER"],
        "PGPASSWORD": facts["PASSWORD"] or "", "PGDATABASE": facts["NAME"],
    }  # fmt: skip
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def text() -> str:
    """Give the database as pg_dump writes it, and every session unpacked."""
    unpacked = [json.dumps(session.get_decoded()) for session in Session.objects.all()]
    return "\n".join([run(tool("pg_dump"), "--exclude-schema=pristine"), *unpacked])


def save(file: Path) -> None:
    run(tool("pg_dump"), "--format=custom", "--exclude-schema=pristine", f"--file={file}")


def put_back(file: Path) -> None:
    """Restore as docs/operating.md says: the whole database as it was."""
    facts = connection.settings_dict
    connections.close_all()
    run(tool("pg_restore"), "--clean", "--if-exists", "--no-owner", f"--dbname={facts['NAME']}", file)


def spellings(needle: str) -> set[str]:
    """Give how a text can stand in a dump: as it is, escaped, in hex, in base64 at each of three offsets."""
    raw = needle.encode()
    packed = set()
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + raw).decode().rstrip("=")
        packed.add(coded[offset + 1 if offset else 0 : len(coded) - 1])
    return {
        needle, json.dumps(needle)[1:-1], quote(needle), raw.hex(), base64.b32encode(raw).decode().rstrip("="),
        *packed, *(part.translate(str.maketrans("+/", "-_")) for part in packed),
    }  # fmt: skip


def found_in(dump: str, needle: str) -> set[str]:
    """Give the spellings of a text that a dump holds, in any case where case means nothing."""
    lowered = dump.lower()
    return {
        spelling
        for spelling in spellings(needle) | spellings(needle.lower())
        if spelling in dump or (spelling.lower() == spelling and spelling in lowered)
    }
