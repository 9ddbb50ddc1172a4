"""Say what is happening, step by step, in words that a person can act on. Standard library only."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator


class Fault(Exception):
    """Something a person has to mend first. Holds the sentence that says how."""


def say(text: str = "") -> None:
    """Print a line at once; a terminal that is gone is no reason to stop."""
    with contextlib.suppress(OSError, ValueError):
        print(text, flush=True)


@contextlib.contextmanager
def step(text: str) -> Iterator[None]:
    """Print what begins, and how long it took."""
    with contextlib.suppress(OSError, ValueError):
        print(f"- {text} ... ", end="", flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        say("stopped")
        raise
    say(f"{time.monotonic() - start:.1f} s")


def complain(fault: object) -> int:
    """Print a fault on the error stream; give the exit code."""
    with contextlib.suppress(OSError, ValueError):
        print(f"\nThis did not work. {fault}", file=sys.stderr, flush=True)
    return 1
