"""Two countries that differ behind the masks of the source give the same pages, files and documents, byte by byte."""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inspectie import pdf
from inspectie.core.frame import Frame
from inspectie.queries import directory, norm_sets, school_pages
from inspectie.queries.briefs import making
from inspectie.queries.briefs.facts import Scope
from tests.inspectie import land
from tests.inspectie.core.worlds import twins
from tests.sizes import FULL, size, sized

pytestmark = [sized, pytest.mark.django_db, pytest.mark.xdist_group("disclosure")]
# Fewer than ten schools are open in public, so the counts of the country tell nothing either.
SCHOOLS = 8
SEEDS = range(61, 61 + size(1, 3))
VERSION = "a" * 64
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
BESIDE = ("", "-csv", "-json")
ARGUMENTS = {"school": ["10AA-C1"], "board": ["40002"], "municipality": ["0001"]}


@dataclass(frozen=True)
class Reader:
    """Somebody who reads all there is of one country."""

    client: Client
    folder: Path


def named(frame: Frame) -> Frame:
    """Give the frame codes, boards and towns as the register has them."""
    return replace(
        frame,
        ovt=tuple(f"{10 + place:02}AA|C1" for place in range(len(frame))),
        boards=tuple(str(40000 + place) for place in range(8)),
        municipality=(np.arange(len(frame)) % 4).astype(np.int32),
        municipalities=tuple(f"{place + 1:04d}" for place in range(4)),
        version=VERSION,
    )


def addresses(frame: Frame) -> list[str]:
    """Give every address that shows a figure."""
    pages = ("overview", "comparison", "certainty", "growth", "method", "map", "schools")
    found = [reverse(f"inspectie:{name}{kind}") for name in pages for kind in BESIDE]
    for slug in norm_sets.every() if FULL else ("all-four",):
        for kind in BESIDE:
            found.append(f"{reverse(f'inspectie:comparison{kind}')}?van=current-2020&naar={slug}")
            found.append(f"{reverse(f'inspectie:map{kind}')}?norm={slug}")
    for offset in ("-17.7", "-17.6", "3.1"):
        found += [f"{reverse(f'inspectie:scenario{kind}')}?telling=apart&rekenen={offset}" for kind in BESIDE]
    groups = [("board", code) for code in frame.boards] + [("municipality", code) for code in frame.municipalities]
    schools = [("school", ovt.replace("|", "-")) for ovt in frame.ovt]
    for name, code in (*groups, *schools):
        found += [reverse(f"inspectie:{name}{kind}", args=[code]) for kind in BESIDE]
    found += [f"{reverse(f'inspectie:{name}', args=[code])}?norm=all-four" for name, code in groups]
    for scope, code in subjects(frame):
        found += [reverse(f"inspectie:brief{kind}", args=[scope.value, code]) for kind in BESIDE]
    return found


def subjects(frame: Frame) -> list[tuple[Scope, str]]:
    """Give everything that a brief can be about: the country, and every town and board with a school."""
    towns = [(Scope.MUNICIPALITY, frame.municipalities[place]) for place in sorted(set(frame.municipality))]
    boards = [(Scope.BOARD, frame.boards[place]) for place in sorted(set(frame.board))]
    return [(Scope.COUNTRY, making.COUNTRY), *towns, *boards]


