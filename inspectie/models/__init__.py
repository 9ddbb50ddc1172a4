"""The tables of this room."""

from inspectie.models.judgements import Judgement, JudgementCount
from inspectie.models.results import (
    Enrolment,
    ProviderScore,
    PublishedAggregate,
    PublishedYear,
    ResultCell,
    Weging,
    WegingWindow,
)
from inspectie.models.scenarios import SavedScenario
from inspectie.models.schools import (
    Board,
    BoardRecord,
    Location,
    Municipality,
    MunicipalityRecord,
    Ovt,
    OvtRecord,
    OvtVestiging,
    School,
    Vestiging,
    VestigingRecord,
)
from inspectie.models.sources import DataVersion, Publication, Sheet
from inspectie.models.tracks import ImprovementTrack, TrackMoment, TrackPolicy

__all__ = [
    "Board",
    "BoardRecord",
    "DataVersion",
    "Enrolment",
    "ImprovementTrack",
    "Judgement",
    "JudgementCount",
    "Location",
    "Municipality",
    "MunicipalityRecord",
    "Ovt",
    "OvtRecord",
    "OvtVestiging",
    "ProviderScore",
    "Publication",
    "PublishedAggregate",
    "PublishedYear",
    "ResultCell",
    "SavedScenario",
    "School",
    "Sheet",
    "TrackMoment",
    "TrackPolicy",
    "Vestiging",
    "VestigingRecord",
    "Weging",
    "WegingWindow",
]
