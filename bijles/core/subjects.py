"""What lessons are about."""

from __future__ import annotations

from typing import Final

SUBJECTS: Final = (
    *("rekenen", "taal", "lezen", "nederlands", "engels", "frans", "duits", "wiskunde", "natuurkunde", "scheikunde"),
    *("biologie", "economie", "geschiedenis", "aardrijkskunde", "huiswerk"),
)
