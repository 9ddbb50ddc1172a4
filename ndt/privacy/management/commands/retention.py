"""Erase what is over its time, now and with its progress on the screen."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from ndt.privacy.services import retention


class Command(BaseCommand):
    """`manage.py retention`: what the daily job does, without its time limit."""

    help = "Erase what is over its time by the registry; the daily job does the same."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count the rows that are due")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            for name, number in retention.count(now=now).items():
                self._tell(name, number)
            return
        total = retention.clean(now=now, progress=self._tell)
        self.stdout.write(f"Done: {total} rows.")

    def _tell(self, name: str, number: int) -> None:
        self.stdout.write(f"{number:>8}  {name}")
        self.stdout.flush()
