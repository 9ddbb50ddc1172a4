"""What both ways of asking answer with: a file, or the page that says it is gone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect

from ndt.privacy.services.erasing import Receipt


def as_file(data: dict[str, Any], now: datetime) -> HttpResponse:
    """Give an export as a file that a person can read too."""
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = f'attachment; filename="mijn-gegevens-{now:%Y-%m-%d}.json"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def gone(receipt: Receipt) -> HttpResponse:
    """Send somebody who was erased to the page that says so."""
    if receipt.tombstone is None:
        return redirect("privacy:erased_nothing")
    return redirect("privacy:erased", receipt.tombstone)
