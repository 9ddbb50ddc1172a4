"""Solve a lottery from files and check what was written, without a database.

    manage.py lottery solve --categories F --respondents F --panel-size K --out DIR
    manage.py lottery verify DIR

Exit codes of solve: 0 proven optimal, 2 bad input (`file:line: sentence`), 3 no panel keeps the quotas (relaxations in
report.json), 4 the time limit ended first or a proof is missing (bound and gap in report.json). verify: 0 or 1.
"""

from __future__ import annotations

import json
import time
from argparse import ArgumentTypeError
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandError, CommandParser

from beraad import verify_certificate, verify_lottery
from beraad.core import files, relaxation
from beraad.core.errors import Infeasible
from beraad.core.instance import Instance
from beraad.core.leximin import OBJECTIVES, solve
from beraad.core.panels import TooFewPanels, uniform
from beraad.core.reading import BadInput, Source, read
from beraad.core.solution import OPTIMAL, Solution
from ndt.solvers.commands import (
    SolverCommand,
    bad_input,
    check_place,
    content_of,
    hexadecimal,
    run_facts,
    save,
    seconds,
)

INFEASIBLE: Final = 3
NOT_PROVEN: Final = 4
LIBRARIES: Final = ("numpy", "scipy", "highspy")
MOST_PANELS: Final = 100_000
MOST_SEATS: Final = 10_000
WRITTEN: Final = ("probabilities.csv", "panels.csv", "certificate.json", "report.json", "manifest.json", "run.json")


class Command(SolverCommand):
    """Reads and writes files; the arithmetic is in the core."""

    help = "Solve a lottery from CSV files, or check what was written. Needs no database."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do, and with which files."""
        actions = parser.add_subparsers(dest="action", required=True)
        solving = actions.add_parser("solve", help="find the chances and the panels")
        solving.add_argument("--categories", type=Path, required=True, help="quotas, as CSV")
        solving.add_argument("--respondents", type=Path, required=True, help="people, as CSV")
        solving.add_argument("--panel-size", type=_seats, required=True)
        solving.add_argument("--objective", choices=OBJECTIVES, default="leximin")
        solving.add_argument("--out", type=Path, required=True, help="directory to write to")
        solving.add_argument("--panels", type=_panels, default=1000, help="how many numbered panels")
        solving.add_argument("--seed", type=hexadecimal, default=b"", help="hexadecimal digits")
        solving.add_argument("--time-limit", type=seconds, help="in seconds")
        solving.add_argument("--same-group", default="", help="column; no two of one group in a panel")
        verifying = actions.add_parser("verify", help="check a directory")
        verifying.add_argument("dir", type=Path)

    def act(self, options: dict[str, Any]) -> None:
        """Solve, or check."""
        if options["action"] == "verify":
            self._verify(options["dir"])
        else:
            self._solve(options)

    def _verify(self, place: Path) -> None:
        of_solve = not (place / "commitment.json").exists()
        checker = verify_certificate if of_solve else verify_lottery
        if checker.main([str(place)]):
            raise SystemExit(1)

    def _solve(self, options: dict[str, Any]) -> None:
        begun = time.monotonic()
        sources = [Source(options[name].name, content_of(options[name])) for name in ("categories", "respondents")]
        try:
            instance = read(*sources, size=options["panel_size"], same_group=options["same_group"])
        except BadInput as problem:
            raise bad_input(str(problem)) from None
        check_place(options["out"], only=WRITTEN)
        timings = {"read": time.monotonic() - begun}
        try:
            solution = solve(
                instance,
                objective=options["objective"],
                seed=options["seed"],
                time_limit=options["time_limit"],
                clock=time.monotonic,
            )
        except Infeasible:
            self._infeasible(instance, options, sources, timings, begun)
            return
        timings["solve"] = time.monotonic() - begun - sum(timings.values())
        try:
            panels = uniform(solution, options["panels"], seed=options["seed"])
        except TooFewPanels as problem:
            words = f"--panels {problem.panels} is too few: somebody is {problem.deviation:.1f} panels off the chance."
            raise bad_input(words) from None
        timings["panels"] = time.monotonic() - begun - sum(timings.values())
        _write(options, sources, files.solved(solution, panels), timings, begun)
        self._tell(solution)

    def _tell(self, solution: Solution) -> None:
        minimum, bound = files.decimal(solution.minimum), files.decimal(solution.bound)
        if solution.status == OPTIMAL and solution.objective != "nash":
            self.stdout.write(f"Proven optimal. The least chance is {minimum}.")
            return
        gap = files.decimal(solution.bound - solution.minimum)
        least = f"The least chance is {minimum}, the bound {bound}, the gap {gap}."
        mean = ""
        if solution.objective == "nash" and solution.growth is not None:
            mean = (
                f"The geometric mean of the chances is at most {float(solution.growth):.1e} of itself below the best. "
            )
        if solution.status == OPTIMAL:
            self.stdout.write(f"Proven optimal. {mean}The least chance is {minimum}.")
            return
        raise CommandError(f"Not proven optimal ({solution.status}). {mean}{least}", returncode=NOT_PROVEN)

    def _infeasible(
        self,
        instance: Instance,
        options: dict[str, Any],
        sources: list[Source],
        timings: dict[str, float],
        begun: float,
    ) -> None:
        diagnosis = relaxation.diagnose(instance)
        chances = [_chance(found.applied(instance)) for found in diagnosis.relaxations]
        written = files.infeasible(diagnosis, chances)
        _write(options, sources, written, timings, begun)
        facts = json.loads(written["report.json"])
        raise CommandError(
            f"No panel keeps these quotas ({facts['cause']}: {', '.join(facts['features']) or 'together'}). "
            f"report.json gives {len(facts['relaxations'])} smallest changes.",
            returncode=INFEASIBLE,
        )


def _chance(instance: Instance) -> Fraction | None:
    solution = solve(instance, objective="maximin", time_limit=60.0, clock=time.monotonic)
    return solution.minimum if solution.status == OPTIMAL else None


def _write(
    options: dict[str, Any], sources: list[Source], made: dict[str, bytes], timings: dict[str, float], begun: float
) -> None:
    parameters = {
        "panel_size": options["panel_size"], "objective": options["objective"], "panels": options["panels"],
        "seed": options["seed"].hex(), "same_group": options["same_group"],
    }  # fmt: skip
    alike = sources[0].name == sources[1].name
    inputs = {
        f"{role}/{source.name}" if alike else source.name: source.content
        for role, source in zip(("categories", "respondents"), sources, strict=True)
    }
    written = files.sealed(made, inputs=inputs, parameters=parameters)
    timings["write"] = time.monotonic() - begun - sum(timings.values())
    run = run_facts(timings=timings, libraries=LIBRARIES, time_limit=options["time_limit"])
    save(options["out"], written | {"run.json": run}, ours=WRITTEN)


def _seats(text: str) -> int:
    return _between(text, MOST_SEATS)


def _panels(text: str) -> int:
    return _between(text, MOST_PANELS)


def _between(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and 1 <= int(text) <= most):
        raise ArgumentTypeError(f"'{text[:40]}' is not a whole number from 1 to {most}")
    return int(text)
