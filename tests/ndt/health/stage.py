"""A small stage that fails in every way while holding personal data, for real server processes.

`granian ... tests.ndt.health.stage:application` serves it; `celery -A tests.ndt.health.stage` works it.
"""

from __future__ import annotations

import logging
import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ndt.settings")
settings.ROOT_URLCONF = "tests.ndt.health.stage_urls"

from ndt.wsgi import application  # noqa: E402

__all__ = ["application", "celery"]

celery = Celery("stage")
celery.config_from_object("django.conf:settings", namespace="CELERY")
logger = logging.getLogger(__name__)


@celery.task(name="stage.fail")
def fail(name: str, email: str) -> None:
    """Fail with personal data in the arguments and in the exception."""
    logger.warning("sending to %s", email)
    raise ValueError(f"no letter for {name} <{email}>")
