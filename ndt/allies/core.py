"""The rules of offers of help: when an answer is due and what makes us look twice. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

ANSWER_WITHIN: Final = timedelta(days=14)
QUICKEST_PERSON: Final = timedelta(seconds=4)
MOST_LINKS: Final = 2
_LINK = re.compile(r"https?://|www\.|\[url|<a\s", re.IGNORECASE)


class Doubt(StrEnum):
    """Why an offer waits until a coordinator has looked at it. It is never thrown away."""

    BAIT = "bait"
    FAST = "fast"
    LINKS = "links"
    RATE = "rate"


class OfferError(Exception):
    """Something cannot be done with this offer."""

    code = "offer"


@dataclass
class WrongState(OfferError):
    """The offer is already further: somebody else was first."""

    state: str
    code = "wrong_state"


def answer_by(day: date) -> date:
    """Give the last day on which an offer of `day` is answered in time."""
    return day + ANSWER_WITHIN


def doubts(*, bait: str, took: timedelta | None, texts: Iterable[str], within_rate: bool) -> tuple[Doubt, ...]:
    """Give the reasons to look at an offer before anybody gets mail about it.

    bait: what stood in the field that people do not see. took: how long the form was open, None when
    unknown. texts: what was written. within_rate: whether this address block stayed within its limit.
    """
    found = []
    if bait:
        found.append(Doubt.BAIT)
    if took is None or took < QUICKEST_PERSON:
        found.append(Doubt.FAST)
    if sum(len(_LINK.findall(text)) for text in texts) > MOST_LINKS:
        found.append(Doubt.LINKS)
    if not within_rate:
        found.append(Doubt.RATE)
    return tuple(found)


def has_link(text: str) -> bool:
    """Say whether there is a web address in the text: a name has none."""
    return bool(_LINK.search(text))
