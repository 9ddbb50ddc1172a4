"""Takes out of a text what could point at a person or open a door. Pure.

Names cannot be recognised by their shape. They stay out of the logs because messages are built from
row numbers, and because an exception's own words are kept only for the kinds in `PLAIN`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any, Final

GONE: Final = "[…]"

_LOGIN_IN_URL = re.compile(r"://[^/\s@]*@")
_HEADER = re.compile(r"(?i)\b(authorization|proxy-authorization|set-cookie|cookie)\b[\"']?\s*[:=][^\n]*")
_PAIR = re.compile(
    r"(?i)\b([\w-]*(?:token|code|secret|password|passwd|sessionid|csrf\w*|api_?key|e-?mail|phone|naam|name))"
    r"[\"']?\s*[=:]\s*[\"']?[^\s\"'&,;)}\]]+"
)
_QUERY = re.compile(r"(?<=[\w/%~.\-])\?[^\s\"'<>]*[=&%][^\s\"'<>]*")
_DETAIL = re.compile(r"(?s)\b(?:DETAIL|HINT|CONTEXT|PARAMETERS?):.*")
_EMAIL = re.compile(r"[^\s@\"<>(),;:\[\]]+(?:@|%40)[^\s@\"'<>(),;:\[\]{}/=]+")
_PHONE = re.compile(r"(?<![\w./:-])(?:\+|00)[1-9](?:[\s().-]*\d){7,13}(?!\w)|(?<![\w./:-])0[1-9](?:[\s-]?\d){8}(?!\w)")
_SEGMENT = re.compile(r"(?<=/)[A-Za-z0-9_=.:~%-]{16,}(?=[/\s\"'?#,;)\]]|$)")
_WORD = re.compile(r"(?<![\w/.-])[A-Za-z0-9_=-]{20,}(?![\w/.])")
_CODE_FILE = re.compile(r"[a-z_]+\.(?:py|html|txt)(?::\d+)?")
_UUID = re.compile(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CODE = re.compile(r"(?<![\w.:/-])\d{3}[ -]?\d{3}(?![\w.:/-])")
_ADDRESS = re.compile(r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7})(?![\w:])")

SECRET_KEYS: Final = re.compile(
    r"(?i)token|[_-]code$|secret|password|passwd|cookie|session|csrf|authorization|api_?key|e-?mail|phone|"
    r"^(first_|last_|full_|display_)?name$|^naam$|address|postcode|payload|body|query|remote_addr|^ip$|"
    r"forwarded|user_agent"
)


def redact(text: str) -> str:
    """Give the text without addresses, numbers, codes, tokens, headers and query strings."""
    text = _LOGIN_IN_URL.sub(f"://{GONE}@", text)
    text = _HEADER.sub(rf"\1: {GONE}", text)
    text = _DETAIL.sub(GONE, text)
    text = _QUERY.sub(f"?{GONE}", text)
    text = _EMAIL.sub(GONE, text)
    text = _PAIR.sub(rf"\1={GONE}", text)
    text = _PHONE.sub(GONE, text)
    text = _SEGMENT.sub(_unless_plain, text)
    text = _WORD.sub(_unless_plain_word, text)
    text = _CODE.sub(GONE, text)
    return _ADDRESS.sub(_unless_local, text)


def redact_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Redact a log event: secret keys whole, texts by `redact`, also inside lists and mappings."""
    return {
        key: GONE if SECRET_KEYS.search(key) and value not in (None, "", True, False) else _redact_value(value)
        for key, value in values.items()
    }


def _redact_value(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return redact_values({str(key): inner for key, inner in value.items()})
    if isinstance(value, list | tuple | set | frozenset):
        return [_redact_value(inner) for inner in value]
    return redact(str(value))


def _unless_plain(match: re.Match[str]) -> str:
    """Keep a path segment that is words of a slug or a file of code; a token of 16 signs has digits or capitals."""
    segment = match.group()
    is_words = segment.islower() and not any(sign.isdigit() for sign in segment)
    return segment if is_words or _CODE_FILE.fullmatch(segment) else GONE


def _unless_plain_word(match: re.Match[str]) -> str:
    """Keep words, names of code and the numbers of jobs and tasks; a token mixes letters and digits."""
    word = match.group()
    if _UUID.fullmatch(word) or not (any(s.isdigit() for s in word) and any(s.isalpha() for s in word)):
        return word
    return GONE


def _unless_local(match: re.Match[str]) -> str:
    try:
        address = ip_address(match.group())
    except ValueError:
        return match.group()
    return match.group() if address.is_loopback or address.is_unspecified else GONE
