"""The invented schools of the demo, read as files of the register are."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from ndt.schools.services import importing, places

DATA: Final = Path(__file__).with_name("data")


def load(now: datetime, _rng: random.Random) -> Iterator[str]:
    """Load the invented postcodes and schools."""
    places.load_postcodes((DATA / "demo_postcodes.json").read_bytes())
    day = (now - timedelta(days=30)).date()
    name = "demo_schools.csv"
    done = importing.import_file((DATA / name).read_bytes(), name=name, day=day, now=now)
    yield f"{done.rows} verzonnen scholen"
