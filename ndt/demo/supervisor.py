"""`make demo`: start the whole platform, watch it, stop it. `--reset` starts with fresh data.

Everything it starts carries a mark and a pid file, so that a later run finds what a `kill -9` of
this one left behind.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import IO, Final

from ndt.demo import collected
from ndt.demo import environment as environments
from ndt.demo.cast import ACCOUNTS
from ndt.demo.libraries import library_environment
from ndt.demo.parent import Parent
from ndt.demo.postgres import Postgres, shelter
from ndt.demo.processes import (
    MARK,
    Identity,
    free_port,
    identify,
    leftovers,
    stop_leftovers,
    write_atomically,
)
from ndt.demo.stack import ROOT, Stack
from ndt.demo.steps import Fault, complain, say, step
from ndt.demo.valkey import Valkey
from ndt.web.catalogue import compile_catalogues

VAR: Final = ROOT / "var"
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# What `--reset` leaves alone: libraries that were downloaded, measurements, and the lock of the setup.
KEPT_AT_RESET: Final = ("pango", "proof", "bench", "setup.lock", "demo.lock")
OPEN_TO_OTHERS: Final = """
! HOST lets others on this network in, and the demo opens every account with one button.
"""


class Stopped(Exception):
    """Somebody asked us to stop."""


class Supervisor:
    """One demo in one checkout."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.stack: Stack | None = None
        self.stopping = False
        self.parent = Parent()

    def listen(self) -> None:
        """Take the three signals ourselves: a shell starts background jobs with SIGINT ignored."""
        for number in SIGNALS:
            signal.signal(number, self._stop)

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        if not self.stopping:
            self.stopping = True
            raise Stopped(signal.Signals(number).name)

    def start(self) -> None:
        """Start services, prepare the database, start the platform. Raises Fault."""
        host = os.environ.get("HOST") or "127.0.0.1"
        port, remark = environments.choose_port(host, os.environ.get("PORT"))
        if remark:
            say(f"- {remark}")
        for folder in ("logs", "pids"):
            (self.var / folder).mkdir(parents=True, exist_ok=True)
        self._write_down(environments.site_url(host, port))
        keys = environments.Secrets.kept_in(self.var / "secrets.json")
        stack = self.stack = Stack(self.var, {}, host, port, pid_files=True)
        services = self._start_services(stack, keys)
        stack.environment = self._whole_environment(host, port, keys, services)
        self._prepare(stack)
        with step("Starting the web server, the worker, beat and the mailbox"):
            stack.start()

    def _start_services(self, stack: Stack, keys: environments.Secrets) -> dict[str, str]:
        services = {}
        if not os.environ.get("DATABASE_URL"):
            with step("Starting Postgres"):
                postgres = Postgres(self.var / "postgres", free_port(), stack=self.var, password=keys.postgres)
                stack.add(postgres.child())
                postgres.make_database()
            for note in postgres.notes:
                say(f"  {note}")
            services["DATABASE_URL"] = postgres.url
        if not os.environ.get("REDIS_URL"):
            with step("Starting Valkey"):
                valkey = Valkey(self.var / "valkey", free_port(), stack=self.var, password=keys.valkey)
                stack.add(valkey.child())
            services["REDIS_URL"] = valkey.url
        if not os.environ.get("EMAIL_URL") or not os.environ.get("SMS_URL"):
            stack.mailbox_port = free_port()
            services["EMAIL_URL"] = f"smtp://127.0.0.1:{stack.mailbox_port}"
            services["SMS_URL"] = f"demo://127.0.0.1:{stack.mailbox_port}"
        return services

    def _whole_environment(
        self, host: str, port: int, keys: environments.Secrets, services: dict[str, str]
    ) -> dict[str, str]:
        settings = environments.demo_environment(host=host, port=port, keys=keys, services=services, var=self.var)
        settings |= library_environment(self.var)
        # From here on `manage.py` works beside us; the address is written once it answers.
        environments.write_for_commands(self.var / "demo.env", settings)
        return os.environ | settings | {"DJANGO_SETTINGS_MODULE": "ndt.settings"}

    def _prepare(self, stack: Stack) -> None:
        compile_catalogues(ROOT / "locale")
        static = Path(stack.environment["STATIC_ROOT"])
        collecting = None if collected.is_current(static) else self._begin(stack, "collectstatic", "--noinput", "-v0")
        with step("Bringing the database up to date"):
            self._manage(stack, "migrate", "--noinput", "-v0")
        if collecting is not None:
            with step("Collecting the static files"):
                self._finish("collectstatic", collecting)
            collected.mark_current(static)
        say("- Loading the demo data")
        rooms = os.environ.get("ROOMS", "").split()
        self._manage(stack, "demo_data", *(["--rooms", *rooms] if rooms else []), show=True)

    def _manage(self, stack: Stack, *command: str, show: bool = False) -> None:
        """Run a command to its end; it stops with us. Raises Fault with what it said."""
        self._finish(command[0], self._begin(stack, *command, show=show))

    def _begin(self, stack: Stack, *command: str, show: bool = False) -> subprocess.Popen[bytes]:
        with self._log_of(command[0]).open("wb") as output:
            return subprocess.Popen(
                [sys.executable, "manage.py", *command], cwd=ROOT, env=dict(stack.environment) | {MARK: str(self.var)},
                stdin=subprocess.DEVNULL, stdout=None if show else output, stderr=output, start_new_session=True,
            )  # fmt: skip

    def _finish(self, name: str, process: subprocess.Popen[bytes]) -> None:
        if code := process.wait():
            said = "\n".join(self._log_of(name).read_text(errors="replace").splitlines()[-15:])
            raise Fault(f"`manage.py {name}` stopped with {code} and said:\n{said}")

    def _log_of(self, name: str) -> Path:
        return self.var / "logs" / f"{name}.log"

    def _write_down(self, url: str) -> None:
        identity = identify(os.getpid())
        assert identity is not None
        facts = {"pid": identity.pid, "started": identity.started, "url": url}
        write_atomically(self.var / "demo.pid", json.dumps(facts))

    def welcome(self) -> str:
        """Give the words under which the demo stands ready."""
        assert self.stack is not None
        environment = self.stack.environment
        url = environment["SITE_URL"]
        own_mail = environment["EMAIL_URL"] != f"smtp://127.0.0.1:{self.stack.mailbox_port}"
        people = "\n".join(f"  {account.email:<22} {account.about}" for account in ACCOUNTS)
        warning = "" if environment["HOST"] in {"127.0.0.1", "localhost", "::1"} else OPEN_TO_OTHERS
        return f"""
The platform runs.

  Address        {url}/
  Log in as      {url}/demo/   (one button for each account below)
  Read its mail  {"on the server of your EMAIL_URL" if own_mail else f"{url}/demo/postvak/"}
  Admin          {url}/beheer/   (log in as Olga first)
  Logs           {self.var / "logs"}

{people}
{warning}
Ctrl-C stops it and keeps the data. `make demo-reset` starts afresh.
Beside it: .venv/bin/python manage.py COMMAND
"""

    def watch(self) -> None:
        """Keep every process running until somebody asks us to stop."""
        assert self.stack is not None
        while True:
            time.sleep(0.5)
            for sentence in self.stack.restart_crashed():
                say(f"! {sentence}")
            if self.parent.wants_us_to_stop():
                raise Stopped("make was stopped")

    def stop(self) -> None:
        """Stop everything we started and nothing else."""
        self.stopping = True
        for file in ("demo.env", "demo.pid"):
            (self.var / file).unlink(missing_ok=True)
        if self.stack is not None:
            with step("Stopping"):
                self.stack.stop(seconds=4)
                stop_leftovers(leftovers(self.var), seconds=1)


