"""What a teacher's job is made of. Whether somebody may do it is judged in `qualification.py`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from wisselkracht.core.errors import WisselkrachtError


class Level(StrEnum):
    """Which years of a secondary school."""

    LOWER = "lower"
    UPPER = "upper"


class BadJob(WisselkrachtError):
    """A job lacks something or holds something impossible. what: groups, subject, level, days, other_days or fte."""

    code = "bad-job"

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


GROUPS: Final = tuple(range(1, 9))
DAYS: Final = tuple(range(1, 6))
# Codes of subjects in secondary schools; their names stand with the forms.
SUBJECTS: Final = (
    *("nederlands", "engels", "frans", "duits", "spaans", "latijn", "grieks", "wiskunde", "rekenen", "natuurkunde"),
    *(
        "scheikunde",
        "biologie",
        "nask",
        "techniek",
        "informatica",
        "aardrijkskunde",
        "geschiedenis",
        "maatschappijleer",
    ),
    *("economie", "bedrijfseconomie", "filosofie", "levensbeschouwing", "beeldende_vorming", "muziek", "drama"),
    *("lichamelijke_opvoeding", "zorg_en_welzijn", "praktijkvakken"),
)
SECONDARY: Final = "vo"
# A fixed set of lessons fits into a fixed number of days: at most a fifth of a full job each day.
MOST_A_DAY: Final = 25
SMALLEST: Final = 10
LARGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Job:
    """A job. groups: of a primary school. subject, level: of a secondary one. days: 1 Monday to 5 Friday.

    fte: in hundredths of a full job.
    """

    sector: str
    groups: tuple[int, ...]
    subject: str
    level: str
    days: tuple[int, ...]
    fte: int


def check(job: Job) -> None:
    """Refuse a job that lacks something or is impossible (BadJob)."""
    if job.sector == SECONDARY:
        if job.subject not in SUBJECTS:
            raise BadJob("subject")
        if job.level not in set(Level):
            raise BadJob("level")
    elif not job.groups or not set(job.groups) <= set(GROUPS):
        raise BadJob("groups")
    if not job.days or not set(job.days) <= set(DAYS) or len(set(job.days)) != len(job.days):
        raise BadJob("days")
    if not SMALLEST <= job.fte <= min(LARGEST, MOST_A_DAY * len(job.days)):
        raise BadJob("fte")


def check_other_days(days: Collection[int]) -> None:
    """Refuse days on which nobody teaches (BadJob). The size of the job stays as it is, whatever days there are."""
    if not set(days) <= set(DAYS):
        raise BadJob("other_days")
