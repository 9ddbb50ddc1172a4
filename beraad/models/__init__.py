"""The tables of this room."""

from beraad.models.assembly import Assembly, Entry, Feature, FeatureValue, Party
from beraad.models.draw import Draw, Panel, Ticket
from beraad.models.enrolment import Consent, Enrolment, Link, LinkDay, Look
from beraad.models.invitation import Invitation, InvitingPlan, ReplacementRound
from beraad.models.paper import DrawPaper
from beraad.models.registration import Registration
from beraad.models.school import School, SchoolCode
from beraad.models.tables import TablePair, TablePin, TablePlan, TableSeat

__all__ = [
    "Assembly",
    "Consent",
    "Draw",
    "DrawPaper",
    "Enrolment",
    "Entry",
    "Feature",
    "FeatureValue",
    "Invitation",
    "InvitingPlan",
    "Link",
    "LinkDay",
    "Look",
    "Panel",
    "Party",
    "Registration",
    "ReplacementRound",
    "School",
    "SchoolCode",
    "TablePair",
    "TablePin",
    "TablePlan",
    "TableSeat",
    "Ticket",
]
