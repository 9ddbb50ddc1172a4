"""The files of a run: what was solved for outsiders, and with the proof once everybody may have it."""

from __future__ import annotations

from wisselkracht.core import files
from wisselkracht.models import Run


def bundle(run: Run) -> dict[str, bytes]:
    """Give the files of a run that is done.

    Before it is published the instance only: the manifest shows the seed, and who knows it could steer the lots.
    """
    made = {"instance.json": run.instance.encode()}
    seed = run.round.lottery.seed
    if not run.published_at or not seed:
        return made
    made |= {"result.json": run.result.encode(), "certificate.json": run.certificate.encode()}
    return files.sealed(made, files.parameters_of(run.objective, run.largest, 0, bytes.fromhex(seed)))
