"""The tables of the campaign room, a file an aggregate."""

from campaigns.models.intake import FormLetter, Intake, TrustedBlock, Verdict
from campaigns.models.petition import Answer, Consent, Petition, PetitionText
from campaigns.models.signature import LedgerEntry, Signature, Tally

__all__ = [
    "Answer",
    "Consent",
    "FormLetter",
    "Intake",
    "LedgerEntry",
    "Petition",
    "PetitionText",
    "Signature",
    "Tally",
    "TrustedBlock",
    "Verdict",
]
