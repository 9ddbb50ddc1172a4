"""Reports of browsers about the Content-Security-Policy, reduced to counts.

Both shapes are read: `application/csp-report` (report-uri) and `application/reports+json`
(report-to). Of a report only the rule's name and the kind of source are kept; the address of the
page and of the source, which may hold anything, are not.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final
from urllib.parse import urlsplit

MAX_BYTES: Final = 16_384
MAX_REPORTS: Final = 10
_DIRECTIVE: Final = re.compile(r"[a-z][a-z-]{2,39}")
_KINDS: Final = ("inline", "eval", "wasm-eval", "trusted-types-sink", "trusted-types-policy", "data", "blob")


def read(body: bytes, *, own_host: str) -> list[tuple[str, str]]:
    """Give (directive, kind of source) of each report in a request's body; [] for what is no report."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return []
    reports = parsed if isinstance(parsed, list) else [parsed]
    found = (_read_one(report, own_host) for report in reports[:MAX_REPORTS])
    return [each for each in found if each is not None]


def _read_one(report: Any, own_host: str) -> tuple[str, str] | None:
    if not isinstance(report, dict):
        return None
    body = report.get("csp-report") or report.get("body")
    if not isinstance(body, dict):
        return None
    rule = body.get("effective-directive") or body.get("effectiveDirective") or body.get("violated-directive")
    source = body.get("blocked-uri") or body.get("blockedURL") or ""
    words = rule.split() if isinstance(rule, str) else []
    if not words or not _DIRECTIVE.fullmatch(words[0]) or not isinstance(source, str):
        return None
    return words[0], _kind(source, own_host)


def _kind(source: str, own_host: str) -> str:
    for kind in _KINDS:
        if source == kind or source.startswith(f"{kind}:"):
            return kind
    try:
        host = urlsplit(source).netloc
    except ValueError:
        return "elsewhere"
    if source in {"self", ""} or host == own_host:
        return "self"
    return "elsewhere"
