"""One function a document: the agreement of an exchange, explanation sheets, the report of a round, the letter with a code."""

from wisselkracht.pdf.agreements import agreement
from wisselkracht.pdf.letters import register_letter
from wisselkracht.pdf.rounds import round_report
from wisselkracht.pdf.sheets import proposal, unmatched

__all__ = ["agreement", "proposal", "register_letter", "round_report", "unmatched"]
