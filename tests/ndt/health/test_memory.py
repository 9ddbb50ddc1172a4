"""What was loaded is looked through by no collection of garbage."""

from __future__ import annotations

import gc


def test_what_a_process_loads_is_left_alone():
    assert gc.get_freeze_count() > 100_000
    assert gc.get_threshold()[0] == 5_000
