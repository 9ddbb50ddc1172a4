"""Laws that are kept at two sizes: small in `make test`, whole in `make proof` (with FULL=1).

`pytestmark = [sized]` lets `make proof` find the test, and `size(40, 200)` gives the number.
"""

from __future__ import annotations

import os
from typing import Final

import pytest

FULL: Final = os.environ.get("FULL", "") not in {"", "0"}
# `make test` leaves proofs out, so without FULL the mark is another one.
sized: Final = pytest.mark.proof if FULL else pytest.mark.sized

# A way through pages is walked without JavaScript, and in `make proof` also with it.
WAYS: Final = [pytest.param(False, id="without javascript")]
if FULL:
    WAYS.append(pytest.param(True, id="with javascript"))


def size(reduced: int, full: int) -> int:
    """Give the number for this run."""
    return full if FULL else reduced
