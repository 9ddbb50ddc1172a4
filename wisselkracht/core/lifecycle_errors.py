"""What can go wrong in the later life of an exchange, each with a stable code and its facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from wisselkracht.core.errors import WisselkrachtError


class LifecycleError(WisselkrachtError):
    """Any error from proposal to published practice. code: stable, for texts and tests."""

    code = "lifecycle"


class IllegalStep(LifecycleError):
    """A step does not start from where the exchange stands."""

    code = "illegal-step"

    def __init__(self, state: str, step: str) -> None:
        super().__init__(f"{state}: {step}")
        self.state, self.step = state, step


class NotYours(LifecycleError):
    """Somebody takes a step that is not his to take. role: who he is."""

    code = "not-yours"

    def __init__(self, step: str, role: str) -> None:
        super().__init__(f"{step} by {role}")
        self.step, self.role = step, role


class NotCarried(LifecycleError):
    """A step lacks what it must carry. items: which, in a fixed order."""

    code = "not-carried"

    def __init__(self, items: Iterable[str]) -> None:
        self.items = tuple(items)
        super().__init__(", ".join(self.items))


class NotReady(LifecycleError):
    """A step is legal and complete, and the exchange is not ready for it. needs: which guards fail, in a fixed order."""

    code = "not-ready"

    def __init__(self, needs: Iterable[str]) -> None:
        self.needs = tuple(needs)
        super().__init__(", ".join(self.needs))


class HolidaysUnknown(LifecycleError):
    """The holidays of a school year are not in our table. school_year: "2030-2031"."""

    code = "holidays-unknown"

    def __init__(self, school_year: str) -> None:
        super().__init__(school_year)
        self.school_year = school_year


class PeriodTooShort(LifecycleError):
    """A period has too few school weeks for three evaluation moments."""

    code = "period-too-short"

    def __init__(self, *, weeks: int, least: int) -> None:
        super().__init__(f"{weeks} school weeks, {least} needed")
        self.weeks, self.least = weeks, least


class BadPeriod(LifecycleError):
    """A period ends before it begins."""

    code = "bad-period"

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"{first} - {last}")
        self.first, self.last = first, last


class BadAgreement(LifecycleError):
    """The secondments are no exchange. what: a stable code, e.g. "not-a-circle"."""

    code = "bad-agreement"

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class BadForm(LifecycleError):
    """A form of an evaluation has faults. faults: a stable code by the key of its question."""

    code = "bad-form"

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{key}: {fault}" for key, fault in faults.items()))
        self.faults = dict(faults)


class BadExchange(LifecycleError):
    """Applications cannot be proposed to each other. what: a stable code, e.g. "size" or "same-school"."""

    code = "bad-exchange"

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Held(LifecycleError):
    """An application stands in another exchange that binds it. applications: primary keys, in order."""

    code = "held"

    def __init__(self, applications: Iterable[int]) -> None:
        self.applications = tuple(applications)
        super().__init__(", ".join(str(number) for number in self.applications))
