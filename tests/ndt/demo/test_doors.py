"""The demo's doors are shut where DEMO is not set, and production does not start with it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.run import PRODUCTION, ROOT

VISIT = """
import django
django.setup()
from django.test import Client
print("GET", *(Client(SERVER_NAME="127.0.0.1").get(path).status_code for path in ("/demo/", "/demo/postvak/", "/demo/telefoon/", "/demo/postvak/1/")))
print("POST", Client(SERVER_NAME="127.0.0.1").post("/demo/inloggen/", {"account": "olga@demo.example"}).status_code)
"""


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    facts = os.environ | {"DJANGO_SETTINGS_MODULE": "ndt.settings"} | environment
    return subprocess.run(
        [sys.executable, "-c", code], env=facts, cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_without_demo_its_pages_do_not_exist():
    answer = run(VISIT, DEMO="0", ENVIRONMENT="test")

    told = [line.split()[1:] for line in answer.stdout.splitlines() if line.startswith(("GET ", "POST "))]
    assert told == [["404"] * 4, ["404"]], answer.stderr


@pytest.mark.django_db
def test_with_demo_they_do(client):
    assert settings.DEMO
    assert client.get("/demo/").status_code == 200


def test_production_refuses_to_start_as_a_demo():
    answer = run("import django; django.setup()", **PRODUCTION | {"DEMO": "1"})

    assert answer.returncode != 0
    assert "DEMO=1" in answer.stderr


def test_production_starts_without_it():
    answer = run("import django; django.setup()", **PRODUCTION)

    assert answer.returncode == 0, answer.stderr


def test_production_refuses_the_key_of_a_demo():
    answer = run("import django; django.setup()", **PRODUCTION | {"SECRET_KEY": "demo-" + "x7Kp" * 20})

    assert answer.returncode != 0
    assert "SECRET_KEY" in answer.stderr
