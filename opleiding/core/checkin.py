"""Scans at the door from several phones, some of them long without a network: none is lost and none counts twice.

A scan has a nonce that the phone makes once. However often and in whatever order scans arrive, the same come out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Scan:
    """A code seen by a device. scanned_at: by the clock of the device."""

    nonce: str
    registration: str
    device: str
    scanned_at: datetime


@dataclass(frozen=True, slots=True)
class Merged:
    """What scans come to; every scan stands in one of the three.

    present: registration to the scan that counts, the first. again: later ones of somebody who is in already. unknown:
    of codes that are no registration here.
    """

    present: dict[str, Scan]
    again: tuple[Scan, ...]
    unknown: tuple[Scan, ...]


def merge(scans: Iterable[Scan], *, registrations: frozenset[str]) -> Merged:
    """Give who is present. A nonce that arrives again is the same scan; of two that differ the earlier one counts."""
    once: dict[str, Scan] = {}
    for scan in sorted(scans, key=_moment):
        once.setdefault(scan.nonce, scan)
    present: dict[str, Scan] = {}
    again, unknown = [], []
    for scan in once.values():
        if scan.registration not in registrations:
            unknown.append(scan)
        elif scan.registration in present:
            again.append(scan)
        else:
            present[scan.registration] = scan
    return Merged(present, tuple(again), tuple(unknown))


def _moment(scan: Scan) -> tuple[datetime, str, str, str]:
    return scan.scanned_at, scan.nonce, scan.device, scan.registration
