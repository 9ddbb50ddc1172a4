"""After a new key: encrypt the secrets of second factors and the numbers of phones with it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from ndt.people import phones, sealing


class Command(BaseCommand):
    """`manage.py renew_second_factors`: can be stopped and started again; what is right already is left alone."""

    help = "Encrypt the secrets of second factors and the numbers of phones with the first of HASH_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Renew, and say how many."""
        self.stdout.write(f"secrets renewed: {sealing.renew()}")
        self.stdout.write(f"phones renewed: {phones.renew()}")
