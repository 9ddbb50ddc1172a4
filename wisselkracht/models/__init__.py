"""The tables of WisselKracht, a file an aggregate."""

from wisselkracht.models.answers import (
    Exclusion,
    Expertise,
    Goal,
    Job,
    PersonalTheme,
    Qualification,
    Wishes,
)
from wisselkracht.models.application import (
    LIVE,
    Applicant,
    ApplicantQuerySet,
    Application,
    ApplicationQuerySet,
    Link,
    RegisterCode,
    Role,
    Stage,
    Verification,
)
from wisselkracht.models.feed import CalendarFeed
from wisselkracht.models.mailing import Mailing
from wisselkracht.models.map import MapAnswer, MapAnswerQuerySet
from wisselkracht.models.round import Region, RegionQuerySet, Round, RoundQuerySet, RoundState

__all__ = [
    "LIVE",
    "Applicant",
    "ApplicantQuerySet",
    "Application",
    "ApplicationQuerySet",
    "CalendarFeed",
    "Exclusion",
    "Expertise",
    "Goal",
    "Job",
    "Link",
    "Mailing",
    "MapAnswer",
    "MapAnswerQuerySet",
    "PersonalTheme",
    "Qualification",
    "Region",
    "RegionQuerySet",
    "RegisterCode",
    "Role",
    "Round",
    "RoundQuerySet",
    "RoundState",
    "Stage",
    "Verification",
    "Wishes",
]
