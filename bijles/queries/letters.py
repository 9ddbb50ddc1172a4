"""Texts for parents: those that come with the platform, those that may be printed, and how one is shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from bijles.core import letters
from bijles.core.letters import DUTCH, Block, Kind
from bijles.models import ParentText, PassScheme

_FOLDER: Final = Path(__file__).resolve().parent.parent / "data" / "letters"


@dataclass(frozen=True, slots=True)
class Shipped:
    """A text as it comes with the platform."""

    kind: Kind
    language: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A text with its places filled. draft: the sentence that says so in its own language, or ""; scan: beside a QR code."""

    language: str
    is_right_to_left: bool
    title: str
    blocks: tuple[Block, ...]
    draft: str
    scan: str


@cache
def _file(language: str) -> Mapping[str, Any]:
    content: Mapping[str, Any] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return content


def shipped() -> list[Shipped]:
    """Give every text that comes with the platform, by kind and language."""
    return [
        Shipped(kind, language, text["title"], text["body"])
        for kind in Kind
        for language in letters.LANGUAGES
        for text in (_file(language)["texts"][kind.value],)
    ]


def lacking() -> list[Shipped]:
    """Give what comes with the platform and stands in no version yet."""
    known = set(ParentText.objects.values_list("kind", "language", "title", "body"))
    return [one for one in shipped() if (one.kind, one.language, one.title, one.body) not in known]


def newest() -> list[ParentText]:
    """Give the newest version of each text, by kind and in the order of the languages."""
    found = ParentText.objects.order_by("kind", "language", "-version").distinct("kind", "language")
    kinds = list(Kind)
    return sorted(found, key=lambda one: (kinds.index(Kind(one.kind)), letters.LANGUAGES.index(one.language)))


def printable(*kinds: Kind) -> dict[tuple[str, str], ParentText]:
    """Give the newest approved text of each kind and language. Dutch stands beside, so without it there is none."""
    approved = sorted(ParentText.objects.approved(*kinds), key=lambda one: letters.LANGUAGES.index(one.language))
    found = {(one.kind, one.language): one for one in sorted(approved, key=lambda one: one.kind)}
    return {place: one for place, one in found.items() if (one.kind, DUTCH) in found}


def beside(text: ParentText) -> ParentText | None:
    """Give the Dutch text that stands beside one; None for a Dutch one."""
    if text.language == DUTCH:
        return None
    dutch = ParentText.objects.filter(kind=text.kind, language=DUTCH)
    return dutch.exclude(approved_at=None).order_by("-version").first() or dutch.order_by("-version").first()


def values(scheme: PassScheme, *, school: str = "", link: str = "") -> dict[str, str]:
    """Give what is filled in; a place without a value stays."""
    # A telephone number stays on one line.
    desk = scheme.desk_number.replace(" ", "\N{NO-BREAK SPACE}")
    known = {"pass": scheme.title, "city": str(scheme.municipality), "desk": desk}
    return known | {name: value for name, value in (("school", school), ("link", link)) if value}


def show(text: ParentText, filled: Mapping[str, str]) -> Shown:
    """Give a text as it is read."""
    labels = _file(text.language)
    return Shown(
        language=text.language,
        is_right_to_left=text.is_right_to_left,
        title=letters.fill(text.title, filled),
        blocks=letters.blocks(letters.fill(text.body, filled)),
        draft=labels["draft"] if text.is_draft else "",
        scan=labels["scan"],
    )


def show_beside(dutch: ParentText, filled: Mapping[str, str], *, own: Shown) -> Shown:
    """Give the Dutch text that stands beside another; it says too that nobody read the other one."""
    shown = show(dutch, filled)
    note: str = _file(DUTCH)["beside"]
    return replace(shown, draft=note) if own.draft and not shown.draft else shown
