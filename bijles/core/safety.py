"""What somebody may report about a lesson, and which of it stops the lessons of a tutor at once."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class What(StrEnum):
    """What is wrong. VOG: withdrawn; its provider says so, nobody picks it."""

    UNSAFE = "unsafe"
    BOUNDARY = "boundary"
    PRIVATE = "private"
    STRANGER = "stranger"
    MANNERS = "manners"
    OTHER = "other"
    VOG = "vog"


class Who(StrEnum):
    """Who reports it."""

    PARENT = "parent"
    CHILD = "child"
    TUTOR = "tutor"
    HELPER = "helper"
    PROVIDER = "provider"


class About(StrEnum):
    """Whom it is about."""

    TUTOR = "tutor"
    OTHER = "other"


SERIOUS: Final = frozenset({What.UNSAFE, What.BOUNDARY, What.PRIVATE, What.STRANGER, What.VOG})


def is_serious(what: What) -> bool:
    """Say whether a child may be in danger."""
    return what in SERIOUS


def stops_lessons(what: What, about: About) -> bool:
    """Say whether the tutor's lessons stop at once: of a serious report about the tutor, without asking whether it is so."""
    return is_serious(what) and about is About.TUTOR
