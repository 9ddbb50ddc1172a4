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

__all__ = [
    "Board",
    "BoardRecord",
    "DataVersion",
    "Enrolment",
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
    "Vestiging",
    "VestigingRecord",
    "Weging",
    "WegingWindow",
]
