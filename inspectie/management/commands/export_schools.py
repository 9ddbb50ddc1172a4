"""Write the school pages as files: an archive of a version of the data, or a mirror that needs no server of ours."""

from __future__ import annotations

import io
import logging
import os
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.http import HttpResponse
from django.urls import reverse

from inspectie.queries import directory
from inspectie.queries.directory import Directory

A_PART: Final = 250
OK: Final = 200


class Command(BaseCommand):
    """Ask the site for each page as a visitor would, and keep the answers."""

    help = "Schrijf de pagina van elke school als bestand in een map, met de opmaak erbij."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--groups", action="store_true", help="ook gemeenten, besturen en de kaart")
        parser.add_argument("--data", action="store_true", help="ook de CSV en de JSON van elke pagina")
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="zoveel tegelijk")
        parser.add_argument("--most", type=int, default=None, help="hooguit zoveel pagina's")

    def handle(
        self, *args: Any, folder: Path, groups: bool, data: bool, processes: int, most: int | None, **options: Any
    ) -> None:
        known = directory.current()
        if not known.schools:
            raise CommandError("Er zijn nog geen scholen. Lees eerst de bestanden in met import_inspectie.")
        begun = time.monotonic()
        addresses = list(islice(_addresses(known, groups=groups, data=data), most))
        number = 0
        for written in _written(folder, addresses, processes=processes):
            number += written
            self.stdout.write(f"{number} pagina's")
        copied = _copy_static(folder)
        seconds = time.monotonic() - begun
        self.stdout.write(
            f"pages written: {number} in {seconds:.1f} s; static files: {copied}; version: {known.version}"
        )


def _written(folder: Path, addresses: list[str], *, processes: int) -> Iterator[int]:
    """Write all pages, in parts; give the size of each part as it is done."""
    parts = [addresses[start : start + A_PART] for start in range(0, len(addresses), A_PART)]
    if processes < 2 or len(parts) < 2:
        yield from (write_part(folder, part) for part in parts)
        return
    # The parent computed what all pages share; a child must not share its connections to the database.
    write_part(folder, parts[0][:1])
    for connection in connections.all(initialized_only=True):
        assert isinstance(connection, DatabaseWrapper)
        connection.close()
        connection.close_pool()
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        yield from pool.map(write_part, [folder] * len(parts), parts)


def write_part(folder: Path, addresses: list[str]) -> int:
    """Write some pages. Gives how many."""
    # One line in the log a page would be 6,000 of no use to anybody.
    logging.getLogger("ndt.access").setLevel(logging.WARNING)
    site = Site()
    for address in addresses:
        _write(folder, address, site.get(address))
    return len(addresses)


class Site:
    """The platform itself, asked without a network, so that a file is what a visitor would have got."""

    def __init__(self) -> None:
        self._handler = WSGIHandler()
        self._host = urlsplit(settings.SITE_URL)

    def get(self, address: str) -> bytes:
        """Give the body of a page. Raises CommandError when the page is no page."""
        response = self._handler.get_response(WSGIRequest(self._environ(address)))
        if response.status_code != OK:
            raise CommandError(f"{address} geeft status {response.status_code}.")
        # Not closed: closing an answer ends a request, and with it the connection to the database.
        assert isinstance(response, HttpResponse)
        return response.content

    def _environ(self, address: str) -> dict[str, Any]:
        secure = self._host.scheme == "https"
        return {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": address.encode().decode("latin-1"),
            "QUERY_STRING": "",
            "SERVER_NAME": self._host.hostname or "localhost",
            "SERVER_PORT": str(self._host.port or (443 if secure else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": self._host.scheme,
            "wsgi.input": io.BytesIO(),
        }


def _addresses(known: Directory, *, groups: bool, data: bool) -> Iterator[str]:
    kinds = ("", "-csv", "-json") if data else ("",)
    for school in known.schools:
        for kind in kinds:
            yield reverse(f"inspectie:school{kind}", args=[school.slug])
    if groups:
        for kind in kinds:
            yield reverse(f"inspectie:map{kind}")
            yield from (reverse(f"inspectie:board{kind}", args=[code]) for code in known.boards)
            yield from (reverse(f"inspectie:municipality{kind}", args=[code]) for code in known.municipalities)


def _write(folder: Path, address: str, body: bytes) -> None:
    """Keep a body where a plain web server looks for that address."""
    path = folder / address.lstrip("/")
    path = path / "index.html" if address.endswith("/") else path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


def _copy_static(folder: Path) -> int:
    """Copy styles, scripts and type faces, so that the pages look as they do here."""
    number = 0
    for finder in finders.get_finders():
        for name, storage in finder.list(None):
            if name.startswith("admin/"):
                continue
            target = folder / settings.STATIC_URL.strip("/") / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with storage.open(name) as source:
                target.write_bytes(source.read())
            number += 1
    return number
