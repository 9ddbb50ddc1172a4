"""A letter: what a room hands over, before it becomes a row in the outbox."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one mailbox.

    to: the address as typed. template: `<room>/<letter>`, found as
    templates/emails/<room>/<letter>.{subject.txt,txt,html}. context: JSON-able values for the
    template. language: nl or en. unsubscribe: absolute address from `ndt.mail.unsubscribe.address`,
    "" where nothing can be unsubscribed from. reply_to: where an answer goes, "" for nobody.
    essential: goes out to a suppressed mailbox too: only for what its owner asks for at that moment
    (a code to log in) or must know (a change of the account).
    """

    to: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    language: str = "nl"
    unsubscribe: str = ""
    reply_to: str = ""
    essential: bool = False
