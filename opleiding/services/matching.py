"""From the drawn numbers to a published outcome: solve, verify by a program of its own, explain, publish, run again."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from django.db import transaction

from ndt.jobs import services as jobs
from opleiding import verify_match, verify_seed
from opleiding.core import bundle, chances, files, rounds
from opleiding.core.errors import OpleidingError
from opleiding.core.files import Solved
from opleiding.core.market import Market
from opleiding.models import MatchResult, MatchRound, MatchRun
from opleiding.models.rounds import Mode, RunState, State
from opleiding.queries import rounds as queries
from opleiding.services import telling
from opleiding.services.rounds import add_entry, keep, locked, move

PROGRAMS: Final = {"verify_match.py": verify_match, "verify_seed.py": verify_seed}
LOTTERIES: Final = 1000
PATIENCE_S: Final = 80
ZIP_TIME: Final = (2021, 12, 11, 0, 0, 0)
# The quickest: a tighter one saves a tenth and takes three times as long.
LEVEL: Final = 1


class CannotRun(OpleidingError):
    """A round cannot be run again now. why: "nothing", "busy", "mode" or "state"."""

    code = "cannot-run"

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def key_of(run: MatchRun) -> str:
    """Give the key of the job that makes an outcome."""
    return f"opleiding.match:{run.pk}"


@transaction.atomic
def start(*, found: MatchRound, now: datetime) -> MatchRun:
    """Ask for the outcome of a drawn round. Raises IllegalStep, or CannotRun while one is made."""
    found = locked(found, there=State.SOLVED)
    if found.runs.filter(state=RunState.SOLVING).exists():
        raise CannotRun("busy")
    return _ask(found, (), now=now)


@transaction.atomic
def start_again(*, found: MatchRound, now: datetime) -> MatchRun:
    """Ask for a new outcome with the same numbers, without who gave a place back. Raises CannotRun.

    Only when candidates ask: then nobody loses by it. In a round for most places somebody could.
    """
    found = locked(found)
    if found.state != State.PUBLISHED:
        raise CannotRun("state")
    if found.mode != Mode.CANDIDATES:
        raise CannotRun("mode")
    if found.runs.exclude(state__in=[RunState.PUBLISHED, RunState.FAILED]).exists():
        raise CannotRun("busy")
    last = found.last_run()
    gone = [] if last is None else queries.gone(found, last)
    if last is None or gone == last.gone:
        raise CannotRun("nothing")
    return _ask(found, gone, now=now)


def _ask(found: MatchRound, gone: Any, *, now: datetime) -> MatchRun:
    number = found.runs.count() + 1
    run = MatchRun.objects.create(round=found, number=number, gone=list(gone), started_at=now)
    jobs.enqueue(kind="opleiding.match", key=key_of(run), payload={"run": run.pk})
    return run


@transaction.atomic
def solve(*, run_id: int, now: datetime) -> None:
    """Make an outcome with everybody's explanation; safe to run twice. The verifier comes in a job of its own.

    What it is made of never changes any more, so nobody waits for the round while it is made.
    """
    run = MatchRun.objects.select_related("round").get(pk=run_id)
    if run.state != RunState.SOLVING:
        return
    facts = rounds.without(json.loads(run.round.bundle), run.gone) | {"lottery": {"seed": run.round.seed}}
    solved = files.settle(bundle.market_of(facts))
    parts = files.parts(solved)
    made = files.written(solved, files.canonical(facts), parts)
    found = locked(run.round)
    run = MatchRun.objects.select_for_update(no_key=True).get(pk=run_id)
    if run.state != RunState.SOLVING:
        return
    people = dict(found.candidates.values_list("code", "pk"))
    MatchResult.objects.bulk_create(
        (
            MatchResult(run=run, candidate_id=people[code], placed=one["placed"] or "", told=one)
            for code, one in parts["explanations.json"].items()
        ),
        batch_size=2000,
    )
    run.archive, run.outcome_hash = _zipped(made | _origin(found, run)), solved.outcome_hash()
    run.summary, run.state, run.solved_at = _summary(solved, parts["cutoffs.json"]), RunState.SOLVED, now
    run.save(update_fields=["archive", "outcome_hash", "summary", "state", "solved_at"])
    if found.state == State.DRAWN:
        move(found, State.SOLVED, now=now, outcome_hash=run.outcome_hash)
    else:
        add_entry(found, "solved-again", {"run": run.number, "outcome_hash": run.outcome_hash}, now=now)
    jobs.enqueue(kind="opleiding.verify", key=f"opleiding.verify:{run.pk}", payload={"run": run.pk})


def _origin(found: MatchRound, run: MatchRun) -> dict[str, bytes]:
    """Give the files that show where the seed comes from, and the programs that check all."""
    assert found.recording is not None
    given = {**found.recording, "secret": found.secret, "gave_back": list(run.gone)}
    programs = {name: Path(str(program.__file__)).read_bytes() for name, program in PROGRAMS.items()}
    return programs | {
        "round.json": found.bundle.encode(),
        "commitment.json": found.commitment.encode(),
        "beacon.json": files.canonical(given),
    }


def _summary(solved: Solved, offerings: Mapping[str, Any]) -> dict[str, Any]:
    cases = Counter(str(one.case) for one in solved.explanations)
    ranks = Counter(len(one.why_not) + 1 for one in solved.explanations if one.placed >= 0)
    return {
        "candidates": len(solved.explanations),
        "placed": sum(ranks.values()),
        "cases": dict(cases),
        "ranks": {str(rank): count for rank, count in sorted(ranks.items())},
        "offerings": {
            code: {key: one[key] for key in ("places", "placed", "filling", "cutoff")}
            for code, one in offerings.items()
        },
    }


def _zipped(made: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(made):
            archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), made[name], zipfile.ZIP_DEFLATED, LEVEL)
    return buffer.getvalue()


def files_of(run: MatchRun) -> dict[str, bytes]:
    """Give the files of an outcome by name."""
    with zipfile.ZipFile(io.BytesIO(bytes(run.archive))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@transaction.atomic
def verify(*, run_id: int, now: datetime) -> None:
    """Let the programs for strangers check an outcome, each in a process of its own; safe to run twice.

    An outcome that they do not call OK, or by which somebody would lose a place, is never published. Solved files never
    change, so nobody waits for the round while the programs run.
    """
    run = MatchRun.objects.select_related("round").get(pk=run_id)
    if run.state != RunState.SOLVED:
        return
    verdict, holds = judged(files_of(run), run.outcome_hash)
    found = locked(run.round)
    run = MatchRun.objects.select_for_update(no_key=True).get(pk=run_id)
    if run.state != RunState.SOLVED:
        return
    if holds and run.gone:
        losers = _losers(found, run)
        if losers:
            verdict, holds = f"{verdict}\nWRONG somebody would lose a place: {', '.join(losers)}", False
    run.verdict, run.verified_at = verdict, now
    run.state = RunState.VERIFIED if holds else RunState.FAILED
    run.save(update_fields=["verdict", "verified_at", "state"])
    if holds and found.state == State.SOLVED:
        move(found, State.VERIFIED, now=now, outcome_hash=run.outcome_hash)
    else:
        add_entry(found, "checked-again" if holds else "not-approved", {"run": run.number}, now=now)
    if holds and run.number == 1:
        jobs.enqueue(kind="opleiding.chances", key=f"opleiding.chances:{found.pk}", payload={"round": found.pk})


def judged(made: Mapping[str, bytes], outcome_hash: str) -> tuple[str, bool]:
    """Give what the programs say of the files of an outcome, and whether both say OK."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in made.items():
            (Path(folder) / name).write_bytes(content)
        with ThreadPoolExecutor() as both:
            said = list(both.map(lambda name: _said(name, folder, outcome_hash), PROGRAMS))
    return "\n".join(words for words, _holds in said), all(holds for _words, holds in said)


