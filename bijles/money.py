"""How amounts are written for people."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format


def euros(cents: int) -> str:
    """Give an amount as euros, in the language of the reader, without a space that a line could break at."""
    return f"€\N{NO-BREAK SPACE}{number_format(Decimal(cents) / 100, 2, force_grouping=True)}"
