"""The least valid mail."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

from ndt.demo.models import Mail


def received(
    to: str = "amina@demo.example", *, subject: str = "Vraag", text: str = "Dag", html: str = "", **facts: Any
) -> Mail:
    """Give a mail as the mailbox keeps it."""
    message = EmailMessage()
    message["Subject"], message["To"], message["From"] = subject, to, "site@demo.example"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    if attachment := facts.pop("attachment", None):
        message.add_attachment(attachment, maintype="application", subtype="pdf", filename="bewijs.pdf")
    return Mail.objects.create(
        recipient=to, sender="site@demo.example", subject=subject, source=message.as_bytes(), **facts
    )
