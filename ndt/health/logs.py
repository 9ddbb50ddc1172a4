"""One JSON object a line on standard output, without personal data or keys to anything.

Every logger ends here: ours, Django's, Celery's and the web server's. Say what happened as a fixed
word and give facts as `extra`: `logger.warning("letter_bounced", extra={"job": job.pk})`. Only the
facts named in FACTS are written. An exception becomes its kind, where it happened and, for kinds
whose words never quote data, its words.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final

from ndt.health.redaction import redact, redact_values

# The request or task that is being served, for every line that is written meanwhile.
request_id: ContextVar[str] = ContextVar("request_id", default="")

FACTS: Final = frozenset({
    "method", "route", "url_name", "path", "status", "ms", "problem", "task_id", "task", "job", "kind", "count",
    "code", "failures", "reason", "seconds", "attempts", "directive", "blocked", "room", "template",
})  # fmt: skip

# Kinds of exception whose words name code, settings or servers, never what somebody typed.
PLAIN: Final = frozenset({
    "AttributeError", "ConnectionError", "ConnectionRefusedError", "ConnectionResetError", "FileNotFoundError",
    "ImproperlyConfigured", "ImportError", "ModuleNotFoundError", "NameError", "OSError", "OperationalError",
    "PermissionError", "PoolTimeout", "RecursionError", "TemplateDoesNotExist", "TemplateSyntaxError",
    "TimeoutError", "TooManyRequests", "TypeError", "UnboundLocalError",
})  # fmt: skip
MAX_FRAMES: Final = 30

# Loggers that come with handlers of their own; those that would say what our access log says are silent.
TAKEN_OVER: Final = ("django", "celery", "celery.task", "celery.redirected", "gunicorn.error", "_granian", "granian")
SILENT: Final = ("django.server", "gunicorn.access", "granian.access")
QUIET: Final = {
    "fontTools": logging.ERROR,
    "weasyprint": logging.ERROR,
    "django.request": logging.ERROR,
    # Two lines every two seconds, for a task that says 'look'; a task that fails still writes its own.
    "celery.worker.strategy": logging.WARNING,
    "celery.app.trace": logging.WARNING,
    # Scanners ask for every host name there is; the access log has their 400.
    "django.security.DisallowedHost": logging.CRITICAL,
}


def configure(config: dict[str, Any]) -> None:
    """Send every logger to one JSON handler.

    config: the `LOGGING` setting. level: the lowest that is written. crashes: whether an exception
    that nobody catches ends in the log too, instead of as a traceback with its words on the screen.
    """
    handler = PrivateHandler(sys.stdout)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(config["level"])
    for name in TAKEN_OVER:
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    for name in SILENT:
        logging.getLogger(name).handlers = [logging.NullHandler()]
        logging.getLogger(name).propagate = False
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False
    if config["crashes"]:
        sys.excepthook = _crash
        threading.excepthook = lambda crash: _crash(
            crash.exc_type, crash.exc_value or crash.exc_type(), crash.exc_traceback
        )


def _crash(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.stderr.write("Stopped.\n")
        return
    logging.getLogger("ndt.crash").critical("crash", exc_info=(kind, problem, trace))


class PrivateHandler(logging.StreamHandler[Any]):
    """A stream handler that drops, rather than prints, a record it cannot format."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 -- the name of the standard library
        sys.stderr.write(json.dumps({"event": "log_failed", "logger": record.name, "line": record.lineno}) + "\n")


class JsonFormatter(logging.Formatter):
    """Writes a record as one line of JSON, redacted."""

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": redact(_message(record)),
        }
        if request_id.get():
            event["request_id"] = request_id.get()
        event |= redact_values({name: value for name, value in vars(record).items() if name in FACTS})
        if record.exc_info and record.exc_info[1] is not None:
            event["exception"] = describe(record.exc_info[1])
        return json.dumps(event, ensure_ascii=False, default=str)


def describe(problem: BaseException) -> dict[str, Any]:
    """Give an exception's kind, its frames, its words where these are plain, and its cause."""
    kind = type(problem).__name__
    frames = traceback.extract_tb(problem.__traceback__)[-MAX_FRAMES:]
    described: dict[str, Any] = {
        "kind": kind,
        "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    if kind in PLAIN:
        described["words"] = redact(str(problem))
    cause = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    if cause is not None:
        described["cause"] = describe(cause)
    return described


def _message(record: logging.LogRecord) -> str:
    """Give the message; of an exception its kind only, and nothing a visitor or a task was called with."""
    if record.name.startswith("django.security."):  # its words quote what the visitor sent
        return record.name.rpartition(".")[2]
    if isinstance(record.args, dict):
        if "exc" in record.args:  # Celery's report of a task that failed
            return f"task_failed {record.args.get('name', '')} {record.args.get('id', '')}"
        return str(record.msg) % {name: _kind(value) for name, value in record.args.items()}
    return str(record.msg) % tuple(_kind(value) for value in record.args) if record.args else str(record.msg)


def _kind(value: object) -> object:
    return type(value).__name__ if isinstance(value, BaseException) else value
