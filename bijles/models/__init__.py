"""The tables of this room."""

from bijles.models.claim import Attendance, Claim
from bijles.models.credit import CreditNote
from bijles.models.family import CalendarFeed, Child, Family, Pass, SecondClaim
from bijles.models.help import HelpDesk, HelpStep, HelpVisit
from bijles.models.ledger import Account, Entry, Transfer
from bijles.models.lesson import Booking, Lesson
from bijles.models.note import Decision, LessonNote, SilenceDraw
from bijles.models.outreach import Batch, CameBy, CampaignCode, ParentText, School, Signal
from bijles.models.programme import Agreement, Programme, ProgrammeRules, Provider
from bijles.models.quality import AgreementSignature, QualityAnnex
from bijles.models.safety import SafetyLook, SafetyReport
from bijles.models.scheme import EnrolledPass, EnrolmentList, ListFetch, PassScheme, WrongTry
from bijles.models.settlement import BankLine, Billing, Invoice, PaymentExport, Settlement, SettlementLine
from bijles.models.talk import Message, Talk, TalkLook
from bijles.models.tutor import Absence, Availability, Skill, Tutor
from bijles.models.waiting import WaitingEntry

__all__ = [
    "Absence",
    "Account",
    "Agreement",
    "AgreementSignature",
    "Attendance",
    "Availability",
    "BankLine",
    "Batch",
    "Billing",
    "Booking",
    "CalendarFeed",
    "CameBy",
    "CampaignCode",
    "Child",
    "Claim",
    "CreditNote",
    "Decision",
    "EnrolledPass",
    "EnrolmentList",
    "Entry",
    "Family",
    "HelpDesk",
    "HelpStep",
    "HelpVisit",
    "Invoice",
    "Lesson",
    "LessonNote",
    "ListFetch",
    "Message",
    "ParentText",
    "Pass",
    "PassScheme",
    "PaymentExport",
    "Programme",
    "ProgrammeRules",
    "Provider",
    "QualityAnnex",
    "SafetyLook",
    "SafetyReport",
    "School",
    "SecondClaim",
    "Settlement",
    "SettlementLine",
    "Signal",
    "SilenceDraw",
    "Skill",
    "Talk",
    "TalkLook",
    "Transfer",
    "Tutor",
    "WaitingEntry",
    "WrongTry",
]
