"""Load the demo data that is not there yet."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ndt.demo import data


class Command(BaseCommand):
    """Load and say how far it is."""

    help = "Loads invented people, organisations and what the rooms add. What is there already stays as it is."

    def handle(self, **_options: Any) -> None:
        begun = time.monotonic()
        for sentence in data.load_all(now=timezone.now()):
            self.stdout.write(f"  {time.monotonic() - begun:5.1f} s  {sentence}")
            self.stdout.flush()
