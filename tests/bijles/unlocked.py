"""The website without the lock on a tutor: a server that a race must catch, or the race finds nothing out."""

from __future__ import annotations

from typing import Any

from ndt.wsgi import application

__all__ = ["application"]


def _unlock() -> None:
    # Models exist once the application stands.
    from bijles.models import Tutor
    from bijles.services import booking

    def look(tutor: int) -> Any:
        return Tutor.objects.get(pk=tutor)

    booking._lock_tutor = look


_unlock()
