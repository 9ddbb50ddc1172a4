"""What `manage.py check` says about mail and text messages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

from ndt.mail.gateways import gateway


def sms_url(app_configs: Any = None, **_options: Any) -> list[CheckMessage]:
    """Complain about an SMS_URL that nothing understands, before somebody waits for a code."""
    if not settings.SMS_URL:
        return []
    try:
        gateway(settings.SMS_URL)
    except ImproperlyConfigured as problem:
        return [Error(str(problem), id="mail.E001")]
    return []
