"""What the demo gives the settings: an environment with keys of its own, kept from run to run."""

from __future__ import annotations

import errno
import hashlib
import hmac
import json
import os
import re
import secrets
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from ndt.demo.processes import write_atomically
from ndt.demo.stack import ROOT
from ndt.demo.steps import Fault

FIRST_PORT: Final = 8000
# The passes of the demo's cities, as the room of tutoring calls them.
PASSES: Final = ("nergenspas", "maaspas", "ooiepas")
EVERYWHERE: Final = ("0.0.0.0", "::")


@dataclass(frozen=True, slots=True)
class Secrets:
    """The keys of one demo, made at its first start. SECRET_KEY says what it is: production refuses it."""

    secret_key: str = field(default_factory=lambda: f"demo-{secrets.token_urlsafe(48)}")
    hash_key: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    postgres: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    valkey: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @classmethod
    def kept_in(cls, file: Path) -> Secrets:
        """Give the keys in the file; make them, and the file, at the first start."""
        if file.exists():
            return cls(**json.loads(file.read_text()))
        fresh = cls()
        write_atomically(file, json.dumps(asdict(fresh)))
        return fresh


def choose_port(host: str, given: str | None) -> tuple[int, str]:
    """Give the port for the web server, and a sentence when it is another than usual. Raises Fault."""
    if given:
        if not given.isdigit() or not 0 < int(given) < 65536:
            raise Fault(f"PORT is {given!r}; it must be a number from 1 to 65535.")
        if not is_free(host, int(given)):
            other = _next_free(host, int(given) + 1)
            raise Fault(f"Port {given} is in use. Stop what uses it, or choose another: make demo PORT={other}")
        return int(given), ""
    port = _next_free(host, FIRST_PORT)
    if port == FIRST_PORT:
        return port, ""
    return port, f"Port {FIRST_PORT} is in use by another program, so the demo takes {port}. Or choose: PORT=9000"


def _next_free(host: str, first: int) -> int:
    for port in range(first, min(first + 200, 65536)):
        if is_free(host, port):
            return port
    raise Fault(f"No free port from {first} on. Choose one yourself: make demo PORT=20000")


def is_free(host: str, port: int) -> bool:
    """Say whether a server can listen there. Raises Fault when this machine has no such address."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as problem:
        raise Fault(f"HOST is {host!r}, and this machine does not know that address ({problem}).") from problem
    except PermissionError as problem:
        raise Fault(f"Port {port} may only be used by root. Choose one from 1024 on: make demo PORT=8000") from problem
    except OSError as problem:
        if problem.errno == errno.EADDRNOTAVAIL:
            raise Fault(f"HOST is {host!r}, but that is no address of this machine.") from problem
        return False
    return True


def site_url(host: str, port: int) -> str:
    """Give the address under which people open the demo."""
    name = "127.0.0.1" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}"


def demo_environment(*, host: str, port: int, keys: Secrets, services: Mapping[str, str], var: Path) -> dict[str, str]:
    """Give everything the settings read: what the person set, else what fits this demo.

    services: DATABASE_URL, REDIS_URL, EMAIL_URL, SMS_URL. DEMO and ENVIRONMENT are not negotiable.
    """
    defaults = {
        "SITE_URL": site_url(host, port),
        "ALLOWED_HOSTS": ",".join(["localhost", "127.0.0.1", "[::1]", host, *_names(host)]),
        "SECRET_KEY": keys.secret_key,
        "HASH_KEYS": keys.hash_key,
        "PASS_KEYS": ",".join(f"{slug}={_pass_key(keys, slug)}" for slug in PASSES),
        "STATIC_ROOT": str(var / "static"),
        "MEDIA_ROOT": str(var / "media"),
        **services,
    }
    given = {name: os.environ[name] for name in names_of_settings() if os.environ.get(name)}
    return defaults | given | {"ENVIRONMENT": "demo", "DEMO": "1", "HOST": host, "PORT": str(port)}


def _pass_key(keys: Secrets, slug: str) -> str:
    """Give the key of a pass of the demo: the same at every start, and different in every demo."""
    return hmac.new(keys.hash_key.encode(), f"pass {slug}".encode(), hashlib.sha256).hexdigest()


def _names(host: str) -> list[str]:
    """Give the names of this machine, for a demo that others on the network may open."""
    if host not in EVERYWHERE:
        return []
    name = socket.gethostname()
    try:
        addresses = socket.gethostbyname_ex(name)[2]
    except OSError:
        addresses = []
    return [name, *addresses, *_outward_address()]


def _outward_address() -> list[str]:
    """Give the address by which this machine reaches others. Choosing a way sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address that is for documents only
        except OSError:
            return []
        address: str = probe.getsockname()[0]
        return [address]


def names_of_settings() -> list[str]:
    """Give every variable that the settings read, from the settings themselves."""
    return re.findall(r'\benv\.\w+\(\s*"([A-Z0-9_]+)"', (ROOT / "ndt" / "settings.py").read_text())


def write_for_commands(file: Path, environment: Mapping[str, str]) -> None:
    """Write the file from which `manage.py` beside a running demo takes its environment."""
    lines = ["# Written by the running demo and removed when it stops."]
    lines += [f"{name}='{value}'" for name, value in sorted(environment.items())]
    write_atomically(file, "\n".join([*lines, ""]))
