"""A practice that works, from the end report of an exchange to a public page: written, checked, agreed, published.

Nobody's name is in it, and nobody's school without its consent.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from wisselkracht.core.exchange_steps import Party, Role
from wisselkracht.core.lifecycle_errors import IllegalStep, NotReady, NotYours

LEAST_LETTERS: Final = 200
MOST_LETTERS: Final = 4000
LONGEST_TITLE: Final = 90
# So many texts a teacher may offer from one exchange.
MOST_OF_ONE: Final = 3
# A shorter part of a name is too often a common word: "de", "van", "Bos".
_LEAST_NAME: Final = 4


class State(StrEnum):
    """Where a practice stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    AGREED = "agreed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What can be done with it."""

    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


class Need(StrEnum):
    """What must be true first."""

    TITLE = "title"
    LENGTH = "length"
    THEME = "theme"
    NO_NAMES = "no-names"
    NO_CONTACTS = "no-contacts"
    CONSENT = "consent"
    REASON = "reason"
    OVER = "over"
    FEW = "few"
    SAME_WORDS = "same-words"


@dataclass(frozen=True, slots=True)
class Practice:
    """What is written, and who is in it. schools: keys of the schools of the exchange.

    names: of everybody in the exchange. consented: who agreed that this text is public; it falls with every change.
    is_over: the teachers are back. others: how many more texts the same teacher offered from this exchange.
    """

    state: State
    title: str
    text: str
    theme: str
    schools: frozenset[str]
    names: tuple[str, ...]
    consented: frozenset[Party] = frozenset()
    is_over: bool = True
    others: int = 0


_TO: Final = {
    Step.SUBMIT: (frozenset({State.DRAFT}), State.SUBMITTED, frozenset({Role.TEACHER})),
    Step.RETURN: (frozenset({State.SUBMITTED}), State.DRAFT, frozenset({Role.COORDINATOR})),
    Step.APPROVE: (frozenset({State.SUBMITTED}), State.AGREED, frozenset({Role.COORDINATOR})),
    Step.PUBLISH: (frozenset({State.AGREED}), State.PUBLISHED, frozenset({Role.COORDINATOR})),
    Step.WITHDRAW: (
        frozenset({State.DRAFT, State.SUBMITTED, State.AGREED, State.PUBLISHED}), State.WITHDRAWN,
        frozenset({Role.TEACHER, Role.DIRECTOR, Role.COORDINATOR}),
    ),
}  # fmt: skip


def advance(practice: Practice, step: Step, *, by: Party, themes: Collection[str], reason: str = "") -> State:
    """Give the state after a step. themes: the vocabulary of now. reason: why it is returned.

    Whoever agreed may withdraw it at any time, without a reason. Raises IllegalStep, NotYours, NotReady.
    """
    sources, to, who = _TO[step]
    if practice.state not in sources:
        raise IllegalStep(practice.state, step)
    if by.role not in who or (by.role is not Role.COORDINATOR and by.school not in practice.schools):
        raise NotYours(step, by.role)
    if failing := _failing(practice, step, themes=themes, reason=reason):
        raise NotReady(failing)
    return to


def _failing(practice: Practice, step: Step, *, themes: Collection[str], reason: str) -> list[Need]:
    if step is Step.RETURN:
        return [] if reason.strip() else [Need.REASON]
    if step is Step.WITHDRAW:
        return []
    text = f"{practice.title}\n{practice.text}"
    checks = {
        Need.TITLE: 0 < len(practice.title.strip()) <= LONGEST_TITLE,
        Need.LENGTH: LEAST_LETTERS <= len(practice.text.strip()) <= MOST_LETTERS,
        Need.THEME: practice.theme in themes,
        Need.NO_NAMES: not names_in(text, practice.names),
        Need.NO_CONTACTS: not contacts_in(text),
        Need.CONSENT: step is not Step.PUBLISH or not missing_consent(practice),
        Need.OVER: step is not Step.SUBMIT or practice.is_over,
        Need.FEW: step is not Step.SUBMIT or practice.others < MOST_OF_ONE,
    }
    return [need for need, is_so in checks.items() if not is_so]


def fingerprint(title: str, text: str, theme: str) -> str:
    """Give the SHA-256 of what a page shows; whoever agrees agrees to these words, and not to the next ones."""
    return hashlib.sha256(f"{title}\x1f{text}\x1f{theme}".encode()).hexdigest()


def missing_consent(practice: Practice) -> tuple[Party, ...]:
    """Give who must still agree: director and teacher of each school."""
    wanted = [Party(school, role) for school in sorted(practice.schools) for role in (Role.DIRECTOR, Role.TEACHER)]
    return tuple(party for party in wanted if party not in practice.consented)


def names_in(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Give the parts of people's names that stand in a text as words, whatever their accents and capitals.

    Parts of fewer than four letters are looked for as part of the whole name only.
    """
    words = _words(text)
    joined = f" {' '.join(words)} "
    found = []
    for name in names:
        parts = _words(name)
        found += [part for part in parts if len(part) >= _LEAST_NAME and part in words]
        whole = " ".join(parts)
        if len(parts) > 1 and f" {whole} " in joined:
            found.append(whole)
    return tuple(dict.fromkeys(found))


def _words(text: str) -> list[str]:
    apart = unicodedata.normalize("NFKD", text).casefold()
    return re.findall(r"[^\W_]+", "".join(sign for sign in apart if not unicodedata.combining(sign)))


def contacts_in(text: str) -> tuple[str, ...]:
    """Give the mail addresses and phone numbers in a text: they belong on no public page."""
    mails = re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", text)
    phones = re.findall(r"(?<![\w.])(?:\+31|0031|0)[\s(-]*\d(?:[\s()-]*\d){8}(?!\d)", text)
    return (*mails, *(phone.strip() for phone in phones))
