"""Two countries that differ behind the masks of the source give the same pages, files and documents, byte by byte."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from inspectie.core.frame import Frame
from tests.inspectie import land
from tests.inspectie.core.worlds import twins
from tests.sizes import size, sized

pytestmark = [sized, pytest.mark.django_db]
SCHOOLS = size(8, 24)
# A version is read once in a process, so each world of each test has its own.
HERE, THERE, FAR, FARTHER = ("a" * 64, "b" * 64, "c" * 64, "d" * 64)
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


def named(frame: Frame, version: str) -> Frame:
    """Give the frame codes, boards and towns as the register has them."""
    return replace(
        frame,
        ovt=tuple(f"{10 + place:02}AA|C1" for place in range(len(frame))),
        boards=tuple(str(40000 + place) for place in range(8)),
        municipality=(np.arange(len(frame)) % 4).astype(np.int32),
        municipalities=tuple(f"{place + 1:04d}" for place in range(4)),
        version=version,
    )


def addresses(frame: Frame) -> list[str]:
    """Give every address that tells something of single schools, boards or towns; not the counts of the country."""
    found = [
        reverse(f"inspectie:{name}{kind}")
        for name in ("comparison", "certainty", "schools")
        for kind in ("", "-csv", "-json")
    ]
    found += [
        f"{reverse('inspectie:comparison-csv')}?van=current-2020&naar={slug}" for slug in ("r1-same-table", "all-four")
    ]
    found += [f"{reverse('inspectie:scenario')}?telling=apart&rekenen={offset}" for offset in ("-17.7", "-17.6", "3.1")]
    groups = [("board", code) for code in frame.boards] + [("municipality", code) for code in frame.municipalities]
    schools = [("school", ovt.replace("|", "-")) for ovt in frame.ovt]
    for name, code in (*groups, *schools):
        found += [reverse(f"inspectie:{name}{kind}", args=[code]) for kind in ("", "-csv", "-json")]
    return found


def read(client, frame: Frame) -> dict[str, bytes]:
    """Read everything; the version of the data is the only thing that may differ."""
    cache.clear()
    contents = {}
    with transaction.atomic():
        land.store(frame)
        for address in addresses(frame):
            answer = client.get(address)
            assert answer.status_code in {200, 404}, address
            contents[address] = _plain(answer.content)
        transaction.set_rollback(True)
    return contents


def _plain(content: bytes) -> bytes:
    for version in (HERE, THERE, FAR, FARTHER):
        for length in (64, 16, 12, 10, 8):
            content = content.replace(version[:length].encode(), b"VERSION")
    return TOKEN.sub(b"", content)


def test_pages_and_files_of_two_worlds_are_equal(client, record_figure):
    first, second, changed = twins(61, SCHOOLS)
    assert changed >= SCHOOLS

    here, there = (read(client, named(frame, version)) for frame, version in ((first, HERE), (second, THERE)))

    record_figure("Pages and files that tell two worlds apart", target=0, measured=_apart(here, there))
    assert [address for address in here if here[address] != there[address]] == []


def test_a_page_of_another_country_is_another_page(client):
    """The comparison sees a difference when there is one."""
    first, _second, _changed = twins(61, SCHOOLS)
    other, _second, _changed = twins(62, SCHOOLS)

    here, there = (read(client, named(frame, version)) for frame, version in ((first, FAR), (other, FARTHER)))

    assert _apart(here, there) > SCHOOLS


def _apart(here: dict[str, bytes], there: dict[str, bytes]) -> int:
    return sum(here[address] != there[address] for address in here)