def _said(name: str, folder: str, outcome_hash: str) -> tuple[str, bool]:
    """Give what one program says of a directory, in a process of its own, and whether it is OK."""
    hashed = [outcome_hash] if name == "verify_match.py" else []
    # Our own files, and a directory that we made.
    answer = subprocess.run(  # noqa: S603
        [sys.executable, "-I", str(PROGRAMS[name].__file__), folder, *hashed],
        capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    return f"{name}\n{answer.stdout}", answer.returncode == 0 and answer.stdout.endswith("OK\n")


def _losers(found: MatchRound, run: MatchRun) -> tuple[str, ...]:
    before = found.last_run()
    assert before is not None
    return rounds.worse_off(moves(before, run), json.loads(found.bundle), run.gone)


def moves(before: MatchRun, after: MatchRun) -> tuple[rounds.Move, ...]:
    """Give who is elsewhere in a later outcome."""
    return rounds.moves(_placements(before), _placements(after))


def _placements(run: MatchRun) -> dict[str, str]:
    return dict(run.results.exclude(placed="").values_list("candidate__code", "placed"))


@transaction.atomic
def publish(*, found: MatchRound, now: datetime) -> MatchRun:
    """Show everybody an outcome that the verifier approved, and mail it. Raises IllegalStep or CannotRun."""
    found = locked(found)
    if found.state != State.PUBLISHED:
        rounds.check_step(found.here, rounds.State.PUBLISHED)
    run = found.runs.select_for_update(no_key=True).filter(state=RunState.VERIFIED).order_by("-number").first()
    if run is None:
        raise CannotRun("nothing")
    run.state, run.published_at = RunState.PUBLISHED, now
    run.save(update_fields=["state", "published_at"])
    if found.state == State.PUBLISHED:
        add_entry(found, "published-again", {"run": run.number, "outcome_hash": run.outcome_hash}, now=now)
    else:
        move(found, State.PUBLISHED, now=now, outcome_hash=run.outcome_hash)
    telling.ask(run)
    return run


@transaction.atomic
def fill(*, found: MatchRound, now: datetime) -> None:
    """Close a round: its places are taken, and none is given back any more. Raises IllegalStep."""
    found = locked(found, there=State.FILLED)
    move(found, State.FILLED, now=now)


@transaction.atomic
def count_chances(*, round_id: int) -> None:
    """Keep for everybody what a thousand other lotteries would have given with the same lists."""
    found = MatchRound.objects.get(pk=round_id)
    market: Market = bundle.market_of(json.loads(found.bundle) | {"lottery": {"seed": found.seed}})
    rng = np.random.default_rng(int(found.seed, 16))
    counted = chances.chances(market, lotteries=LOTTERIES, rng=rng)
    by_code = {
        code: {market.offerings[choice]: part for choice, part in one.items()}
        for code, one in zip(market.candidates, counted, strict=True)
    }
    people = found.candidates.values_list("pk", "code")
    keep("chance", {number: by_code.get(code, {}) for number, code in people})