def documents(frame: Frame) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Give every PDF: a brief about each subject and a letter about each school. In `make test` one of each kind."""
    about = subjects(frame) if FULL else [subjects(frame)[0], subjects(frame)[-1]]
    for scope, code in about:
        facts = functools.partial(making.facts, scope, code)
        yield f"brief {scope.value} {code}", lambda facts=facts: pdf.brief(facts(), language="nl", now=NOW)
    for school in directory.current().schools[: None if FULL else 1]:
        page = school_pages.school_page(school.slug)
        assert page is not None
        yield f"letter {school.slug}", functools.partial(pdf.letter, page, is_demo=True, language="nl", now=NOW)


def exported(folder: Path) -> dict[str, bytes]:
    """Give every page and file of the static copy of the site."""
    call_command("export_schools", folder, groups=True, data=True, processes=1, verbosity=0)
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files if "static" not in path.parts}


def forget() -> None:
    """Let this process forget what it computed: both countries have the same name."""
    cache.clear()
    for module in [module for name, module in sys.modules.items() if name.startswith("inspectie.")]:
        for kept in vars(module).values():
            # Not isinstance: that would wake lazy objects.
            if type(kept) is functools._lru_cache_wrapper:
                kept.cache_clear()


def read(reader: Reader, frame: Frame) -> dict[str, bytes]:
    """Read every page, file and document."""
    forget()
    contents = {}
    with transaction.atomic():
        land.store(frame)
        for address in addresses(frame):
            answer = reader.client.get(address)
            assert answer.status_code in {200, 404}, address
            contents[address] = answer.content
        contents |= {name: make() for name, make in documents(frame)}
        contents |= exported(reader.folder)
        transaction.set_rollback(True)
    forget()
    return {name: TOKEN.sub(b"", content) for name, content in contents.items()}


# The first country of the first pair, read once for two tests.
_first: dict[str, bytes] = {}


def read_first(reader: Reader, frame: Frame) -> dict[str, bytes]:
    if not _first:
        _first.update(read(reader, frame))
    return _first


@pytest.fixture
def reader(client, tmp_path, monkeypatch):
    monkeypatch.setattr("inspectie.views.briefs.timezone", Mock(wraps=timezone, now=lambda: NOW))  # for this view alone
    return Reader(client, tmp_path)


@pytest.mark.parametrize("seed", SEEDS)
def test_pages_files_and_documents_of_two_worlds_are_equal(reader, record_figure, seed):
    first, second, changed = twins(seed, SCHOOLS)
    assert changed >= SCHOOLS

    read_one = read_first if seed == SEEDS[0] else read
    here, there = read_one(reader, named(first)), read(reader, named(second))

    record_figure("Pages, files and documents that tell two worlds apart", target=0,
                  measured=f"{len(_apart(here, there))} of {len(here)}")  # fmt: skip
    assert _apart(here, there) == []


def test_a_page_of_another_country_is_another_page(reader):
    """The comparison sees a difference when there is one, on pages, in files and in documents."""
    first, other = twins(SEEDS[0], SCHOOLS)[0], land.frame(SCHOOLS)

    here, there = read_first(reader, named(first)), read(reader, named(other))

    apart = [name for name in here if name in there and here[name] != there[name]]
    for name in ("overview", "comparison", "certainty", "map", "school", "board", "municipality"):
        start = reverse(f"inspectie:{name}", args=ARGUMENTS.get(name))
        assert any(address.startswith(start) for address in apart), name
    assert any(name.startswith("brief land") for name in apart)
    assert any(name.startswith("letter") for name in apart)
    assert any(name.endswith("index.html") for name in apart)


def test_growth_of_two_worlds_is_equal(reader):
    """Growth needs more schools than the other pages; a school's page shows it too."""
    asked = [reverse(f"inspectie:growth{kind}") for kind in BESIDE]
    asked += [reverse(f"inspectie:school{kind}", args=["10AA-C1"]) for kind in BESIDE]
    first, second, _changed = twins(61, 48)
    other = twins(62, 48)[0]

    here, there, elsewhere = (only(reader, named(frame), asked) for frame in (first, second, other))

    assert _apart(here, there) == []
    assert _apart(here, elsewhere) == asked


def only(reader: Reader, frame: Frame, asked: list[str]) -> dict[str, bytes]:
    """Read some addresses."""
    forget()
    with transaction.atomic():
        land.store(frame)
        answers = {address: reader.client.get(address) for address in asked}
        transaction.set_rollback(True)
    forget()
    assert {answer.status_code for answer in answers.values()} == {200}
    return {address: answer.content for address, answer in answers.items()}


def _apart(here: dict[str, bytes], there: dict[str, bytes]) -> list[str]:
    assert here.keys() == there.keys()
    return [name for name in here if here[name] != there[name]]
