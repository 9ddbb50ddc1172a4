"""What a handler raises to say how its job goes on. Any other error counts as a fault of ours."""

from __future__ import annotations


class JobError(Exception):
    """A job did not succeed.

    code: a stable word with at most a protocol's own numbers ("smtp-550-5.1.1"). It is stored and
    shown to operators, so it never holds an address, a name or a text.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TryAgain(JobError):
    """The trouble is outside and temporary: try for about two days."""


class Unavailable(TryAgain):
    """The service behind this kind of job is gone: this process leaves the kind alone for a moment."""


class PermanentFailure(JobError):
    """Trying again is of no use. The job stops and the operator is told."""


class Refused(JobError):
    """The recipient does not exist or does not want it. The job ends; nobody needs to act."""
