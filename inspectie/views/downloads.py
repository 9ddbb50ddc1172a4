"""Answers in CSV and JSON, with what belongs to them. The same bytes have the same ETag."""

from __future__ import annotations

import hashlib
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import content_disposition_header

from inspectie.queries.exports import Meta, Table, to_csv, to_json

FRESH: Final = "public, max-age=300"
FOR_EVER: Final = "public, max-age=31536000, immutable"
CSV: Final = "text/csv; charset=utf-8; header=present"
JSON: Final = "application/json"


def csv_answer(request: HttpRequest, table: Table, *, filename: str, described_by: str) -> HttpResponse:
    """Give a table as a CSV file. described_by: the address of the JSON with its sources and caveats."""
    return answer(request, to_csv(table), kind=CSV, filename=filename, described_by=described_by)


def json_answer(
    request: HttpRequest, meta: Meta, tables: list[Table], facts: dict[str, object] | None = None
) -> HttpResponse:
    """Give a page as JSON."""
    return answer(request, to_json(meta, tables, facts), kind=JSON)


def answer(
    request: HttpRequest, body: bytes, *, kind: str, filename: str = "", described_by: str = "", cache: str = FRESH
) -> HttpResponse:
    """Give bytes with their ETag, or 304 when the asker has them."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type=kind)
    response["ETag"] = etag
    response["Cache-Control"] = cache
    if described_by:
        response["Link"] = f'<{described_by}>; rel="describedby"; type="{JSON}"'
    name = content_disposition_header(as_attachment=True, filename=filename) if filename else None
    if name is not None:
        response["Content-Disposition"] = name
    return response
