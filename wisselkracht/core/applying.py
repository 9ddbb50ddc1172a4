"""Who may apply together: three people who are really three."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from itertools import combinations
from typing import Final

from wisselkracht.core.refusals import SamePerson
from wisselkracht.core.steps import Role

MOST_THEMES: Final = 3
LEVELS: Final = (1, 2, 3)


def same_name(one: str, other: str) -> bool:
    """Say whether two typed names are one, whatever their capitals, accents, dots and spaces."""
    return _plain(one) == _plain(other) != ""


def _plain(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in apart if sign.isalnum())


def check_people(people: Mapping[Role, tuple[str, str]]) -> None:
    """Refuse an application in which two of the three are one person (SamePerson).

    people: per role a name and what stands for the mailbox, the same for two spellings of one. One name in two roles
    is refused as well: somebody with two mailboxes is still one person.
    """
    for one, other in combinations(Role, 2):
        (name, mailbox), (other_name, other_mailbox) = people[one], people[other]
        if mailbox == other_mailbox or same_name(name, other_name):
            raise SamePerson(one, other)
