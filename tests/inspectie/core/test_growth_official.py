"""What growth says of the real country, from the official files of 2022/23 to 2024/25."""

from __future__ import annotations

import numpy as np
import pytest

from inspectie.core.growth_table import COLUMNS, Condition, grow, met
from tests.inspectie import official
from tests.sizes import sized

LEVEL, CHANGE = 0, 1


@sized
def test_the_official_files_tell_levels_and_hardly_any_change(record_figure):
    found = grow(official.frame())

    together = found.national[0]
    assert together is not None
    assert together.schools > 5_800
    told = np.nanmedian(found.reliability, axis=0)
    surely = {side: met(found, [Condition("change", side, 0.0)]).sum(axis=0) for side in ("above", "below")}
    spread = float(np.sqrt(together.spread[LEVEL]))
    record_figure("spread of levels at equal schoolweging, samen, pp", target="about 6.5", measured=spread)
    record_figure("median reliability of a level, samen", target="about 0.56", measured=float(told[0, LEVEL]))
    for column, name in enumerate(COLUMNS):
        record_figure(
            f"median reliability of a change, {name}", target="reported", measured=float(told[column, CHANGE])
        )
    record_figure(
        "schools whose change is sure", target="reported", measured=int(sum(one[0] for one in surely.values()))
    )
    # The residual spread and reliability that an independent computation on the same files found.
    assert spread == pytest.approx(6.5, abs=0.1)
    assert told[0, LEVEL] == pytest.approx(0.56, abs=0.01)
    assert told[:, CHANGE].max() < 0.25
