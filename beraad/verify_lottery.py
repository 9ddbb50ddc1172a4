#!/usr/bin/env python3
"""Check the draw of a LerarenBeraad. Needs Python 3.9 or newer and nothing else.

    python3 verify_lottery.py DIR [--commitment HEX] [--ticket TICKET]

DIR holds a bundle as published. --commitment is the number that was published before the draw (on paper, by mail, in a
newspaper): without it the bundle is checked against itself only. --ticket shows in which panels a ticket stands.

Prints what was checked and ends with OK, or names the file that is wrong and gives 1. It shares no code with the
software that made the draw. Read it: that is what it is for.
"""

from __future__ import annotations

import argparse
import calendar
import csv
import hashlib
import hmac
import json
import sys
import time
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

Facts = dict[str, Any]
BLOCK = 2**256
NOT_HASHED = {"manifest.json", "run.json"}


class Wrong(Exception):
    """A file that is not what it should be."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")


def must(holds: bool, name: str, why: str) -> None:
    if not holds:
        raise Wrong(name, why)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def canonical(facts: Facts) -> bytes:
    return (json.dumps(facts, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def seconds(stamp: str) -> int:
    return calendar.timegm(time.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ"))


class Bundle:
    """The files of a directory, each read once."""

    def __init__(self, place: Path) -> None:
        must(place.is_dir(), str(place), "is not a directory")
        self.files = {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}

    def json(self, name: str) -> Facts:
        must(name in self.files, name, "is missing")
        try:
            facts = json.loads(self.files[name])
        except ValueError:
            raise Wrong(name, "is not JSON") from None
        must(isinstance(facts, dict), name, "is not a JSON object")
        return dict(facts)

    def rows(self, name: str) -> list[dict[str, str]]:
        must(name in self.files, name, "is missing")
        try:
            text = self.files[name].decode()
        except ValueError:
            raise Wrong(name, "is not UTF-8") from None
        return list(csv.DictReader(text.splitlines(keepends=True), strict=True))


def check_files(bundle: Bundle) -> str:
    """Every byte is the byte that the manifest names, and the manifest is the manifest that was sealed."""
    manifest = bundle.json("manifest.json")
    seal = manifest.pop("seal", "")
    must(seal == sha256(canonical(manifest)), "manifest.json", "its seal does not fit its content")
    must(canonical({**manifest, "seal": seal}) == bundle.files["manifest.json"], "manifest.json", "was rewritten")
    for name, expected in manifest["files"].items():
        must(name in bundle.files, name, "is missing")
        must(sha256(bundle.files[name]) == expected, name, "is not the file that the manifest names")
    for name in bundle.files:
        must(name in manifest["files"] or name in NOT_HASHED, name, "is not in the manifest")
    return f"{len(manifest['files'])} files, each as the manifest says; seal {seal}"


def check_commitment(bundle: Bundle, published: str) -> str:
    """What is drawn from was fixed, by hash, before the randomness existed."""
    name, facts = "commitment.json", bundle.json("commitment.json")
    number = sha256(bundle.files[name])
    must(published in ("", number), name, f"is not the commitment that was published: {number}")
    must({"tickets.csv", "panels.csv", "quotas.csv"} <= set(facts["hashes"]), name, "leaves a file out")
    for file, expected in facts["hashes"].items():
        if file in bundle.files:
            must(sha256(bundle.files[file]) == expected, file, "is not the file that was committed to")
    must(seconds(facts["published_at"]) < moment_of(facts["beacon"]), name, "was published too late")
    beacon = facts["beacon"]
    source = f"drand round {beacon['round']} of chain {beacon['chain_hash']}" if beacon["kind"] == "drand" else "balls"
    return f"commitment {number}, published {facts['published_at']}, before its source: {source}"


def moment_of(beacon: Facts) -> int:
    if beacon["kind"] == "drand":
        return int(beacon["genesis_time"] + (beacon["round"] - 1) * beacon["period"])
    return seconds(beacon["at"])


def check_panels(bundle: Bundle) -> list[list[str]]:
    """The panels are numbered 0, 1, 2, ..., equally large, of known tickets, nobody twice in one."""
    tickets = [row["ticket"] for row in bundle.rows("tickets.csv")]
    must(len(tickets) == len(set(tickets)), "tickets.csv", "names a ticket twice")
    panels: list[list[str]] = []
    for row in bundle.rows("panels.csv"):
        number = int(row["panel"])
        must(number in (len(panels) - 1, len(panels)), "panels.csv", f"panel {number} is out of order")
        if number == len(panels):
            panels.append([])
        panels[-1].append(row["ticket"])
    known = set(tickets)
    for number, panel in enumerate(panels):
        must(len(panel) == len(panels[0]), "panels.csv", f"panel {number} has another size than panel 0")
        must(len(set(panel)) == len(panel), "panels.csv", f"panel {number} has somebody twice")
        must(set(panel) <= known, "panels.csv", f"panel {number} has a ticket that is not in the pool")
    must(len(panels) == bundle.json("commitment.json")["choices"], "panels.csv", "holds another number of panels")
    counts = Counter(ticket for panel in panels for ticket in panel)
    listed = {row["ticket"]: int(row["panels"]) for row in bundle.rows("frequencies.csv")}
    must(listed == {ticket: counts[ticket] for ticket in tickets}, "frequencies.csv", "does not count the panels")
    return panels


def check_draw(bundle: Bundle) -> int:
    """The source gave what is recorded, and that chooses this one panel."""
    facts, drawn, result = (bundle.json(name) for name in ("commitment.json", "beacon.json", "result.json"))
    announced, recording, choices = facts["beacon"], drawn["recording"], facts["choices"]
    if announced["kind"] == "drand":
        randomness, secret = bytes.fromhex(recording["randomness"]), bytes.fromhex(drawn["secret"])
        must(recording["round"] == announced["round"], "beacon.json", "is another round than was announced")
        signed = hashlib.sha256(bytes.fromhex(recording["signature"])).digest()
        must(signed == randomness, "beacon.json", "its randomness is not the SHA-256 of its signature")
        must(sha256(secret) == facts["secret_sha256"], "beacon.json", "shows another secret than was committed to")
        message = b"ndt-draw-1" + hashlib.sha256(bundle.files["commitment.json"]).digest()
        values = [by_hmac(secret + randomness, message, count) for count in range(result["attempts"])]
        fair = BLOCK - BLOCK % choices
    else:
        throws = recording["throws"]
        must(all(len(throw) == announced["digits"] for throw in throws), "beacon.json", "has a throw of other length")
        values = [int(throw) for throw in throws]
        fair = 10 ** announced["digits"] - 10 ** announced["digits"] % choices
    must(len(values) == result["attempts"] > 0, "result.json", "counts other attempts than there are")
    must(all(value >= fair for value in values[:-1]), "result.json", "goes on after a value that counts")
    must(values[-1] < fair, "result.json", "ends with a value that does not count")
    must(values[-1] % choices == result["index"], "result.json", f"the draw gives panel {values[-1] % choices}")
    return int(result["index"])


def by_hmac(key: bytes, message: bytes, count: int) -> int:
    return int.from_bytes(hmac.new(key, message + count.to_bytes(4, "big"), hashlib.sha256).digest(), "big")


def check_quotas(bundle: Bundle, panels: list[list[str]]) -> str:
    """Auditors: every panel keeps every quota, and everybody stands in as many panels as the proven chance says."""
    profiles = {row["ticket"]: row for row in bundle.rows("profiles.csv")}
    must(set(profiles) == {row["ticket"] for row in bundle.rows("tickets.csv")}, "profiles.csv", "has other tickets")
    quotas = bundle.rows("quotas.csv")
    for number, panel in enumerate(panels):
        for quota in quotas:
            found = sum(profiles[ticket][quota["feature"]] == quota["value"] for ticket in panel)
            kept = int(quota["min"]) <= found <= int(quota["max"])
            must(kept, "panels.csv", f"panel {number} has {found} of {quota['feature']} {quota['value']}")
    counts = Counter(ticket for panel in panels for ticket in panel)
    chances = {row["ticket"]: Fraction(row["chance"]) for row in bundle.rows("chances.csv")}
    apart = max(abs(Fraction(counts[ticket], len(panels)) - chances[ticket]) for ticket in profiles)
    must(apart <= Fraction(2, len(panels)), "chances.csv", f"a frequency is {float(apart):.6f} from its chance")
    return f"every panel keeps all {len(quotas)} quotas; frequencies within {float(apart):.6f} of the chances"


def check_proof(bundle: Bundle) -> str:
    """Auditors: the certificate is about this pool, these quotas and these chances. Its arithmetic: verify_certificate."""
    proof, profiles, chances = bundle.json("certificate.json"), bundle.rows("profiles.csv"), bundle.rows("chances.csv")
    rules = [[rule["feature"], rule["value"], str(rule["min"]), str(rule["max"])] for rule in proof["rules"]]
    must(rules == [list(row.values()) for row in bundle.rows("quotas.csv")], "certificate.json", "has other quotas")
    seen = 0
    for number, kind in enumerate(proof["types"]):
        level = Fraction(proof["levels"][number])
        for row in kind["rows"]:
            same = list(profiles[row].values())[1:] == kind["answers"]
            must(same, "certificate.json", f"is about another person in row {row}")
            optimal = proof["objective"] != "leximin" or Fraction(chances[row]["chance"]) == level
            must(optimal, "chances.csv", f"row {row} has not the proven chance")
            seen += 1
    must(seen == len(profiles), "certificate.json", "leaves somebody out")
    return f"the certificate is about these {seen} people and quotas; verify_certificate.py checks proof/"


def verify(place: Path, published: str = "", ticket: str = "") -> list[str]:
    """Check a directory; give what was found, a sentence a check. Raises Wrong."""
    bundle = Bundle(place)
    said = [check_files(bundle), check_commitment(bundle, published)]
    panels = check_panels(bundle)
    said.append(f"{len(panels)} panels of {len(panels[0])}, frequencies counted")
    if "profiles.csv" in bundle.files:
        said.append(check_quotas(bundle, panels))
    if "certificate.json" in bundle.files:
        said.append(check_proof(bundle))
    if "result.json" in bundle.files:
        index = check_draw(bundle)
        same = sorted(panels[index]) == bundle.json("result.json")["tickets"]
        must(same, "result.json", f"its tickets are not those of panel {index}")
        said.append(f"panel {index} was drawn, as the rules of the commitment say")
    else:
        said.append("nothing was drawn yet")
    if ticket:
        of = [number for number, panel in enumerate(panels) if ticket in panel]
        said.append(f"ticket {ticket} stands in {len(of)} of {len(panels)} panels: {', '.join(map(str, of))}")
    return said


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check the draw of a LerarenBeraad.")
    parser.add_argument("dir", type=Path)
    parser.add_argument("--commitment", default="", help="the number that was published before the draw")
    parser.add_argument("--ticket", default="", help="show in which panels this ticket stands")
    given = parser.parse_args(arguments)
    try:
        said = verify(given.dir, given.commitment.lower(), given.ticket)
    except Wrong as wrong:
        sys.stdout.write(f"WRONG {wrong}\n")
        return 1
    except (KeyError, IndexError, TypeError, ValueError, csv.Error) as broken:
        sys.stdout.write(f"WRONG a file has another form than it should: {broken!r}\n")
        return 1
    sys.stdout.write("\n".join([*said, "OK", ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
