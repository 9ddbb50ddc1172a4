"""The identity providers of this installation, as buttons."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Button:
    """One organisation through which one may log in."""

    id: str
    name: str
    address: str


def buttons(_request: HttpRequest) -> list[Button]:
    """Give a button for each provider of OIDC_APPS, in that order; none where none is configured."""
    return [
        Button(app["provider_id"], app["name"], reverse("openid_connect_login", args=[app["provider_id"]]))
        for app in settings.OIDC_APPS
    ]
