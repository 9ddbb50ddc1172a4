"""Tell a worker to look. A dead broker costs a moment, never a request."""

from __future__ import annotations


def ring() -> None:
    """Ask Celery to sweep; swallow and count what goes wrong."""
