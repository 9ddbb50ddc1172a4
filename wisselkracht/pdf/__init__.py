"""One function a document: the agreement of an exchange, the two explanation sheets and the report of a round."""

from wisselkracht.pdf.agreements import agreement
from wisselkracht.pdf.rounds import round_report
from wisselkracht.pdf.sheets import proposal, unmatched

__all__ = ["agreement", "proposal", "round_report", "unmatched"]
