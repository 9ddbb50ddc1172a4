"""Erase somebody who asked for it by letter or telephone and proved who they are."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ndt.people.models import User
from ndt.privacy import queries, rows
from ndt.privacy.models import Cause
from ndt.privacy.services import erasing


class Command(BaseCommand):
    """`manage.py erase amina@example.nl`: the address with everything known by it, and its account."""

    help = "Erase everything about the owner of an e-mail address, their account included."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")
        parser.add_argument("--name", default="", help="whose rows, where several people use the address")
        parser.add_argument("--yes", action="store_true", help="do not ask whether it is sure")

    def handle(self, *args: Any, **options: Any) -> None:
        address = options["address"]
        user = User.objects.filter(email__iexact=address).first()
        person = rows.by_account(user) if user is not None else rows.by_address(address, options["name"])
        if rows.is_shared(person) and not person.names:
            raise CommandError("Several people use this address. Say whose data it is with --name.")
        for holding in queries.holdings(person):
            self.stdout.write(f"{holding.number:>8}  {holding.title}")
        if not options["yes"] and input("Erase all of this? It cannot be undone. Type 'erase': ") != "erase":
            self.stdout.write("Nothing was changed.")
            return
        receipt = erasing.erase(person=person, cause=Cause.OPERATOR, now=timezone.now())
        self.stdout.write(f"Erased {sum(receipt.rows.values())} rows. Number: {receipt.tombstone or 'none needed'}.")
