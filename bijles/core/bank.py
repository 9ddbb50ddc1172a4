"""Match the lines of a bank statement to payments, by reference and amount. What is not certain is left to people."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Verdict(StrEnum):
    """What is known of a bank line. AMOUNT: the reference is right and the amount is not."""

    MATCHED = "matched"
    AMOUNT = "amount"
    ACCOUNT = "account"
    TWICE = "twice"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Payment:
    """What was sent to the bank. reference: the invoice number."""

    reference: str
    iban: str
    cents: int


@dataclass(frozen=True, slots=True)
class BankLine:
    """A debit of a statement. text: free text in which the reference stands somewhere."""

    id: str
    day: date
    iban: str
    cents: int
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """A line with its verdict; reference is empty when nothing is known."""

    line: str
    verdict: Verdict
    reference: str = ""


def match(lines: Iterable[BankLine], payments: Iterable[Payment], *, paid: Collection[str] = ()) -> tuple[Match, ...]:
    """Give a verdict for each line, in order of day and id. paid: references that a line paid before.

    A line is matched when its text holds exactly one known reference, as a whole word, and account and amount are equal.
    Banks break and re-space a text, so spaces and case do not count. A second line for the same payment is TWICE.
    """
    known = {plain(payment.reference): payment for payment in payments}
    named_in = _finder(known)
    done = set(paid)
    found = []
    for line in sorted(lines, key=lambda line: (line.day, line.id)):
        named = named_in(line.text)
        if len(named) != 1:
            found.append(Match(line.id, Verdict.UNKNOWN))
            continue
        payment = known[named.pop()]
        verdict = _verdict(line, payment, done)
        if verdict is Verdict.MATCHED:
            done.add(payment.reference)
        found.append(Match(line.id, verdict, payment.reference))
    return tuple(found)


def is_iban(typed: str) -> bool:
    """Say whether it is an IBAN with a right check number (ISO 13616: mod 97 is 1)."""
    iban = plain(typed)
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", iban):
        return False
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1


def plain(text: str) -> str:
    """Give a text without spaces and in capitals: banks break and re-space what they are given."""
    return re.sub(r"\s", "", text).upper()


def _verdict(line: BankLine, payment: Payment, done: set[str]) -> Verdict:
    if plain(line.iban) != plain(payment.iban):
        return Verdict.ACCOUNT
    if line.cents != payment.cents:
        return Verdict.AMOUNT
    return Verdict.TWICE if payment.reference in done else Verdict.MATCHED


def _finder(references: Iterable[str]) -> Callable[[str], set[str]]:
    """Give a function that finds references in a text, in one walk over it."""
    longest_first = sorted(references, key=lambda one: (-len(one), one))
    if not longest_first:
        return lambda _text: set()
    # No digit may follow: "BP-2027-0001" does not stand in "BP-2027-00012".
    pattern = re.compile("(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\d)")
    return lambda text: set(pattern.findall(plain(text)))
