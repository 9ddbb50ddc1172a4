"""Give somebody the keys of the admin: `manage.py make_operator naam@organisatie.example`."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from ndt.people import services


class Command(BaseCommand):
    """Makes the account where there is none; it logs in with a mailed code and then sets up a second factor."""

    help = "Make an operator: an account that may enter the admin."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the e-mail address."""
        parser.add_argument("address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the operator and say what comes next."""
        address = options["address"].strip()
        try:
            validate_email(address)
        except ValidationError as problem:
            raise CommandError(f"{address!r} is no e-mail address.") from problem
        user = services.make_operator(address=address)
        self.stdout.write(f"{user.email} is an operator. Log in at /account/inloggen/ and set up a second factor.")
