"""The official files, whole: what was published is reproduced from the raw columns (totals of September 2025)."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command
from django.db import transaction

from inspectie.core.engine import Status, View, evaluate
from inspectie.core.frame import Frame
from inspectie.core.norms import SLUGS
from inspectie.models import Board, Municipality, Ovt, PublishedAggregate, WegingWindow
from inspectie.queries import frames, norm_sets
from tests.inspectie.real import real
from tests.sizes import size, sized

# Marked, since without any test that asks for a database there is none to import into.
pytestmark = [sized, pytest.mark.django_db, pytest.mark.xdist_group("real_inspectie")]

PRINTED = re.compile(
    r"\d\d[A-Z]{2}\|[A-Z]\d+,(1F|1S/2F),(samen|lezen|taalverzorging|rekenen),"
    r"(boven|onder|onbepaald|te_weinig_gegevens|kleine_school)(,(\d{1,3}\.\d{4})?){3},\d*"
)


@dataclass(frozen=True)
class Imported:
    """The database after an import of everything."""

    frame: Frame
    seconds: float
    said: str
    again: str


@pytest.fixture(scope="module")
def imported(django_db_setup: None, django_db_blocker: Any) -> Iterator[Imported]:
    folder = real()
    with django_db_blocker.unblock(), transaction.atomic():
        started = time.monotonic()
        said = command(folder)
        seconds = time.monotonic() - started
        yield Imported(frames.current(), seconds, said, command(folder))
        transaction.set_rollback(True)


@pytest.fixture
def reading(imported: Imported, django_db_blocker: Any) -> Iterator[Imported]:
    with django_db_blocker.unblock():
        yield imported


def command(folder: Any) -> str:
    out = io.StringIO()
    call_command("import_inspectie", str(folder), stdout=out)
    return out.getvalue()


def counts(column: Any) -> dict[Status, int]:
    return {status: int((column == status).sum()) for status in Status}


def test_everything_is_read_quickly_and_a_second_time_changes_nothing(imported, record_figure):
    assert imported.said.splitlines()[-1] == "rows changed: 283657"
    assert imported.again.splitlines()[-1] == "rows changed: 0"
    record_figure("import of all official files", target="<= 30 s", measured=f"{imported.seconds:.1f} s")
    record_figure("rows changed by a second import", target=0, measured=0)


def test_published_outcomes_are_reproduced_from_the_raw_columns(imported, record_figure):
    frame = imported.frame
    verdicts = evaluate(norm_sets.named("current-2020"), frame, view=View.PUBLIC)
    same = [int((verdicts.status[:, column] == frame.outcome[:, column]).sum()) for column in range(2)]

    record_figure("published outcomes on 1F", target="6205 of 6205", measured=f"{same[0]} of {len(frame)}")
    record_figure("published outcomes on 1S/2F", target=">= 6204 of 6205", measured=f"{same[1]} of {len(frame)}")
    assert same == [6205, 6204]
    differs = np.flatnonzero(verdicts.status[:, 1] != frame.outcome[:, 1])
    assert [frame.ovt[row] for row in differs] == ["08VG|C1"]
    assert np.isnan(frame.weging[differs]).all()


def test_the_published_totals_are_exact(imported, record_figure):
    frame = imported.frame

    assert counts(frame.outcome[:, 0]) == {
        Status.BOVEN: 5960, Status.ONDER: 56, Status.ONBEPAALD: 0, Status.TE_WEINIG_GEGEVENS: 121, Status.KLEINE_SCHOOL: 68,
    }  # fmt: skip
    assert counts(frame.outcome[:, 1]) == {
        Status.BOVEN: 5324, Status.ONDER: 690, Status.ONBEPAALD: 0, Status.TE_WEINIG_GEGEVENS: 123, Status.KLEINE_SCHOOL: 68,
    }  # fmt: skip
    below = frame.outcome == Status.ONDER
    assert int(below.any(axis=1).sum()) == 701
    assert (int((below[:, 0] & ~below[:, 1]).sum()), int(below.all(axis=1).sum())) == (11, 45)
    pupils = np.maximum(frame.pooled_pupils, 0)
    measured = (int(pupils[below.any(axis=1)].sum()), int(pupils.sum()))
    record_figure(
        "pupils of schools below; of all schools", target="45376; 497152", measured="; ".join(map(str, measured))
    )
    assert measured == (45_376, 497_152)


def test_three_year_percentages_follow_from_the_years(imported, record_figure):
    frame = imported.frame
    seen = (frame.pupils >= 0).all(axis=1)
    pupils = frame.pupils[seen]
    computed = (frame.percentage[seen] * pupils[..., None]).sum(axis=1) / pupils.sum(axis=1)[:, None]
    worst = float(np.abs(computed - frame.pooled[seen]).max())

    record_figure("three-year percentages, largest difference", target="<= 0.01 pp", measured=f"{worst:.4f} pp")
    assert int(seen.sum()) >= 5800
    assert worst <= 0.0105  # both sides are rounded to 0.01


def test_national_means_are_those_of_the_source(imported):
    frame = imported.frame
    known = np.maximum(frame.pupils, 0)
    means = np.nansum(frame.percentage * known[..., None], axis=0) / known.sum(axis=0)[:, None]

    assert known.sum(axis=0).tolist() == [168_040, 162_845, 161_197]
    assert np.round(means[:, 0], 2).tolist() == [95.91, 95.82, 96.29]
    assert np.round(means[:, 1], 2).tolist() == [60.88, 58.13, 57.47]


def test_schools_that_are_exactly_one_vestiging(imported, record_figure):
    frame = imported.frame
    judged = np.isin(frame.outcome[:, 1], (Status.BOVEN, Status.ONDER))

    record_figure(
        "judged schools that are one vestiging", target="5570 of 6014", measured=int((judged & frame.mapped).sum())
    )
    assert int(judged.sum()) == 6014
    assert int((judged & frame.mapped).sum()) == 5570


def test_every_norm_set_is_printed_as_it_was_agreed(reading, record_figure):
    wrong = printed = 0
    for slug in SLUGS[: size(1, len(SLUGS))]:
        out = io.StringIO()
        call_command("evaluate_norms", "--norm-set", slug, "--format", "csv", stdout=out)
        head, *lines = out.getvalue().splitlines()
        keys = [tuple(line.split(",")[:3]) for line in lines]
        assert head == "ovt,indicator,domain,status,value_lo,value_hi,threshold,n"
        assert {ovt for ovt, _indicator, _domain in keys} == set(reading.frame.ovt)
        assert len(set(keys)) == len(keys)
        assert keys == sorted(keys)
        wrong += sum(PRINTED.fullmatch(line) is None for line in lines)
        printed += len(lines)

    record_figure("lines of evaluate_norms that are not as agreed", target=0, measured=f"{wrong} of {printed}")
    assert wrong == 0


def test_masking_is_kept_as_intervals(imported):
    frame = imported.frame
    there = frame.low >= 0

    assert set(np.unique((frame.high - frame.low)[there]).tolist()) == {0, 3}
    assert (frame.low[there & (frame.high != frame.low)] == 1).all()
    assert (frame.low[~frame.mapped] == -1).all()


def test_weging_boards_and_places(reading):
    windows = dict(WegingWindow.objects.live().values_list("ovt__code", "value"))
    published = PublishedAggregate.objects.live().exclude(weging=None).values_list("ovt__code", "weging")

    assert [code for code, weging in published if windows[code] != weging] == []
    assert len(published) == 6191
    assert Ovt.objects.current().count() == 6205
    assert len({board for board in Ovt.objects.values_list("board", flat=True) if board}) >= 772
    assert Board.objects.count() >= 779
    assert Municipality.objects.get(code="1900").name == "Súdwest-Fryslân"
    assert Municipality.objects.get(code="0518").name == "'s-Gravenhage"
    assert Municipality.objects.get(code="0530").seen_to.year == 2022  # Hellevoetsluis, merged since
    assert Ovt.objects.current().filter(municipality=None).count() <= 20
