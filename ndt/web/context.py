"""What every page of the house knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from ndt.web import registry


def house(request: HttpRequest) -> dict[str, Any]:
    """Give templates the site's name, its solutions and whether this is the demo."""
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "demo": settings.DEMO,
        "solutions": registry.solutions(),
        "goals": registry.GOALS,
    }
