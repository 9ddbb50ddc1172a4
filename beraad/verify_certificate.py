#!/usr/bin/env python3
"""Check the certificate of a lottery. Needs Python 3.10 or newer and nothing else.

    python3 verify_certificate.py DIR [--respondents FILE --categories FILE]

DIR is what `lottery solve` wrote. With the two input files it is also checked that the certificate is about them.
All arithmetic is in whole numbers and fractions. It shares no code with the software that found the lottery.

Why a stage proves its level: let every panel v have sum(w[t] * v[t]) <= bound. A lottery is an average of panels, so
its expected members x[t] = n[t] * p[t] keep that too. Give the types of earlier stages their levels. If all other types
had p >= level, then types with w > 0 add at least level * w[t] * n[t], and those with w < 0 at least w[t] * n[t]
(p <= 1). The level is where this meets the bound: no lottery has all of them above it, and at it each type with w > 0
has exactly it. Stage after stage, no lottery has a better least chance, then a better second one, and so on.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

Facts = dict[str, Any]
CLOSE = Fraction(1, 10**9)
NOT_HASHED = {"manifest.json", "run.json"}


class Wrong(Exception):
    """A file that is not what it should be."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")


def must(holds: bool, name: str, why: str) -> None:
    if not holds:
        raise Wrong(name, why)


class Certificate:
    """certificate.json, read into whole numbers and fractions."""

    name = "certificate.json"

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.size: int = facts["size"]
        self.types: list[Facts] = facts["types"]
        self.count = [len(kind["rows"]) for kind in self.types]
        self.panels = [Counter(panel) for panel in facts["panels"]]
        self.weights = [Fraction(weight) for weight in facts["weights"]]
        self.levels = [Fraction(level) for level in facts["levels"]]
        self.rules = self._rules()
        self.of = [[] for _ in self.types]  # type: list[list[int]]
        for place, (kinds, _low, _high) in enumerate(self.rules):
            for kind in kinds:
                self.of[kind].append(place)

    def _rules(self) -> list[tuple[list[int], int, int]]:
        """Give each rule as the types it counts, with its least and most: quotas, groups, size."""
        places = {feature["name"]: at for at, feature in enumerate(self.facts["features"])}
        rules = [
            ([kind for kind, facts in enumerate(self.types)
              if facts["answers"][places[rule["feature"]]] == rule["value"]], rule["min"], rule["max"])
            for rule in self.facts["rules"]
        ]  # fmt: skip
        groups = sorted({kind["group"] for kind in self.types if kind["group"] is not None})
        rules += [
            ([kind for kind, facts in enumerate(self.types) if facts["group"] == group], 0, 1) for group in groups
        ]
        return [*rules, (list(range(len(self.types))), self.size, self.size)]

    def must(self, holds: bool, why: str) -> None:
        must(holds, self.name, why)


def check_types(certificate: Certificate) -> str:
    """Everybody is of one type, and no two types are alike."""
    rows = sorted(row for kind in certificate.types for row in kind["rows"])
    certificate.must(len(set(rows)) == len(rows) == certificate.facts["people"], "a row is in two types, or in none")
    alike = Counter((tuple(kind["answers"]), kind["group"]) for kind in certificate.types)
    certificate.must(max(alike.values()) == 1, "two types are alike")
    return f"{len(rows)} people of {len(alike)} types"


def check_panels(certificate: Certificate) -> str:
    """Every panel keeps every rule."""
    for number, panel in enumerate(certificate.panels):
        for kind, people in panel.items():
            certificate.must(0 <= kind < len(certificate.count), f"panel {number} has a type that does not exist")
            certificate.must(people <= certificate.count[kind], f"panel {number} has more of a type than there are")
        for kinds, low, high in certificate.rules:
            found = sum(panel[kind] for kind in kinds) if len(kinds) < len(panel) else None
            if found is None:
                inside = set(kinds)
                found = sum(people for kind, people in panel.items() if kind in inside)
            certificate.must(low <= found <= high, f"panel {number} breaks a rule: {found} is not in {low}..{high}")
    return f"{len(certificate.panels)} panels keep all {len(certificate.rules)} rules"


