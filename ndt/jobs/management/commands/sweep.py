"""Do the jobs that are due, without Celery: `manage.py sweep`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from ndt.jobs import services


class Command(BaseCommand):
    """Sweep until nothing is due."""

    help = "Do every job that is due, in this process. For when Celery is down, or from cron."

    def handle(self, *_args: Any, **_options: Any) -> None:
        total = 0
        while done := services.sweep():
            total += done
        self.stdout.write(f"{total} jobs done.")
