"""What a teacher may agree to. Each use stands alone; only the first is needed to take part."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Use(StrEnum):
    """What somebody's answers and address are used for."""

    LOTTERY = "lottery"
    OUTCOME = "outcome"
    REPORT = "report"


NEEDED: Final = frozenset({Use.LOTTERY})
# A new text of a consent gets the next number; a test keeps number and text together.
VERSIONS: Final = {Use.LOTTERY: 1, Use.OUTCOME: 1, Use.REPORT: 1}
