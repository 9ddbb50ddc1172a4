"""What production refuses to start with. Pure: takes the settings as a mapping.

Each sentence names the variable and says what to set. All faults are told at once, so that one
restart mends them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from email.utils import parseaddr
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SECRET_KEY_LENGTH: Final = 50
HASH_KEY_LENGTH: Final = 32
LEAST_DIFFERENT_SIGNS: Final = 12
_WEAK: Final = re.compile(r"(?i)^(demo|test|changeme|secret|django-insecure)|voorbeeld|example|change[-_ ]?me")
_RESERVED: Final = ("example", "test", "invalid", "localhost", "example.com", "example.org", "example.net", "local")
_LOCAL_MAIL: Final = ("console", "locmem", "dummy", "filebased")

Settings = Mapping[str, Any]


def refuse_unsafe(settings: Settings) -> None:
    """Raise ImproperlyConfigured with every unsafe value named at once."""
    faults = [fault for check in CHECKS for fault in check(settings)]
    if faults:
        lines = "\n".join(f"  - {fault}" for fault in faults)
        raise ImproperlyConfigured(f"Production does not start. docs/operating.md explains each variable.\n{lines}")


def _modes(settings: Settings) -> Iterator[str]:
    if settings["DEMO"]:
        yield "DEMO=1 opens every account; leave it out."
    if settings["DEBUG"]:
        yield "DEBUG shows settings and code to visitors; it must be False."


def _keys(settings: Settings) -> Iterator[str]:
    for number, key in enumerate([settings["SECRET_KEY"], *settings["SECRET_KEY_FALLBACKS"]]):
        name = "SECRET_KEY_FALLBACKS" if number else "SECRET_KEY"
        if is_weak(key, length=SECRET_KEY_LENGTH):
            yield f"{name} must hold at least {SECRET_KEY_LENGTH} random characters; `make keys` writes one."
    if not settings["HASH_KEYS"]:
        yield "HASH_KEYS needs at least one key; `make keys` writes one."
    if any(is_weak(key, length=HASH_KEY_LENGTH) for key in settings["HASH_KEYS"]):
        yield f"HASH_KEYS must hold keys of at least {HASH_KEY_LENGTH} random characters; `make keys` writes one."
    every = [settings["SECRET_KEY"], *settings["SECRET_KEY_FALLBACKS"], *settings["HASH_KEYS"]]
    if len(set(every)) < len(every):
        yield "SECRET_KEY, SECRET_KEY_FALLBACKS and HASH_KEYS must differ from each other; one key is there twice."


def is_weak(key: str, *, length: int) -> bool:
    """Say whether a key is short, has few different signs, or was copied from a text."""
    return len(key) < length or len(set(key)) < LEAST_DIFFERENT_SIGNS or bool(_WEAK.search(key))


def _addresses(settings: Settings) -> Iterator[str]:
    site = urlsplit(settings["SITE_URL"])
    host = site.hostname or ""
    if site.scheme != "https":
        yield "SITE_URL must begin with https://; links in mail and cookies depend on it."
    if site.path or site.query or site.fragment or site.username:
        yield "SITE_URL must be scheme and host only, such as https://www.onderwijsheid.nl."
    if is_reserved(host):
        yield f"SITE_URL names {host or 'no host'}; set the public address of the site."
    allowed = settings["ALLOWED_HOSTS"]
    if not allowed or any("*" in name or name.startswith(".") for name in allowed):
        yield "ALLOWED_HOSTS must name each host in full, without * and without a leading dot."
    elif host and host not in allowed:
        yield f"ALLOWED_HOSTS must hold the host of SITE_URL: {host}."
    if any(not origin.startswith("https://") or "*" in origin for origin in settings["CSRF_TRUSTED_ORIGINS"]):
        yield "CSRF_TRUSTED_ORIGINS must be https:// addresses without *."
    if settings["TRUSTED_PROXIES"] < 1:
        yield "TRUSTED_PROXIES must say how many proxies stand in front (1 with docker-compose.yml): one ends TLS."


def is_reserved(host: str) -> bool:
    """Say whether a host name is an example, this machine, or a bare number."""
    try:
        ip_address(host)
    except ValueError:
        return not host or any(host == name or host.endswith(f".{name}") for name in _RESERVED)
    return True


def _database(settings: Settings) -> Iterator[str]:
    database = settings["DATABASES"]["default"]
    options = database.get("OPTIONS", {})
    by_socket = not database.get("HOST") or database["HOST"].startswith("/")
    if not by_socket and not database.get("PASSWORD") and "passfile" not in options and "sslcert" not in options:
        yield "DATABASE_URL has no password; add one, or use a Unix socket or a client certificate."
    if database.get("PASSWORD") and _WEAK.search(database["PASSWORD"]):
        yield "DATABASE_URL has an example's password; set one of your own."
    if database.get("USER") == "postgres":
        yield "DATABASE_URL logs in as superuser postgres; make a user that owns only this database."


def _broker(settings: Settings) -> Iterator[str]:
    broker = urlsplit(settings["REDIS_URL"])
    if broker.scheme not in {"redis", "rediss", "unix"}:
        yield "REDIS_URL must be a redis://, rediss:// or unix:// address."
    elif broker.scheme != "unix" and not broker.password:
        yield "REDIS_URL has no password; set requirepass in Valkey and write redis://:PASSWORD@HOST:6379/0."
    elif broker.password and _WEAK.search(broker.password):
        yield "REDIS_URL has an example's password; set one of your own."


def _mail(settings: Settings) -> Iterator[str]:
    backend = settings["EMAIL_BACKEND"]
    if any(name in backend for name in _LOCAL_MAIL):
        yield "EMAIL_URL sends no mail to anybody; write smtp+tls://USER:PASSWORD@HOST:587 or smtp+ssl://...:465."
    elif not (settings.get("EMAIL_USE_TLS") or settings.get("EMAIL_USE_SSL")) and settings.get("EMAIL_HOST") not in {
        "localhost",
        "127.0.0.1",
        "::1",
    }:
        yield "EMAIL_URL sends mail unencrypted over the network; write smtp+tls:// or smtp+ssl://."
    for name in ("DEFAULT_FROM_EMAIL", "PRIVACY_EMAIL"):
        domain = parseaddr(settings[name])[1].rpartition("@")[2]
        if is_reserved(domain):
            yield f"{name} must be an address at a domain of yours; {domain or 'none'} is nobody's."
    if not settings["OPERATOR_EMAILS"]:
        yield "OPERATOR_EMAILS must name who is told about letters that fail and other trouble."
    if not settings["SECURITY_CONTACTS"]:
        yield "SECURITY_CONTACTS must say where a leak is reported, such as mailto:security@YOUR-DOMAIN."
    if any(urlsplit(contact).scheme not in {"mailto", "https", "tel"} for contact in settings["SECURITY_CONTACTS"]):
        yield "SECURITY_CONTACTS must be mailto:, https: or tel: addresses."


def _messages(settings: Settings) -> Iterator[str]:
    scheme = urlsplit(settings["SMS_URL"]).scheme
    if settings["SMS_URL"] and scheme in {"demo", "test", "console", "memory", "http"}:
        yield "SMS_URL sends no text messages, or sends them unencrypted; leave it out or set an https adapter."


def _identity_providers(settings: Settings) -> Iterator[str]:
    apps = settings["OIDC_APPS"]
    needed = {"provider_id", "name", "client_id", "secret", "settings"}
    if not isinstance(apps, list) or any(not isinstance(app, dict) or needed - set(app) for app in apps):
        yield f"OIDC_APPS must be a JSON list of objects with {', '.join(sorted(needed))}."
    elif any(not str(app["settings"].get("server_url", "")).startswith("https://") for app in apps):
        yield "OIDC_APPS must give each provider a server_url that begins with https://."


CHECKS: Final = (_modes, _keys, _addresses, _database, _broker, _mail, _messages, _identity_providers)
