"""Why a run is not started, changed or published, each with a stable code."""

from __future__ import annotations

from wisselkracht.core.errors import WisselkrachtError


class NobodyToRun(WisselkrachtError):
    """Fewer than two applications may run."""

    code = "nobody-to-run"


class AlreadyRunning(WisselkrachtError):
    """A run of this round did not end yet."""

    code = "already-running"


class OneMustDiffer(WisselkrachtError):
    """Two people publish: who made a run, or laid it before a colleague, does not."""

    code = "one-must-differ"


class NotYours(WisselkrachtError):
    """What somebody wants to fix was never found by a run of this round, or its people are not all there any more."""

    code = "not-yours"


class StillOpen(WisselkrachtError):
    """The round still takes applications: who confirms tomorrow must have the same chance."""

    code = "still-open"


class Overtaken(WisselkrachtError):
    """Somebody answered, left or was held by another exchange since the run was made: a new run is needed."""

    code = "overtaken"