def reached(certificate: Certificate) -> list[Fraction]:
    """Give the chance of each type in the mixture of panels."""
    certificate.must(len(certificate.weights) == len(certificate.panels), "there are other weights than panels")
    certificate.must(min(certificate.weights) >= 0, "a weight is negative")
    certificate.must(sum(certificate.weights) == 1, "the weights do not add up to 1")
    common = 1
    for weight in certificate.weights:
        common = max(common, weight.denominator)
    certificate.must(all(common % weight.denominator == 0 for weight in certificate.weights), "odd weights")
    parts = [0] * len(certificate.types)
    for panel, weight in zip(certificate.panels, certificate.weights, strict=True):
        share = weight.numerator * (common // weight.denominator)
        for kind, people in panel.items():
            parts[kind] += share * people
    return [Fraction(part, common * count) for part, count in zip(parts, certificate.count, strict=True)]


def check_mixture(certificate: Certificate) -> tuple[list[Fraction], str]:
    """The panels, with their weights, give everybody the chance that is claimed."""
    chances = reached(certificate)
    apart = max(abs(chance - level) for chance, level in zip(chances, certificate.levels, strict=True))
    certificate.must(apart == Fraction(certificate.facts["deviation"]), "the deviation is another one")
    return chances, f"the panels give everybody the claimed chance to {float(apart):.1e}"


def worth(certificate: Certificate, leaf: Facts, weights: list[int], low: dict[int, int], high: dict[int, int]) -> int:
    """Give the most that a panel in these bounds is worth, times the scale, as the multipliers show."""
    scale, total = leaf["scale"], 0
    certificate.must(scale >= 1, "a scale is not positive")
    for multiplier, (_kinds, least, most) in zip(leaf["multipliers"], certificate.rules, strict=True):
        total += multiplier * (most if multiplier > 0 else least)
    for kind, count in enumerate(certificate.count):
        rest = (0 if leaf.get("empty") else scale * weights[kind]) - sum(
            leaf["multipliers"][rule] for rule in certificate.of[kind]
        )
        total += rest * (high.get(kind, count) if rest > 0 else low.get(kind, 0))
    return int(total)


def check_proof(certificate: Certificate, proof: Facts, weights: list[int], bound: int) -> int:
    """Check in every case that no panel is worth more than the bound; give the number of cases."""
    waiting: list[tuple[Facts, dict[int, int], dict[int, int]]] = [(proof, {}, {})]
    cases = 0
    while waiting:
        node, low, high = waiting.pop()
        if "type" in node:
            kind, at = node["type"], node["at"]
            waiting.append((node["below"], low, {**high, kind: min(at, high.get(kind, at))}))
            waiting.append((node["above"], {**low, kind: max(at + 1, low.get(kind, 0))}, high))
            continue
        cases += 1
        certificate.must(len(node["multipliers"]) == len(certificate.rules), "a proof has other multipliers than rules")
        most = worth(certificate, node, weights, low, high)
        proven = most < 0 if node.get("empty") else most < (bound + 1) * node["scale"]
        certificate.must(proven, f"a case of a proof shows {most / node['scale']}, the bound is {bound}")
    return cases


def check_stages(certificate: Certificate) -> str:
    """No lottery is better: each stage proves its level, from the lowest to the highest."""
    known: dict[int, Fraction] = {}
    cases, last = 0, Fraction(0)
    for number, stage in enumerate(certificate.facts["stages"]):
        level, kinds = Fraction(stage["level"]), stage["types"]
        certificate.must(last <= level <= 1 and not known.keys() & set(kinds), f"stage {number} is out of order")
        if level < 1:
            weights = stage.get("weights") or [
                sum(stage["proof"]["multipliers"][rule] for rule in rules) for rules in certificate.of
            ]
            cases += check_proof(certificate, stage["proof"], weights, stage["bound"])
            proven, fixed = level_of(certificate, weights, stage["bound"], known)
            certificate.must(proven == level, f"stage {number} proves {proven}, not {level}")
            certificate.must(sorted(kinds) == fixed, f"stage {number} fixes other types than it says")
        certificate.must(bool(kinds), f"stage {number} fixes nothing")
        known.update(dict.fromkeys(kinds, level))
        last = level
    if certificate.facts["objective"] == "leximin":
        certificate.must(len(known) == len(certificate.types), "some types have no proven level")
        certificate.must(all(certificate.levels[kind] == level for kind, level in known.items()), "levels differ")
    return f"{len(certificate.facts['stages'])} stages proven in {cases} cases"


def level_of(
    certificate: Certificate, weights: list[int], bound: int, known: dict[int, Fraction]
) -> tuple[Fraction, list[int]]:
    rest, mass, fixed = Fraction(bound), 0, []
    for kind, (weight, count) in enumerate(zip(weights, certificate.count, strict=True)):
        if kind in known:
            rest -= weight * count * known[kind]
        elif weight < 0:
            rest -= weight * count
        elif weight > 0:
            mass += weight * count
            fixed.append(kind)
    certificate.must(mass > 0, "an inequality proves nothing")
    return rest / mass, fixed


def check_nash(certificate: Certificate, chances: list[Fraction]) -> Fraction:
    """Give by which part of itself the geometric mean of any lottery is at most above this one's.

    With a cost w[t] per member, n * log(x) - w * x is highest at x = n / w, or at n where w <= 1; and the expected
    members of a lottery cost at most what the multipliers of the rules say, or what no panel costs more than.
    And log(u) <= u - 1.
    """
    gradient = certificate.facts["gradient"]
    scale = gradient["scale"]
    certificate.must(scale >= 1, "the scale of the gradient is not positive")
    if "proof" in gradient:
        weights, most = gradient["weights"], gradient["bound"]
        certificate.must(len(weights) == len(certificate.types), "the gradient has other weights than types")
        check_proof(certificate, gradient["proof"], weights, most)
    else:
        given = gradient["multipliers"]
        certificate.must(len(given) == len(certificate.rules), "the gradient has other multipliers than rules")
        weights = [sum(given[rule] for rule in rules) for rules in certificate.of]
        most = sum(
            number * (high if number > 0 else low)
            for number, (_kinds, low, high) in zip(given, certificate.rules, strict=True)
        )
    growth = Fraction(most, scale)
    nobody = {kind for stage in certificate.facts["stages"] if Fraction(stage["level"]) == 0 for kind in stage["types"]}
    for kind, (chance, count) in enumerate(zip(chances, certificate.count, strict=True)):
        if kind in nobody:
            continue
        certificate.must(chance > 0, "somebody has no chance")
        weight = Fraction(weights[kind], scale)
        ideal = count / weight if weight > 1 else Fraction(count)
        growth += ideal / chance - count - weight * ideal
    part: Fraction = growth / certificate.facts["people"]
    certificate.must(
        "growth" not in certificate.facts or Fraction(certificate.facts["growth"]) == part,
        f"the geometric mean could grow by {float(part)} of itself, which is not what is said",
    )
    return part


def check_claims(certificate: Certificate, chances: list[Fraction]) -> str:
    """What the certificate says about itself is so."""
    facts = certificate.facts
    objective, bound, minimum = facts["objective"], Fraction(facts["bound"]), Fraction(facts["minimum"])
    proven = Fraction(facts["stages"][0]["level"]) if facts["stages"] else Fraction(1)
    certificate.must(bound == proven, "the bound is not that of the first stage")
    if facts["status"] != "optimal":
        certificate.must(minimum == min(chances), "the least chance is another one")
        if "growth" in facts:
            check_nash(certificate, chances)
        return f"NOT proven optimal ({facts['status']}): least chance {float(minimum):.9f}, bound {float(bound):.9f}"
    if objective == "nash":
        growth = check_nash(certificate, chances)
        certificate.must(growth <= Fraction(1, 10**6), f"the geometric mean could still grow by {float(growth)}")
        return f"the geometric mean of the chances is at most {float(growth):.1e} of itself below the best"
    certificate.must(
        bound - min(chances) <= CLOSE, f"the least chance is {float(bound - min(chances))} below the bound"
    )
    if objective == "leximin":
        certificate.must(Fraction(facts["deviation"]) <= CLOSE, "the panels do not give the levels")
        certificate.must(minimum == min(certificate.levels), "the least chance is another one")
    return f"least chance {minimum} = {float(minimum):.9f}, proven the highest possible"


def check_inputs(certificate: Certificate, respondents: Path, categories: Path) -> str:
    """The types and rules are those of the input files."""
    facts = certificate.facts
    rules = {(fold(rule["feature"]), fold(rule["value"])): (rule["min"], rule["max"]) for rule in facts["rules"]}
    given = {}
    for row in table(categories):
        value = row["feature"] if "category" in row else row["value"]
        feature = row["category"] if "category" in row else row["feature"]
        given[fold(feature), fold(value)] = (int(row["min"]), int(row["max"]))
    must(given == rules, categories.name, "has other quotas than the certificate")
    people = table(respondents)
    must(len(people) == facts["people"], respondents.name, "has another number of people than the certificate")
    names = [fold(feature["name"]) for feature in facts["features"]]
    for kind in certificate.types:
        for row in kind["rows"]:
            answers = [fold(people[row][name]) for name in names]
            must(
                answers == [fold(answer) for answer in kind["answers"]], respondents.name, f"row {row} is another type"
            )
    return "types and quotas are those of the input files"


def fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def table(file: Path) -> list[dict[str, str]]:
    text = file.read_bytes().decode("utf-8-sig")
    mark = "," if "," in text.partition("\n")[0] else ";"
    rows = [
        row for row in csv.reader(text.splitlines(keepends=True), delimiter=mark) if any(cell.strip() for cell in row)
    ]
    header = [fold(name) for name in rows[0]]
    return [dict(zip(header, row, strict=True)) for row in rows[1:]]


def check_files(place: Path) -> str:
    """Every file is the one that the manifest names."""
    manifest = json.loads((place / "manifest.json").read_bytes())
    seal = manifest.pop("seal", "")
    canonical = (json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
    must(hashlib.sha256(canonical).hexdigest() == seal, "manifest.json", "its seal does not fit its content")
    whole = (json.dumps({**manifest, "seal": seal}, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
    must(whole == (place / "manifest.json").read_bytes(), "manifest.json", "was rewritten")
    for name, expected in manifest["files"].items():
        must((place / name).is_file(), name, "is missing")
        must(
            hashlib.sha256((place / name).read_bytes()).hexdigest() == expected, name, "is not the file of the manifest"
        )
    for path in sorted(place.iterdir()):
        must(path.name in manifest["files"] or path.name in NOT_HASHED, path.name, "is not in the manifest")
    return f"{len(manifest['files'])} files, each as the manifest says"


def check_tables(place: Path, certificate: Certificate, chances: list[Fraction]) -> str:
    """The tables say what the certificate proves: chances to 12 decimals, and panels that are within 2 of them."""
    exact = certificate.facts["status"] == "optimal" and certificate.facts["objective"] == "leximin"
    of, kind_of = {}, {}
    for kind, facts in enumerate(certificate.types):
        for row in facts["rows"]:
            of[row], kind_of[row] = (certificate.levels if exact else chances)[kind], kind
    listed = {int(row["row"]): Fraction(row["probability"]) for row in table(place / "probabilities.csv")}
    must(listed.keys() == of.keys(), "probabilities.csv", "has other rows than the certificate")
    for row, chance in of.items():
        must(abs(listed[row] - chance) <= Fraction(1, 10**12), "probabilities.csv", f"row {row} has another chance")
    panels: dict[int, list[int]] = {}
    for line in table(place / "panels.csv"):
        panels.setdefault(int(line["panel"]), []).append(int(line["row"]))
    must(sorted(panels) == list(range(len(panels))), "panels.csv", "the numbers are not 0, 1, 2, ...")
    for number, members in panels.items():
        must(
            len(set(members)) == len(members) and set(members) <= of.keys(),
            "panels.csv",
            f"panel {number}: who is that",
        )
        kinds = Counter(kind_of[row] for row in members)
        for rule, low, high in certificate.rules:
            inside = set(rule)
            found = sum(people for kind, people in kinds.items() if kind in inside)
            must(low <= found <= high, "panels.csv", f"panel {number} breaks a rule: {found} is not in {low}..{high}")
    times = Counter(row for members in panels.values() for row in members)
    apart = max(abs(times[row] - len(panels) * chance) for row, chance in of.items()) if panels else Fraction(0)
    must(apart <= 2, "panels.csv", f"somebody is in {float(apart)} panels more or less than the chance says")
    return f"{len(panels)} numbered panels keep every rule, everybody within {float(apart):.2f} panels of the chance"


def verify(place: Path, respondents: Path | None = None, categories: Path | None = None) -> list[str]:
    """Check a directory; give what was found, a sentence a check. Raises Wrong."""
    must((place / "manifest.json").is_file(), "manifest.json", "is missing")
    said = [check_files(place)]
    must((place / "certificate.json").is_file(), "certificate.json", "is missing: there is no lottery to check")
    certificate = Certificate(json.loads((place / "certificate.json").read_bytes()))
    said += [check_types(certificate), check_panels(certificate)]
    chances, sentence = check_mixture(certificate)
    said += [sentence, check_stages(certificate), check_claims(certificate, chances)]
    said.append(check_tables(place, certificate, chances))
    if respondents and categories:
        said.append(check_inputs(certificate, respondents, categories))
    return said


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check the certificate of a lottery.")
    parser.add_argument("dir", type=Path)
    parser.add_argument("--respondents", type=Path)
    parser.add_argument("--categories", type=Path)
    given = parser.parse_args(arguments)
    try:
        said = verify(given.dir, given.respondents, given.categories)
    except Wrong as wrong:
        sys.stdout.write(f"WRONG {wrong}\n")
        return 1
    except (KeyError, IndexError, TypeError, ValueError, OSError, csv.Error) as broken:
        sys.stdout.write(f"WRONG a file has another form than it should: {broken!r}\n")
        return 1
    sys.stdout.write("\n".join([*said, "OK", ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
