"""Links, addresses, numbers and apps in a message between a family and a tutor. Standard library only."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final


class Contact(StrEnum):
    """What brings two people together outside the platform."""

    LINK = "link"
    MAIL = "mail"
    PHONE = "phone"
    APP = "app"


# Nine digits are a number without its first zero.
FEWEST_DIGITS: Final = 9
# With a zero or a plus in front, anything but letters may stand between the digits of a number.
FEWEST_WITH_ZERO: Final = 10
_NUMBERS: Final = {
    word: str(number)
    for number, words in enumerate(
        (
            ("nul", "zero"),
            ("een", "één", "one"),
            ("twee", "two"),
            ("drie", "three"),
            ("vier", "four"),
            ("vijf", "five"),
            ("zes", "six"),
            ("zeven", "seven"),
            ("acht", "eight"),
            ("negen", "nine"),
        )
    )
    for word in words
}
_NUMBER_WORDS: Final = re.compile(rf"(?<![^\W\d_])({'|'.join(_NUMBERS)})(?![^\W\d_])")
# A day with its year is no number of a phone, and no clock behind it: "9-3-2027 15.30".
_DAY: Final = re.compile(
    r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|1[0-2])\1(?:19|20)\d{2}(?!\d)(?:[\W_]{1,3}(?:[01]\d|2[0-3])[.:][0-5]\d(?!\d))*"
)
_RUN: Final = re.compile(r"\d(?:[\W_]{0,3}\d)*")
# Beside days a digit may stand ("een toets" is read as 1), and no more: nine digits are never a day with one digit.
MOST_BESIDE_DAYS: Final = 1
# A letter between digits that stands for one: "o6 12", "06l2".
_LETTER_O: Final = re.compile(r"(?<![^\W\d_])o(?=[\s.\-]?\d)|(?<=\d)o(?![^\W\d_])")
_LETTER_L: Final = re.compile(r"(?<=\d)[il](?=\d)")
_DIGITS: Final = re.compile(rf"\d(?:[\s.\-/()_*+|~]{{0,3}}\d){{{FEWEST_DIGITS - 1},}}")
# The zeros of 1.000.000 begin no number.
_DIGITS_WITH_ZERO: Final = re.compile(rf"(?:\+|(?<!\d)(?<!\d[.,])0)(?:[\W_]{{0,3}}\d){{{FEWEST_WITH_ZERO - 1},}}")
_ENDS: Final = "nl|com|org|net|eu|info|app|io|gg|ly|tv|uk|online|site|link|page|shop|xyz|biz"
# "net" is a word, so it ends an address only when it is written to the dot.
_CLEAR_ENDS: Final = "nl|com|org"
_DOT: Final = r"(?:\s*\.\s*|\s*[(\[{<]\s*(?:\.|punt|dot)\s*[)\]}>]\s*|\s+(?:punt|dot)\s+)"
_LINK: Final = re.compile(
    rf"https?\s*:|\bwww\s*\.|[^\W_]\.(?:{_ENDS})\b|[^\W_]{_DOT}(?:{_CLEAR_ENDS})\b|[^\W\d_]\.[a-z]{{2,}}/[^\W_]"
)
_MAIL: Final = re.compile(
    rf"[^\W_]\s*@|@\s*[^\W_]|\bap(?:en)?e?staartje|[(\[{{<]\s*(?:at|a)\s*[)\]}}>]|\bat\b.{{1,40}}?{_DOT}[a-z]{{2,6}}\b"
)
_APPS: Final = (
    "whatsapp", "snapchat", "instagram", "telegram", "facebook", "messenger", "facetime", "tiktok", "discord", "skype",
    "gmail", "hotmail", "icloud",
)  # fmt: skip
_BETWEEN: Final = r"[\W_]{0,2}"
_APP: Final = re.compile(
    "|".join([*(rf"\b{_BETWEEN.join(name)}" for name in _APPS), r"\binsta\b", r"\bsnap(?:je|t)? (?:me|mij)\b"])
)


def found(text: str) -> tuple[Contact, ...]:
    """Give what kinds of contact data stand in a text, also when somebody tried to hide them; empty when there are none.

    Hidden: in another script's digits, as words, with letters for digits, with signs between, 'at' and 'punt nl' written
    out. The text may hold sums, dates, times and pages; nine digits in a row are too many, whatever they are.
    """
    plain = _plain(text)
    digits = _RUN.sub(_no_days, _LETTER_L.sub("1", _LETTER_O.sub("0", _NUMBER_WORDS.sub(_digit, plain))))
    tests = {
        Contact.LINK: _LINK.search(plain),
        Contact.MAIL: _MAIL.search(plain),
        Contact.PHONE: _DIGITS.search(digits) or _DIGITS_WITH_ZERO.search(digits),
        Contact.APP: _APP.search(plain),
    }
    return tuple(kind for kind, hit in tests.items() if hit)


def _plain(text: str) -> str:
    """Give small letters, plain digits and signs, without marks that nobody sees."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    seen = (sign for sign in folded if unicodedata.category(sign) != "Cf")
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in seen)


def _no_days(run: re.Match[str]) -> str:
    """Take days out of digits that follow each other; a day with more digits to it stays, as part of a number."""
    rest, days = _DAY.subn(" - ", run.group())
    return " - " if days and sum(sign.isdigit() for sign in rest) <= MOST_BESIDE_DAYS else run.group()


def _digit(word: re.Match[str]) -> str:
    return _NUMBERS[word.group()]
