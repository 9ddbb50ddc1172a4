"""Production does not start with an unsafe value, and says what to set."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[3]
SAFE = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "q7Wv2Lx9Rk4Tn8Yb3Zc6Md1Pf5Hg0Js-Au_EiOw7Qr2Ls9Xk4Vn8B",
    "HASH_KEYS": "b3Zc6Md1Pf5Hg0Js7Wv2Lx9Rk4Tn8Yq1",
    "SITE_URL": "https://www.onderwijsheid.nl",
    "ALLOWED_HOSTS": "www.onderwijsheid.nl",
    "TRUSTED_PROXIES": "1",
    "DATABASE_URL": "postgresql://onderwijsheid:Jq8-vLw2Xk5n@db:5432/onderwijsheid",
    "REDIS_URL": "redis://:Kf4-tRm9Zp1c@valkey:6379/0",
    "EMAIL_URL": "smtp+tls://mail:Wd3-yHs7Bv0q@mail.onderwijsheid.nl:587",
    "DEFAULT_FROM_EMAIL": "Onderwijsheid <noreply@onderwijsheid.nl>",
    "PRIVACY_EMAIL": "privacy@onderwijsheid.nl",
    "OPERATOR_EMAILS": "beheer@onderwijsheid.nl",
    "SECURITY_CONTACTS": "mailto:security@onderwijsheid.nl",
}


def start(*command, **changes):
    """Run a command of Django in a process with only this environment; None takes a variable out."""
    environment = {"PATH": os.environ["PATH"]} | SAFE | changes
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def settings_with(monkeypatch):
    """Give a function that reads the settings file in an environment of its own."""

    def read(**changes):
        for name in list(os.environ):
            monkeypatch.delenv(name)
        for name, value in (SAFE | changes).items():
            if value is not None:
                monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "ndt/settings.py"))

    return read


def test_safe_values_pass_the_deployment_check_without_a_warning():
    outcome = start("check", "--deploy", "--fail-level", "WARNING")

    assert outcome.returncode == 0, outcome.stderr
    assert "no issues" in outcome.stdout


REFUSALS = [
    ({"DEMO": "1"}, "DEMO=1 opens every account"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY must hold at least 50"),
    ({"SECRET_KEY": "a" * 60}, "SECRET_KEY must hold at least 50"),
    ({"SECRET_KEY": "django-insecure-" + SAFE["SECRET_KEY"]}, "SECRET_KEY must hold at least 50"),
    ({"SECRET_KEY_FALLBACKS": "old"}, "SECRET_KEY_FALLBACKS must hold at least 50"),
    ({"HASH_KEYS": ""}, "HASH_KEYS needs at least one key"),
    ({"HASH_KEYS": "short"}, "HASH_KEYS must hold keys of at least 32"),
    ({"HASH_KEYS": f"{SAFE['HASH_KEYS']},{SAFE['HASH_KEYS']}"}, "one key is there twice"),
    ({"HASH_KEYS": SAFE["SECRET_KEY"]}, "one key is there twice"),
    ({"OIDC_APPS": '[{"name": "SURFconext"}]'}, "OIDC_APPS must be a JSON list of objects with client_id"),
    (
        {
            "OIDC_APPS": '[{"provider_id": "x", "name": "X", "client_id": "c", "secret": "s",'
            ' "settings": {"server_url": "http://x.nl"}}]'
        },
        "server_url that begins with https://",
    ),
    ({"SITE_URL": "http://www.onderwijsheid.nl"}, "SITE_URL must begin with https://"),
    ({"SITE_URL": None}, "SITE_URL must begin with https://"),
    ({"SITE_URL": "https://www.onderwijsheid.nl/pad"}, "scheme and host only"),
    ({"SITE_URL": "https://www.example.com"}, "set the public address"),
    ({"SITE_URL": "https://192.0.2.1"}, "set the public address"),
    ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name each host in full"),
    ({"ALLOWED_HOSTS": ".onderwijsheid.nl"}, "ALLOWED_HOSTS must name each host in full"),
    ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS must name each host in full"),
    ({"ALLOWED_HOSTS": "elders.nl"}, "ALLOWED_HOSTS must hold the host of SITE_URL"),
    ({"CSRF_TRUSTED_ORIGINS": "https://*.onderwijsheid.nl"}, "CSRF_TRUSTED_ORIGINS must be https://"),
    ({"TRUSTED_PROXIES": "0"}, "TRUSTED_PROXIES must say how many"),
    ({"DATABASE_URL": "postgresql://onderwijsheid@db/onderwijsheid"}, "DATABASE_URL has no password"),
    ({"DATABASE_URL": "postgresql://onderwijsheid:changeme@db/onderwijsheid"}, "an example's password"),
    ({"DATABASE_URL": "postgresql://postgres:Jq8-vLw2Xk5n@db/onderwijsheid"}, "superuser postgres"),
    ({"DATABASE_URL": "sqlite:///db.sqlite3"}, "no other database is supported"),
    ({"REDIS_URL": "redis://valkey:6379/0"}, "REDIS_URL has no password"),
    ({"REDIS_URL": "memory://"}, "REDIS_URL must be a redis://"),
    ({"REDIS_URL": "redis://:changeme@valkey:6379/0"}, "an example's password"),
    ({"EMAIL_URL": "consolemail://"}, "EMAIL_URL sends no mail"),
    ({"EMAIL_URL": "memorymail://"}, "EMAIL_URL sends no mail"),
    ({"EMAIL_URL": "filemail:///tmp/mail"}, "EMAIL_URL sends no mail"),
    ({"EMAIL_URL": "smtp://mail:Wd3@mail.onderwijsheid.nl:25"}, "mail unencrypted"),
    ({"DEFAULT_FROM_EMAIL": None}, "DEFAULT_FROM_EMAIL must be an address at a domain of yours"),
    ({"PRIVACY_EMAIL": None}, "PRIVACY_EMAIL must be an address at a domain of yours"),
    ({"OPERATOR_EMAILS": None}, "OPERATOR_EMAILS must name who is told"),
    ({"OPERATOR_EMAILS": None, "SECURITY_CONTACTS": None}, "SECURITY_CONTACTS must say where"),
    ({"SECURITY_CONTACTS": "security@onderwijsheid.nl"}, "mailto:, https: or tel:"),
    ({"SMS_URL": "demo://"}, "SMS_URL sends no text messages"),
    ({"ENVIRONMENT": "staging"}, "use production, demo or test"),
]


@pytest.mark.parametrize(("changes", "sentence"), REFUSALS)
def test_an_unsafe_value_is_refused_with_what_to_set(settings_with, changes, sentence):
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_with(**changes)

    assert sentence in str(refusal.value)


def test_all_faults_are_told_at_once_on_the_screen():
    outcome = start("check", DEMO="1", SECRET_KEY="short", REDIS_URL="redis://valkey")

    assert outcome.returncode != 0
    assert outcome.stderr.count("\n  - ") == 3


@pytest.mark.parametrize("name", ["SECRET_KEY", "HASH_KEYS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"])
def test_a_missing_secret_is_named(settings_with, name):
    with pytest.raises(ImproperlyConfigured, match=name):
        settings_with(**{name: None})


@pytest.mark.parametrize(
    "changes",
    [
        {"DATABASE_URL": "postgresql:///onderwijsheid?host=/run/postgresql"},
        {"REDIS_URL": "unix:///run/valkey.sock"},
        {"EMAIL_URL": "smtp://localhost:25"},
        {"SECURITY_CONTACTS": None},
    ],
)
def test_other_safe_ways_are_accepted(settings_with, changes):
    assert settings_with(**changes)["PRODUCTION"]
