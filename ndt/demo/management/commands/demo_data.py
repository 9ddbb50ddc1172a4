"""Load the demo data that is not there yet."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ndt.demo import data


class Command(BaseCommand):
    """Load and say how far it is."""

    help = "Loads invented people, organisations and what the rooms add. What is there already stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--rooms", nargs="+", metavar="ROOM", help="only the data of these rooms, such as campaigns"
        )

    def handle(self, *, rooms: list[str] | None, **_options: Any) -> None:
        if unknown := set(rooms or ()).difference(known := data.room_names()):
            raise CommandError(f"No room with demo data is called {min(unknown)}. Choose from: {', '.join(known)}.")
        begun = time.monotonic()
        for sentence in data.load_all(now=timezone.now(), rooms=rooms):
            self.stdout.write(f"  {time.monotonic() - begun:5.1f} s  {sentence}")
            self.stdout.flush()
