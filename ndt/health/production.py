"""What production refuses to start with. Pure: takes the settings as a dict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured


def refuse_unsafe(settings: Mapping[str, Any]) -> None:
    """Raise ImproperlyConfigured with every unsafe value named at once."""
    faults = []
    if settings["DEMO"]:
        faults.append("DEMO=1 opens every account; leave it out.")
    if len(settings["SECRET_KEY"]) < 50 or settings["SECRET_KEY"].startswith("demo"):
        faults.append("SECRET_KEY must be at least 50 random characters.")
    if not settings["HASH_KEYS"] or any(len(key) < 32 for key in settings["HASH_KEYS"]):
        faults.append("HASH_KEYS needs at least one key of 32 characters or more.")
    if not settings["ALLOWED_HOSTS"] or "*" in settings["ALLOWED_HOSTS"]:
        faults.append("ALLOWED_HOSTS must name the hosts, without *.")
    if not settings["SITE_URL"].startswith("https://"):
        faults.append("SITE_URL must begin with https://.")
    if faults:
        raise ImproperlyConfigured("Production does not start: " + " ".join(faults))
