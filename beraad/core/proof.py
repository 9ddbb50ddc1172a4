"""The proof of the chances of a draw, in the form that verify_certificate.py checks."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from beraad.core.bundle import Fixed, sealed, table
from beraad.core.files import decimal

FOLDER: Final = "proof"


def files(fixed: Fixed) -> dict[str, bytes]:
    """Give the directory proof/ of an auditor bundle; nothing when the draw has no certificate.

    Its rows are those of profiles.csv: the tickets in order. `verify_certificate.py proof --respondents profiles.csv
    --categories quotas.csv` then shows that the chances of these people under these quotas are proven.
    """
    if fixed.certificate is None or fixed.chances is None:
        return {}
    row = {ticket: number for number, ticket in enumerate(sorted(fixed.tickets))}
    chances = ((number, decimal(Fraction(fixed.chances[ticket]))) for ticket, number in row.items())
    members = (
        (number, place)
        for number, panel in enumerate(fixed.panels)
        for place in sorted(row[ticket] for ticket in panel)
    )
    made = {
        "certificate.json": fixed.certificate,
        "probabilities.csv": table(("row", "probability"), chances),
        "panels.csv": table(("panel", "row"), members),
    }
    return {f"{FOLDER}/{name}": content for name, content in sealed(made).items()}
