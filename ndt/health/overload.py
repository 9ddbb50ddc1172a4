"""Load shedding: a database that is full, slow or away gives 503 with Retry-After, never 500."""

from __future__ import annotations

from typing import Final

import psycopg
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse

RETRY_AFTER_S: Final = 30
# 25006: the server became a read-only standby. All other trouble of this kind is an OperationalError:
# no free connection, no server, statement or lock timeout, deadlock, restart.
READ_ONLY: Final = "25006"


def plain(*, title: str, text: str, english: str) -> str:
    """Give a page for when even a template cannot be drawn; it has no style, and reads well without."""
    return f"""<!doctype html>
<html lang="nl">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body><h1>{title}</h1><p>{text}</p><p lang="en">{english}</p></body>
</html>
"""


BUSY_PAGE: Final = plain(
    title="Even te druk",
    text="Het is nu te druk op deze site. Wacht een halve minuut en probeer het dan opnieuw. "
    "Had u iets ingevuld? Ga terug in uw browser. Meestal staat het er nog.",
    english="This site is too busy right now. Please wait half a minute and try again.",
)

CRASH_PAGE: Final = plain(
    title="Er ging iets mis bij ons",
    text="Dit ligt niet aan u. Probeer het over een paar minuten nog een keer.",
    english="Something went wrong on our side. Please try again in a few minutes.",
)


def is_overload(problem: BaseException | None) -> bool:
    """Say whether an exception means that the database has no room or is away, not that we erred."""
    if isinstance(problem, OperationalError | InterfaceError | psycopg.OperationalError):
        return True
    cause = getattr(problem, "__cause__", None)
    return isinstance(cause, psycopg.Error) and cause.sqlstate == READ_ONLY


def plain_page() -> HttpResponse:
    """Give the 503 page that needs nothing: no database, no template, no request."""
    return retry_later(HttpResponse(BUSY_PAGE, status=503))


def retry_later(response: HttpResponse, *, seconds: int = RETRY_AFTER_S) -> HttpResponse:
    """Add Retry-After, and forbid keeping the page."""
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response
