#!/usr/bin/env python
"""Run Django's commands; beside a running demo, with the demo's own settings."""

import os
import sys
from pathlib import Path

import environ
from django.core.management import execute_from_command_line

DEMO_ENVIRONMENT = Path(__file__).resolve().parent / "var" / "demo.env"

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ndt.settings")
    if "DATABASE_URL" not in os.environ and DEMO_ENVIRONMENT.exists():
        environ.Env.read_env(DEMO_ENVIRONMENT)
    execute_from_command_line(sys.argv)
