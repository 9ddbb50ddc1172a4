"""Numbered panels of which one is drawn, every one as likely: nearly the chances that were solved for."""

from __future__ import annotations

from typing import Final

import numpy as np

from beraad.core.errors import BeraadError
from beraad.core.face import Face
from beraad.core.model import Floats, Small
from beraad.core.solution import PARTS, Solution

NEAR: Final = 2.0
GOOD: Final = 1.5
ROUNDING: Final = 1e-9


class TooFewPanels(BeraadError):
    """With so few panels no round number of them comes near the chances. deviation: times the number of panels."""

    code = "too-few-panels"

    def __init__(self, *, panels: int, deviation: float) -> None:
        super().__init__(f"{panels} panels: off by {deviation:.2f} panels")
        self.panels, self.deviation = panels, deviation


def uniform(solution: Solution, m: int, *, seed: bytes = b"") -> tuple[tuple[int, ...], ...]:
    """Give m panels, each the data rows of its members in rising order.

    Everybody is in a number of panels that is within 2 of m times the chance. People of one type take turns, so their
    numbers differ by one at most. seed: steers the order of the panels and who begins. Raises TooFewPanels.
    """
    assert m > 0
    best, apart = None, np.inf
    for choose in (_weighted, _herded, _anew):
        chosen = choose(solution, m)
        off = np.inf if chosen is None else _apart(solution, chosen)
        if off < apart:
            best, apart = chosen, off
        if apart <= GOOD:
            break
    if best is None or apart > NEAR + ROUNDING:
        raise TooFewPanels(panels=m, deviation=float(apart))
    return _dealt(solution, best, np.random.default_rng(int.from_bytes(b"\x02" + seed, "big")))


def _weighted(solution: Solution, m: int) -> list[Small]:
    """Each panel as often as its weight says, rounded down; then, one by one, the panel that mends most."""
    shares: Floats = np.array([weight * m / PARTS for weight in solution.weights])
    times = np.floor(shares + 1e-9).astype(np.int64)
    matrix = np.array(solution.panels, dtype=float)
    scale = 1.0 / np.sqrt(solution.model.counts)
    scaled = matrix * scale
    lack = m * np.array([float(chance) for chance in solution.reached]) * solution.model.counts * scale
    lack -= times @ scaled
    half = 0.5 * np.einsum("ij,ij->i", scaled, scaled)
    for _ in range(m - int(times.sum())):
        place = int(np.argmax(scaled @ lack - half + 1e-3 * (shares - times)))
        times[place] += 1
        lack -= scaled[place]
    return [panel for panel, number in zip(solution.panels, times.tolist(), strict=True) for _ in range(number)]


def _herded(solution: Solution, m: int) -> list[Small] | None:
    """The first m panels of the herd, each chosen for what those before it lacked; and on from there."""
    return _grown(solution, m, [solution.herd[place] for place in solution.sequence[:m]])


def _anew(solution: Solution, m: int) -> list[Small] | None:
    """A herd of its own."""
    return _grown(solution, m, [])


def _grown(solution: Solution, m: int, found: list[Small]) -> list[Small] | None:
    if len(found) == m:
        return found
    expected = [chance * int(count) for chance, count in zip(solution.chances, solution.model.counts, strict=True)]
    face = Face(solution.model, expected)
    lack = len(found) * face.part
    for panel in found:
        lack -= (panel - face.base)[face.loose]
    while len(found) < m:
        part = face.find(lack + face.part)
        if part is None:
            return None
        lack += face.part - part
        found.append(face.whole(part))
    return found


def _apart(solution: Solution, panels: list[Small]) -> float:
    """Give how far anybody's number of panels may be from m times the chance, when people of a type take turns."""
    totals = np.sum(panels, axis=0)
    counts = solution.model.counts
    wanted = len(panels) * np.array([float(chance) for chance in solution.chances])
    low, high = totals // counts, -(-totals // counts)
    return float(np.max(np.maximum(np.abs(low - wanted), np.abs(high - wanted))))


def _dealt(solution: Solution, panels: list[Small], rng: np.random.Generator) -> tuple[tuple[int, ...], ...]:
    rows = solution.instance.pool.rows
    queues = [rows[list(people)][rng.permutation(len(people))].tolist() for people in solution.model.members]
    turn = [0] * len(queues)
    dealt: list[tuple[int, ...]] = []
    for place in rng.permutation(len(panels)).tolist():
        panel = panels[place]
        members: list[int] = []
        for kind in np.flatnonzero(panel).tolist():
            queue = queues[kind]
            members += [queue[(turn[kind] + step) % len(queue)] for step in range(int(panel[kind]))]
            turn[kind] += int(panel[kind])
        dealt.append(tuple(sorted(members)))
    return tuple(dealt)
