"""How long a failed job waits, and when it has had its chances."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Final

FIRST: Final = timedelta(seconds=10)
LONGEST: Final = timedelta(hours=1)
JITTER: Final = 0.2
# A fault of ours does not go away by itself: about 40 minutes of trying, then a person looks.
CHANCES: Final = 8
# A mail server may be away for a weekend night: 56 chances are two days.
CHANCES_OUTSIDE: Final = 56


def wait(attempts: int, *, rng: random.Random) -> timedelta:
    """Give how long to wait after `attempts` failures (1 or more).

    Doubles from 10 seconds up to an hour, and adds up to a fifth at random, so that jobs which
    failed together do not come back together.
    """
    assert attempts >= 1
    doubled = FIRST * (1 << min(attempts - 1, 20))
    return min(doubled, LONGEST) * (1 + rng.uniform(0, JITTER))


def is_over(attempts: int, *, outside: bool) -> bool:
    """Say whether a job that failed `attempts` times has had its chances. outside: the trouble is not ours."""
    return attempts >= (CHANCES_OUTSIDE if outside else CHANCES)
