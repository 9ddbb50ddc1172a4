"""Canonical addresses: which typed addresses reach the same mailbox, by domain rules kept as data.

Mail always goes to the address as typed; only the key under which a mailbox is known is canonical.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ndt.privacy.keyed import candidates, keyed_hash


@dataclass(frozen=True, slots=True)
class Rule:
    """How a mail domain reads the part before the @."""

    ignores_dots: bool = False
    tag: str = ""
    alias_of: str = ""


def _read() -> MappingProxyType[str, Rule]:
    stored = json.loads(Path(__file__).with_name("address_rules.json").read_text(encoding="utf-8"))
    return MappingProxyType({domain: Rule(**rule) for domain, rule in stored["rules"].items()})


RULES: Final = _read()
# Nothing can be mailed there (RFC 2606): how an account without a mailbox ends.
NO_MAILBOX: Final = ".invalid"
# A provider that says nothing keeps its dots and tags: two addresses that may be two people stay two.
NO_RULE: Final = Rule()


def is_mailbox(address: str) -> bool:
    """Say whether a mail can reach an address: not that of an account made for somebody without one, or of an erased one."""
    return not address.endswith(NO_MAILBOX)


def canonical(address: str) -> str:
    """Give the one spelling under which a mailbox is known, e.g. `j.jansen+x@googlemail.com` -> `jjansen@gmail.com`.

    Lower-cases, composes Unicode (NFKC), writes an international domain in its ASCII form, then
    applies the domain's rule. Idempotent. Raises ValueError when there is no @ or an empty part.
    """
    local, at, domain = unicodedata.normalize("NFKC", address).strip().rpartition("@")
    if not (local and at and domain):
        raise ValueError("an address has a part before and after the @")
    local, domain = local.lower(), ascii_domain(domain)
    rule = RULES.get(domain, NO_RULE)
    if rule.alias_of:
        domain = rule.alias_of
        rule = RULES[domain]
    plain = local
    if rule.tag:
        plain = plain.split(rule.tag, 1)[0]
    if rule.ignores_dots:
        plain = plain.replace(".", "")
    return f"{plain or local}@{domain}"


def mailbox(address: str) -> str:
    """Give the keyed hash under which the platform knows a mailbox: outbox recipient, suppression, signatures."""
    return keyed_hash("mailbox", canonical(address))


def mailboxes(address: str) -> list[str]:
    """Give every keyed hash under which a mailbox may be stored, newest key first: for look-ups."""
    return candidates("mailbox", canonical(address))


def ascii_domain(domain: str) -> str:
    """Give a mail domain in lower case and ASCII (IDNA); as it is where it cannot be encoded."""
    domain = domain.strip().rstrip(".").lower()
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
