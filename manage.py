#!/usr/bin/env python
"""Run Django's commands; beside a running demo, with the demo's own settings."""

import os
import sys
from pathlib import Path

import environ
from django.core.management import execute_from_command_line

DEMO_ENVIRONMENT = Path(__file__).resolve().parent / "var" / "demo.env"
# These read and write files only; they run on a machine that has nothing else.
WITHOUT_DATABASE = {"lottery"}
NOTHING = {
    "ENVIRONMENT": "test",
    "SECRET_KEY": "not-used",
    "HASH_KEYS": "not-used",
    "DATABASE_URL": "postgresql://nowhere.invalid/none",
    "REDIS_URL": "redis://nowhere.invalid",
    "EMAIL_URL": "memorymail://",
}


def take_demo_environment() -> None:
    """Read what the running demo wrote. Libraries it unpacked count from the start of a process, so start again."""
    libraries = os.environ.get("LD_LIBRARY_PATH")
    environ.Env.read_env(DEMO_ENVIRONMENT)
    if os.environ.get("LD_LIBRARY_PATH") != libraries:
        os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ndt.settings")
    if WITHOUT_DATABASE.intersection(sys.argv[1:2]):
        os.environ.update(NOTHING)
    if "DATABASE_URL" not in os.environ:
        if not DEMO_ENVIRONMENT.exists():
            sys.exit("No demo runs here and DATABASE_URL is not set. Start `make demo`, or see docs/operating.md.")
        take_demo_environment()
    execute_from_command_line(sys.argv)
