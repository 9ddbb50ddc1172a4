"""The way out: one open connection to the mail server, and what its answers mean.

Promise: a letter goes out once. One double is possible, when the worker dies (or the line breaks)
after the server took the letter and before our row says so.
"""

from __future__ import annotations

import re
import smtplib
import threading
from typing import Any, Final, NoReturn

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from ndt.jobs.core.errors import JobError, PermanentFailure, Refused, TryAgain, Unavailable

# RFC 5321 4.5.3.2.6 wants a client to wait long for the answer after the last dot: who hangs up
# sooner, sends twice. Longer than a minute would come near the time limit of a Celery task.
ANSWER_S: Final = 60
_STATUS: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
# Enhanced status codes, RFC 3463: no such mailbox or domain, mailbox disabled.
GONE: Final = ("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")
POLICY: Final = "5.7."

_open = threading.local()


def deliver(message: EmailMessage) -> None:
    """Hand the message to the mail server. Raises Refused, PermanentFailure, TryAgain or Unavailable."""
    try:
        _connection().send_messages([message])
    except smtplib.SMTPRecipientsRefused as problem:
        close()
        (code, answer), *_others = problem.recipients.values()
        _judge(code, answer, of_recipient=True)
    except smtplib.SMTPDataError as problem:
        close()
        _judge(problem.smtp_code, problem.smtp_error, of_recipient=False)
    except smtplib.SMTPResponseException as problem:
        # The greeting, the log-in or our own sender address: the same for every letter.
        close()
        raise Unavailable(f"smtp-{problem.smtp_code}") from None
    except OSError as problem:
        close()
        raise Unavailable(f"smtp-{type(problem).__name__}") from None


def close() -> None:
    """Close the connection; the next letter opens a new one."""
    connection = getattr(_open, "connection", None)
    if connection is not None:
        _open.connection = None
        connection.close()


def _connection() -> Any:
    connection = getattr(_open, "connection", None)
    if connection is not None and _is_alive(connection):
        return connection
    close()
    connection = get_connection()
    connection.open()
    if isinstance(connection, EmailBackend) and connection.connection and connection.connection.sock:
        connection.connection.sock.settimeout(ANSWER_S)
    _open.connection = connection
    return connection


def _is_alive(connection: Any) -> bool:
    """Ask before use: an error in the middle of a letter cannot be told from a letter that arrived."""
    if not isinstance(connection, EmailBackend) or connection.connection is None:
        return True
    try:
        code, _answer = connection.connection.noop()
    except (smtplib.SMTPException, OSError):
        return False
    return bool(code == 250)


def _judge(code: int, answer: bytes | str, *, of_recipient: bool) -> NoReturn:
    """Raise what a refusal means. The answer's text stays out: it often repeats the address."""
    text = answer.decode("ascii", "replace") if isinstance(answer, bytes) else answer
    found = _STATUS.search(text)
    status = found.group(1) if found else ""
    raise _verdict(code, status, of_recipient=of_recipient)(f"smtp-{code}" + (f"-{status}" if status else "")) from None


def _verdict(code: int, status: str, *, of_recipient: bool) -> type[JobError]:
    if code == 421:
        return Unavailable
    if code < 500:
        return TryAgain
    if status in GONE:
        return Refused
    # Refused for what we are or say: somebody has to look at our name or our text.
    if status.startswith(POLICY) or not of_recipient:
        return PermanentFailure
    return Refused
