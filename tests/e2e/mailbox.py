"""Read the mail that the stack really sent, from the mailbox that received it over SMTP."""

from __future__ import annotations

import time

from ndt.demo.models import Mail


class Mailbox:
    """Every mailbox of the world, on a stage."""

    def all(self, to: str) -> list[Mail]:
        """Give what arrived for an address so far, newest first."""
        return list(Mail.objects.filter(recipient=to.lower()))

    def wait_for(self, to: str, *, containing: str = "", count: int = 1, seconds: float = 120) -> Mail:
        """Wait for mail to an address with these words in subject or text; give the newest one.

        count: how many such mails must have arrived.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = [mail for mail in self.all(to) if containing in mail.subject + mail.text]
            if len(found) >= count:
                return found[0]
            time.sleep(0.1)
        arrived = (
            "\n".join(f"  {mail.recipient}: {mail.subject}" for mail in Mail.objects.all()) or "  (no mail at all)"
        )
        raise AssertionError(
            f"{count} mail(s) to {to} containing {containing!r} did not come in {seconds} s. Arrived:\n{arrived}"
        )

    def stays_empty(self, to: str, *, seconds: float = 2) -> bool:
        """Say whether nothing came for an address in that time."""
        time.sleep(seconds)
        return not self.all(to)
