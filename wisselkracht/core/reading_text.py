"""Read the text formats: rows of numbers, one arc or edge a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from wisselkracht.core.faults import Fault, Found, Source, text_of, weight_of, whole_of
from wisselkracht.core.instance import Id, instance_of


@dataclass(slots=True)
class _Rows:
    """The rows of a file that are not blank, with their lines, and the arcs read so far."""

    source: Source
    faults: list[Fault]
    rows: list[tuple[int, list[str]]]
    seen: dict[tuple[int, int], int] = field(default_factory=dict)
    weights: dict[tuple[int, int], Decimal] = field(default_factory=dict)

    def fault(self, line: int, code: str, sentence: str) -> None:
        self.faults.append(Fault(self.source.name, line, code, sentence))

    def arc(self, line: int, cells: Sequence[str], starts: range, ends: range, *, loops: bool = False) -> None:
        """Take `from to weight` of a row, or say what is wrong with it."""
        if len(cells) != 3:
            self.fault(line, "columns", f"The row has {len(cells)} columns; it needs from, to and weight.")
            return
        start, end = self._vertex(line, cells[0], starts), self._vertex(line, cells[1], ends)
        weight = weight_of(cells[2])
        if weight is None:
            self.fault(line, "weight", f"The weight {cells[2]!r} is not a number of at most 12 digits.")
        if start is None or end is None or weight is None:
            return
        if start == end and not loops:
            self.fault(line, "self-loop", f"Vertex {start} leads to itself.")
        elif (start, end) in self.seen:
            self.fault(line, "twice", f"{start} to {end} stands on line {self.seen[start, end]} already.")
        else:
            self.seen[start, end] = line
            self.weights[start, end] = weight

    def _vertex(self, line: int, text: str, known: range) -> int | None:
        vertex = whole_of(text)
        if vertex is not None and vertex in known:
            return vertex
        words = f"It must be a whole number from {known.start} to {known.stop - 1}." if known else "There are none."
        self.fault(line, "vertex", f"There is no vertex {text!r}. {words}")
        return None

    def header(self, names: Sequence[str]) -> tuple[int, ...] | None:
        """Read the first row as whole numbers from 0, or say what is wrong with it."""
        line, cells = self.rows[0]
        numbers = tuple(number for number in map(whole_of, cells) if number is not None and number >= 0)
        if len(cells) != len(names) or len(numbers) != len(names):
            self.fault(line, "header", f"The first row must be whole numbers: {', '.join(names)}.")
            return None
        return numbers

    def counted(self, line: int, said: int, found: int, what: str) -> None:
        if said != found:
            self.fault(line, "count", f"The first row says {said} {what}; there are {found}.")


def kidney(sources: Sequence[Source], faults: list[Fault]) -> Found | None:
    """Read `n m` and rows that end with -1 -1 -1; the second file, if any, holds the altruists.

    Pairs and altruists are both numbered from 0. The id of altruist 3 is "n3", its label 3.
    """
    pairs = _closed(sources[0], faults, None)
    altruists = _closed(sources[1], faults, pairs[0] if pairs else None) if len(sources) > 1 else None
    if pairs is None or faults:
        return None
    weights: dict[tuple[Id, Id], Decimal | int] = dict(pairs[1].items())
    names: list[Id] = list(range(pairs[0]))
    starters: list[Id] = []
    if altruists is not None:
        starters = [f"n{number}" for number in range(altruists[0])]
        weights |= {(f"n{start}", end): weight for (start, end), weight in altruists[1].items()}
    labels: dict[Id, Id] = {name: number for number, name in enumerate(starters)}
    return Found(instance_of([*names, *starters], weights, altruistic=starters, labels=labels))


def _closed(
    source: Source, faults: list[Fault], pairs: int | None
) -> tuple[int, dict[tuple[int, int], Decimal]] | None:
    rows = _rows(source, faults)
    header = rows.header(("vertices", "edges")) if rows else None
    if rows is None or header is None:
        return None
    number, edges = header
    body = rows.rows[1:]
    if body and body[-1][1] == ["-1", "-1", "-1"]:
        body = body[:-1]
    else:
        rows.fault(rows.rows[-1][0], "end", "The file must end with the row -1 -1 -1.")
    for line, cells in body:
        rows.arc(line, cells, range(number), range(number if pairs is None else pairs), loops=pairs is not None)
    if not faults:
        rows.counted(rows.rows[0][0], edges, len(body), "edges")
    return number, rows.weights


def coco(sources: Sequence[Source], faults: list[Fault]) -> Found | None:
    """Read `n m L` and rows `from to weight`; vertices from 0, cycles of at most L."""
    rows = _rows(sources[0], faults)
    header = rows.header(("vertices", "edges", "longest cycle")) if rows else None
    if rows is None or header is None:
        return None
    number, edges, longest = header
    for line, cells in rows.rows[1:]:
        rows.arc(line, cells, range(number), range(number))
    rows.counted(rows.rows[0][0], edges, len(rows.rows) - 1, "edges")
    if longest < 2:
        rows.fault(rows.rows[0][0], "longest", "The longest cycle must be 2 or more.")
    weights: dict[tuple[Id, Id], Decimal | int] = dict(rows.weights.items())
    return Found(instance_of(range(number), weights), longest)


def edge(sources: Sequence[Source], faults: list[Fault]) -> Found | None:
    """Read `p edge n m` and rows `e a b weight`; vertices from 1, no direction, so exchanges of two only."""
    rows = _rows(sources[0], faults)
    if rows is None:
        return None
    body = [(line, cells) for line, cells in rows.rows if cells[0] != "c"]
    number = edges = None
    if body and len(body[0][1]) == 4 and body[0][1][:2] == ["p", "edge"]:
        number, edges = whole_of(body[0][1][2]), whole_of(body[0][1][3])
    if number is None or edges is None or number < 0:
        rows.fault(body[0][0] if body else 1, "header", "The first row must be: p edge, vertices, edges.")
        return None
    known = range(1, number + 1)
    for line, cells in body[1:]:
        if cells[0] == "e" and len(cells) == 4:
            low, high = sorted(cells[1:3], key=lambda text: (len(text), text))
            rows.arc(line, [low, high, cells[3]], known, known)
        else:
            rows.fault(line, "columns", "The row must be: e, vertex, vertex, weight.")
    rows.counted(body[0][0], edges, len(body) - 1, "edges")
    weights: dict[tuple[Id, Id], Decimal | int] = dict(rows.weights.items())
    weights |= {(high, low): 0 for low, high in rows.weights}
    return Found(instance_of(known, weights), 2)


def wmd(sources: Sequence[Source], faults: list[Fault]) -> Found | None:
    """Read PrefLib's weighted matching data: `# NUMBER ...` lines and rows `from,to,weight`; vertices from 1."""
    rows = _rows(sources[0], faults)
    if rows is None:
        return None
    facts: dict[str, tuple[int, int | None]] = {}
    body: list[tuple[int, list[str]]] = []
    for line, cells in rows.rows:
        text = " ".join(cells)
        if text.startswith("#"):
            name, _colon, value = text.lstrip("# ").partition(":")
            facts[name.strip().upper()] = (line, whole_of(value.strip()))
        else:
            body.append((line, [cell.strip() for cell in text.split(",")]))
    line, number = facts.get("NUMBER ALTERNATIVES", (1, None))
    edges_line, edges = facts.get("NUMBER EDGES", (1, None))
    if number is None or edges is None:
        words = "The file must say # NUMBER ALTERNATIVES: and # NUMBER EDGES: with a whole number."
        rows.fault(line if number is None else edges_line, "header", words)
        return None
    known = range(1, number + 1)
    for at, cells in body:
        rows.arc(at, cells, known, known)
    if edges != len(body):
        rows.fault(edges_line, "count", f"The file says {edges} edges; there are {len(body)}.")
    weights: dict[tuple[Id, Id], Decimal | int] = dict(rows.weights.items())
    return Found(instance_of(known, weights))


def _rows(source: Source, faults: list[Fault]) -> _Rows | None:
    text = text_of(source, faults)
    if text is None:
        return None
    lines = text.replace("\r\n", "\n").split("\n")
    cells = [(number, line.split()) for number, line in enumerate(lines, 1)]
    return _Rows(source, faults, [(number, row) for number, row in cells if row])
