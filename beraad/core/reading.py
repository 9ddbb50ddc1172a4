"""Read a pool and its quotas from the CSV files of the field; whatever is wrong is named by file and line.

Quotas: `category,feature,min,max` (Flanigan et al.) or `feature,value,min,max[,min_flex,max_flex]` (Sortition
Foundation). People: one row a person and a column for every feature; other columns are not kept. Case and white
space of names and answers do not matter, nor does the order of rows. Semicolons are understood where the header has no comma.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from beraad.core.errors import BeraadError
from beraad.core.instance import Feature, Instance, Quota, pool_of

MOST_FAULTS: Final = 50
IDENTIFYING: Final = ("id", "ticket", "email", "e-mail", "e_mail")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. line: 1-based, as editors count; 0 for the file as a whole."""

    file: str
    line: int
    code: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


class BadInput(BeraadError):
    """The files cannot be solved as they are. faults: at most fifty, in the order of the files."""

    code = "bad-input"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Source:
    """A file: its name, for messages, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    cells: list[str]


def read(categories: Source, respondents: Source, *, size: int, same_group: str = "") -> Instance:
    """Give the instance of two files. same_group: the column of the group of which a panel has one member at most.

    Features and values stand in the order of their names, so that the order in the files changes nothing.
    Raises BadInput with every fault found.
    """
    faults: list[Fault] = []
    quotas = _quotas(categories, faults)
    _stop(faults)
    _check_quotas(categories, quotas, size, faults)
    features, answers, groups = _people(respondents, [quota for quota, _line in quotas], same_group, faults)
    if size > len(answers) and not faults:
        faults.append(
            Fault(respondents.name, len(answers) + 1, "pool-too-small",
                  f"There are {len(answers)} people; a panel needs {size}.")
        )  # fmt: skip
    _stop(faults)
    ordered = sorted((quota for quota, _line in quotas), key=lambda quota: (fold(quota.feature), fold(quota.value)))
    return Instance(pool_of(features, answers, groups), tuple(ordered), size)


def fold(text: str) -> str:
    """Give a name without what makes no difference: case, and white space around and doubled within."""
    return " ".join(text.split()).casefold()


def _stop(faults: list[Fault]) -> None:
    if faults:
        raise BadInput(sorted(faults, key=lambda fault: (fault.file, fault.line))[:MOST_FAULTS])


def _lines(source: Source, faults: list[Fault]) -> Iterator[_Line]:
    """Give the rows of a file with the line on which each ends; blank lines are no rows."""
    try:
        text = source.content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = source.content.count(b"\n", 0, problem.start) + 1
        faults.append(Fault(source.name, line, "not-utf8", "This is not UTF-8 text; save the file as CSV UTF-8."))
        return
    header = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter="," if "," in header or ";" not in header else ";", strict=True
    )
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _Line(reader.line_num, [cell.strip() for cell in cells])
    except csv.Error as problem:
        faults.append(Fault(source.name, reader.line_num, "not-csv", f"This is not CSV: {problem}."))


def _filled(source: Source, faults: list[Fault]) -> list[_Line]:
    lines = list(_lines(source, faults))
    if not lines and all(fault.file != source.name for fault in faults):
        faults.append(Fault(source.name, 1, "empty", "The file has no header."))
    return lines


def _quotas(source: Source, faults: list[Fault]) -> list[tuple[Quota, int]]:
    lines = _filled(source, faults)
    if not lines:
        return []
    header = [fold(cell) for cell in lines[0].cells]
    names = ("category", "feature") if "category" in header else ("feature", "value")
    missing = [name for name in (*names, "min", "max") if header.count(name) != 1]
    if missing:
        words = ", ".join(missing)
        faults.append(Fault(source.name, lines[0].number, "header", f"The header needs these columns once: {words}."))
        return []
    place = {name: at for at, name in enumerate(header)}
    found = []
    for line in lines[1:]:
        if len(line.cells) != len(header):
            faults.append(_ragged(source, line, len(header)))
            continue
        quota = _quota(source, line, place, names, faults)
        if quota is not None:
            found.append((quota, line.number))
    if not found and not faults:
        faults.append(Fault(source.name, lines[0].number, "empty", "There are no quotas under the header."))
    return found


def _quota(
    source: Source, line: _Line, place: dict[str, int], names: tuple[str, str], faults: list[Fault]
) -> Quota | None:
    before = len(faults)
    feature, value = (" ".join(line.cells[place[name]].split()) for name in names)
    if not feature or not value:
        faults.append(Fault(source.name, line.number, "unnamed", "The feature or the value has no name."))
    numbers: dict[str, int | None] = {}
    for name in ("min", "max", "min_flex", "max_flex"):
        text = line.cells[place[name]] if name in place else ""
        if not text and name.endswith("_flex"):
            numbers[name] = None
        elif text.isascii() and text.isdigit() and len(text) < 10:
            numbers[name] = int(text)
        else:
            faults.append(Fault(source.name, line.number, "not-a-number",
                                f"{feature} {value}: {name} is {text!r}; it must be a whole number from 0."))  # fmt: skip
    if len(faults) > before:
        return None
    least, most = numbers["min"], numbers["max"]
    assert least is not None
    assert most is not None
    return Quota(feature, value, least, most, numbers["min_flex"], numbers["max_flex"])


def _check_quotas(source: Source, quotas: list[tuple[Quota, int]], size: int, faults: list[Fault]) -> None:
    seen: dict[tuple[str, str], int] = {}
    features: defaultdict[str, list[tuple[Quota, int]]] = defaultdict(list)
    for quota, line in quotas:
        key = (fold(quota.feature), fold(quota.value))
        name = f"{quota.feature} {quota.value}"
        if key in seen:
            faults.append(Fault(source.name, line, "quota-twice", f"{name} stands on line {seen[key]} already."))
        seen.setdefault(key, line)
        features[key[0]].append((quota, line))
        if quota.min > quota.max:
            faults.append(
                Fault(source.name, line, "min-above-max", f"{name}: min {quota.min} is above max {quota.max}.")
            )
        if quota.floor > quota.min and quota.min_flex is not None:
            faults.append(Fault(source.name, line, "flex", f"{name}: min_flex is above min {quota.min}."))
        if quota.max_flex is not None and quota.max_flex < quota.max:
            faults.append(Fault(source.name, line, "flex", f"{name}: max_flex is below max {quota.max}."))
    for own in features.values():
        name, line = own[0][0].feature, own[-1][1]
        least, most = sum(quota.min for quota, _ in own), sum(quota.max for quota, _ in own)
        if least > size:
            faults.append(
                Fault(source.name, line, "min-sum", f"{name}: the minimums add up to {least}, a panel has {size}.")
            )
        if most < size:
            faults.append(
                Fault(source.name, line, "max-sum", f"{name}: the maximums add up to {most}, a panel has {size}.")
            )
    if size < 1:
        faults.append(Fault(source.name, 1, "panel-size", "A panel needs at least one member."))


def _people(
    source: Source, quotas: list[Quota], same_group: str, faults: list[Fault]
) -> tuple[list[Feature], list[list[str]], list[str] | None]:
    known: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    for quota in quotas:
        names.setdefault(fold(quota.feature), quota.feature)
        known.setdefault(fold(quota.feature), {}).setdefault(fold(quota.value), quota.value)
    order = sorted(names)
    features = [Feature(names[key], tuple(known[key][value] for value in sorted(known[key]))) for key in order]
    lines = _filled(source, faults)
    if not lines:
        return features, [], None
    header = [fold(cell) for cell in lines[0].cells]
    needed = [*order, *([fold(same_group)] if same_group else [])]
    for name in needed:
        if header.count(name) != 1:
            words = "stands twice in" if name in header else "is missing from"
            faults.append(
                Fault(source.name, lines[0].number, "column", f"The column {names.get(name, name)} {words} the header.")
            )
    if any(header.count(name) != 1 for name in needed):
        return features, [], None
    answers: list[list[str]] = []
    groups: list[str] = []
    for line in lines[1:]:
        if len(line.cells) != len(header):
            faults.append(_ragged(source, line, len(header)))
            continue
        cells = dict(zip(header, line.cells, strict=True))
        answers.append([_answer(source, line, names[key], cells[key], known[key], faults) for key in order])
        if same_group:
            groups.append(fold(cells[fold(same_group)]))
            if not groups[-1]:
                faults.append(Fault(source.name, line.number, "no-answer", f"{same_group} has no answer."))
    _check_twice(source, header, lines[1:], faults)
    return features, answers, groups if same_group else None


def _answer(source: Source, line: _Line, feature: str, answer: str, known: dict[str, str], faults: list[Fault]) -> str:
    value = known.get(fold(answer))
    if value is None:
        words = f"has no quota for {answer!r}" if answer else "has no answer"
        faults.append(
            Fault(source.name, line.number, "unknown-value" if answer else "no-answer", f"{feature} {words}.")
        )
        return ""
    return value


def _ragged(source: Source, line: _Line, wanted: int) -> Fault:
    return Fault(source.name, line.number, "ragged", f"The row has {len(line.cells)} cells; the header has {wanted}.")


def _check_twice(source: Source, header: list[str], lines: list[_Line], faults: list[Fault]) -> None:
    """Refuse who stands twice under a column that names people: id, ticket, email, or anything that ends in _id."""
    for at, name in enumerate(header):
        if name not in IDENTIFYING and not name.endswith("_id"):
            continue
        seen: dict[str, int] = {}
        for line in lines:
            key = fold(line.cells[at]) if at < len(line.cells) else ""
            if key and key in seen:
                faults.append(
                    Fault(
                        source.name, line.number, "person-twice", f"The same {name} stands on line {seen[key]} already."
                    )
                )
            seen.setdefault(key, line.number)
