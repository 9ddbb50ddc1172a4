"""The files by which strangers check a draw. Names and bytes only: who writes them to disk is not decided here.

Public bundle: tickets.csv, panels.csv, frequencies.csv, quotas.csv, commitment.json, manifest.json and, after the
draw, beacon.json and result.json. Auditor bundle: the same with profiles.csv, chances.csv and certificate.json.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from ndt.draws.beacons import Announcement, Recording
from ndt.draws.commitments import Commitment, canonical, digest
from ndt.draws.index import Outcome

FORMAT: Final = "beraad-bundle-1"
MANIFEST: Final = "manifest.json"
ZIP_TIME: Final = (2021, 12, 11, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Rule:
    """How many members a panel has of one value of a feature, at least and at most."""

    feature: str
    value: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """What is fixed before a draw.

    tickets: everybody in the pool. panels: the numbered panels, each the tickets of its members; one is drawn.
    profiles: per ticket its value of each feature, in the order of `features`. chances: per ticket the proven
    chance, as "p/q". certificate: the bytes of certificate.json. The last three are for auditors only.
    """

    subject: str
    tickets: tuple[str, ...]
    panels: tuple[tuple[str, ...], ...]
    rules: tuple[Rule, ...]
    features: tuple[str, ...] = ()
    profiles: Mapping[str, tuple[str, ...]] | None = None
    chances: Mapping[str, str] | None = None
    certificate: bytes | None = None


def public_files(fixed: Fixed) -> dict[str, bytes]:
    """Give the files that everybody gets before the draw, by name."""
    counts = Counter(ticket for panel in fixed.panels for ticket in panel)
    return {
        "tickets.csv": table(("ticket",), ((ticket,) for ticket in sorted(fixed.tickets))),
        "panels.csv": table(
            ("panel", "ticket"),
            ((number, ticket) for number, panel in enumerate(fixed.panels) for ticket in sorted(panel)),
        ),
        "frequencies.csv": table(("ticket", "panels"), ((ticket, counts[ticket]) for ticket in sorted(fixed.tickets))),
        "quotas.csv": table(
            ("feature", "value", "min", "max"),
            ((rule.feature, rule.value, rule.least, rule.most) for rule in fixed.rules),
        ),
    }


def auditor_files(fixed: Fixed) -> dict[str, bytes]:
    """Give the files that only auditors get: profiles under tickets, and the proof of the chances."""
    files: dict[str, bytes] = {}
    if fixed.profiles is not None:
        files["profiles.csv"] = table(
            ("ticket", *fixed.features), ((ticket, *fixed.profiles[ticket]) for ticket in sorted(fixed.tickets))
        )
    if fixed.chances is not None:
        files["chances.csv"] = table(
            ("ticket", "chance"), ((ticket, fixed.chances[ticket]) for ticket in sorted(fixed.tickets))
        )
    if fixed.certificate is not None:
        files["certificate.json"] = fixed.certificate
    return files


def commit(fixed: Fixed, *, announcement: Announcement, secret_sha256: str, published_at: datetime) -> Commitment:
    """Give the commitment to all files, those of the auditors included: their hash tells nothing of a person."""
    files = public_files(fixed) | auditor_files(fixed)
    return Commitment(
        subject=fixed.subject,
        choices=len(fixed.panels),
        hashes={name: digest(content) for name, content in sorted(files.items())},
        secret_sha256=secret_sha256,
        announcement=announcement,
        published_at=published_at,
    )


def drawn_files(
    fixed_panels: Sequence[Sequence[str]], *, recording: Recording, secret: bytes, outcome: Outcome
) -> dict[str, bytes]:
    """Give the files that the draw itself adds."""
    return {
        "beacon.json": canonical({"recording": recording.facts(), "secret": secret.hex()}),
        "result.json": canonical(
            {
                "index": outcome.index,
                "attempts": outcome.attempts,
                "tickets": sorted(fixed_panels[outcome.index]),
            }
        ),
    }


def sealed(files: Mapping[str, bytes], **facts: Any) -> dict[str, bytes]:
    """Add manifest.json: the SHA-256 of every file, and a seal over the manifest itself."""
    content = {"format": FORMAT, "files": {name: digest(files[name]) for name in sorted(files)}, **facts}
    return dict(files) | {MANIFEST: canonical(content | {"seal": digest(canonical(content))})}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Give the files in one ZIP, byte for byte the same for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write rows as CSV: UTF-8, commas, quotes where needed, a newline after each line."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode()
