"""The norm engine: one norm over all schools, and a thousand; beside pandas, which groups and sums the same counts.

Both answer the same question from the same table: which schools are below in which domain. pandas sums the counts of
the years per school and domain for every norm; the engine keeps these sums, since no norm changes them. The third row
gives pandas the sums too.
"""

from __future__ import annotations

import gc
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from inspectie.core.engine import Status, Verdicts, View, evaluate, with_offset
from inspectie.core.frame import DOMAINS, Frame
from inspectie.core.norms import NormSet
from inspectie.queries import norm_sets
from tests.inspectie.core.worlds import world

SCHOOLS = 6205
ROUNDS = 31
MANY = 1000
HIGHER = "1S/2F"


def scenario(base: NormSet, number: int) -> NormSet:
    """Give a norm with other values than the one before."""
    return with_offset(base, {(HIGHER, domain): number % 601 - 300 + place for place, domain in enumerate(DOMAINS)})


def counts(verdicts: Verdicts) -> list[int]:
    """Give what a scenario is asked for: how many schools are below, per column."""
    return [int(column) for column in np.count_nonzero(verdicts.status == Status.ONDER, axis=0)]


def median(call: Callable[[int], Any], rounds: int) -> float:
    """Give the median time of a call in seconds, after one that does not count."""
    call(0)
    taken = []
    gc.disable()
    for number in range(rounds):
        start = time.perf_counter()
        call(number + 1)
        taken.append(time.perf_counter() - start)
    gc.enable()
    return statistics.median(taken)


def long_table(frame: Frame) -> pd.DataFrame:
    """Give the same data as pandas would have it: a row per school, year and domain."""
    schools, years = frame.pupils.shape
    place = np.indices((schools, years, 3)).reshape(3, -1)
    rows = slice(None), slice(None), slice(None)
    return pd.DataFrame(
        {
            "school": place[0],
            "domain": place[2],
            "low": frame.low[(*rows, 2)].ravel().astype(float),
            "high": frame.high[(*rows, 2)].ravel().astype(float),
            "pupils": np.repeat(frame.pupils, 3).astype(float),
            "band": np.repeat(np.minimum(frame.weging.astype(int) - 20, 19), years * 3),
        }
    )


def sums(table: pd.DataFrame) -> pd.DataFrame:
    """Add up the years per school and domain."""
    return table.groupby(["school", "domain"], sort=False).agg(
        low=("low", "sum"), high=("high", "sum"), pupils=("pupils", "sum"), band=("band", "first")
    )


def judge(summed: pd.DataFrame, norm_set: NormSet) -> pd.Series:
    """Judge the sums: 0 above, 1 below, 2 open."""
    values = np.array([column.threshold.tenths() for column in norm_set.columns if column.threshold.bands]) / 10
    domain = summed.index.get_level_values("domain").to_numpy()
    threshold = values[domain, summed["band"].to_numpy()]
    surely = 100 * summed["low"] / summed["pupils"] >= threshold
    possibly = 100 * summed["high"] / summed["pupils"] >= threshold
    return pd.Series(np.select([surely, ~possibly], [0, 1], 2), index=summed.index)


def tell(name: str, ours: float, peer: str, peers: float, note: str = "") -> None:
    """Print a figure: how many norms a second, ours and the peer's."""
    ratio = peers / ours
    print(
        json.dumps(
            {
                "name": name, "ours": round(1 / ours, 1), "unit": "a second", "peer": peer, "peers": round(1 / peers, 1),
                "ratio": ratio, "target": 1.0, "holds": ratio >= 1, "note": note,
            }
        )
    )  # fmt: skip


def main() -> None:
    """Measure and print."""
    frame = world(1, SCHOOLS).frame
    base = norm_sets.named("r1-same-table")
    table = long_table(frame)
    summed = sums(table)

    one = median(lambda number: evaluate(scenario(base, number), frame, view=View.PUBLIC), 20 * ROUNDS)
    thousand = median(
        lambda number: [
            counts(evaluate(scenario(base, number + step), frame, view=View.PUBLIC)) for step in range(MANY)
        ],
        5,
    )
    grouped = median(lambda number: judge(sums(table), scenario(base, number)), ROUNDS)
    kept = median(lambda number: judge(summed, scenario(base, number)), ROUNDS)

    note = f"{SCHOOLS:,} schools, 4 columns, 3 years; {1000 * one:.3f} ms"
    tell("One norm over all schools", one, "the limit of 0.5 ms", 0.0005, note)
    tell("A thousand norms over all schools", thousand, "the limit of 0.5 s", 0.5, f"{thousand:.3f} s")
    tell("One norm over all schools", one, "pandas groupby", grouped, f"{1000 * grouped:.1f} ms")
    tell("One norm over all schools", one, "pandas with its sums kept", kept, f"{1000 * kept:.2f} ms")


if __name__ == "__main__":
    main()
