"""What can go wrong in this room. Texts for people are made at the edge."""

from __future__ import annotations


class InspectieError(Exception):
    """Base of the errors of this room; `code` is stable."""

    code = "inspectie"
