"""A letter: what a room hands over, before it becomes a row in the outbox."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one mailbox.

    template: `<room>/<letter>`, found as templates/emails/<room>/<letter>.{subject.txt,txt,html}.
    context: JSON-able values for the template. to: the address as typed. language: nl or en.
    unsubscribe: absolute address for List-Unsubscribe (RFC 8058), "" where it does not apply.
    """

    to: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    language: str = "nl"
    unsubscribe: str = ""
