"""After a new key: rewrite the keyed hashes whose clear value we have."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ndt.privacy.services import rehashing


class Command(BaseCommand):
    """`manage.py rehash`: can be stopped and started again; what is right already is left alone."""

    help = "Rewrite keyed hashes with the first of HASH_KEYS, where the clear value stands beside them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count what would change")

    def handle(self, *args: Any, **options: Any) -> None:
        for outcome in rehashing.rehash(dry_run=options["dry_run"], progress=self._tell):
            self.stdout.write(
                f"{outcome.column}: {outcome.rewritten} rewritten, {outcome.right} right already, "
                f"{outcome.blind} without a clear value"
            )
        self.stdout.write("Keep the old keys as long as rows without a clear value stand under them; see README.")

    def _tell(self, column: str, done: int) -> None:
        self.stdout.write(f"  {column}: {done} rows read")
        self.stdout.flush()