@contextlib.contextmanager
def only_one(var: Path, *, reset: bool) -> Iterator[None]:
    """Hold the checkout's lock while the demo runs. Raises Fault when another demo holds it."""
    var.mkdir(exist_ok=True)
    with (var / "demo.lock").open("a") as lock:
        if not _take(lock) and not (reset and _stop_the_other(var) and _take(lock, seconds=15)):
            where = _noted(var).get("url", "(it is starting)")
            raise Fault(
                f"The demo of this checkout runs already: {where}\n"
                "Stop it first with Ctrl-C where it runs, or start afresh with `make demo-reset`."
            )
        yield


def _take(lock: IO[str], *, seconds: float = 0) -> bool:
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.1)
        else:
            return True


def _noted(var: Path) -> dict[str, str]:
    try:
        facts: dict[str, str] = json.loads((var / "demo.pid").read_text())
    except (OSError, ValueError):
        return {}
    return facts


def _stop_the_other(var: Path) -> bool:
    facts = _noted(var)
    if not facts:
        return False
    say(f"- Stopping the demo at {facts['url']}")
    Identity(int(facts["pid"]), facts["started"]).send(signal.SIGTERM)
    return True


def clear_leftovers(var: Path) -> None:
    """Stop what an earlier run left running."""
    if found := leftovers(var):
        names = sorted(name for name in found if not name.isdigit()) or [f"{len(found)} processes"]
        with step(f"Stopping what an earlier run left: {', '.join(names)}"):
            stop_leftovers(found)


def forget_everything(var: Path) -> None:
    """Remove the demo's data, and nothing outside var/ but the shelter that Postgres may have needed."""
    with step("Removing the data of the demo"):
        for entry in var.iterdir():
            if entry.name in KEPT_AT_RESET:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        shutil.rmtree(shelter(var), ignore_errors=True)


def main() -> int:
    """Run the demo until a signal."""
    os.umask(0o022)
    options = ArgumentParser(description=__doc__)
    options.add_argument("--reset", action="store_true", help="start with fresh data")
    options.add_argument("--folder", type=Path, default=VAR, help="for data, logs and keys (var/ of the checkout)")
    chosen = options.parse_args()
    var = chosen.folder.resolve()
    supervisor = Supervisor(var)
    supervisor.listen()
    begun = time.monotonic()
    try:
        with only_one(var, reset=chosen.reset):
            clear_leftovers(var)
            if chosen.reset:
                forget_everything(var)
            try:
                supervisor.start()
                say(supervisor.welcome())
                say(f"Ready in {time.monotonic() - begun:.0f} s.")
                supervisor.watch()
            finally:
                supervisor.stop()
    except Stopped as signalled:
        say(f"Stopped ({signalled}). The data is kept in {var}.")
        return 0
    except Fault as fault:
        return complain(fault)
    raise AssertionError("watching ends by a signal only")


if __name__ == "__main__":
    raise SystemExit(main())
