"""Start, watch and stop the processes of a stack, and find those that an earlier run left.

A process is known by its number and its start time together, so a number that the system gave to
another process since is never signalled.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ndt.demo.steps import Fault

# Every process of a stack carries this variable with the stack's folder in it.
MARK = "ONDERWIJSHEID_STACK"
PROC = Path("/proc")


class DidNotStart(Fault):
    """A process ended or stayed silent while it should have come up."""


@dataclass(frozen=True, slots=True)
class Identity:
    """One process and no other: `started` differs for a later process with the same number."""

    pid: int
    started: str

    def is_alive(self) -> bool:
        return identify(self.pid) == self

    def send(self, number: signal.Signals, *, group: bool = False) -> None:
        """Signal the process (or its whole group), if it is still this one."""
        if self.is_alive():
            with contextlib.suppress(ProcessLookupError):
                (os.killpg if group else os.kill)(self.pid, number)


def identify(pid: int) -> Identity | None:
    """Give the identity of a running process, None when there is none or only its corpse."""
    if (PROC / "self").exists():
        try:
            state, *rest = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        if state in "ZX":
            return None
        return Identity(pid, f"{_boot()}/{rest[18]}")
    answer = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split(maxsplit=1)
    if len(answer) < 2 or answer[0].startswith("Z"):
        return None
    return Identity(pid, answer[1].strip())


def _boot() -> str:
    try:
        return (PROC / "sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return "boot"


@dataclass(slots=True)
class Child:
    """One process of a stack: how it starts, when it is ready, how it stops.

    ready: gives True once the process serves; None when being alive is enough.
    pid_folder: where its pid file goes, None for a stack that nobody will look for.
    """

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    ready: Callable[[], bool] | None = None
    user: int | None = None
    group: int | None = None
    folder: str | Path = "/"
    stop_signal: signal.Signals = signal.SIGTERM
    pid_folder: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start the process in a session of its own: a Ctrl-C in the terminal reaches the supervisor only."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=dict(self.environment), cwd=self.folder, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True, user=self.user, group=self.group,
                extra_groups=[] if self.user is not None else None,
            )  # fmt: skip
        self.starts.append(time.monotonic())
        if self.pid_folder is not None:
            identity = identify(self.process.pid)
            started = identity.started if identity else ""
            write_atomically(self._pid_file(), json.dumps({"pid": self.process.pid, "started": started}))

    def wait_until_ready(self, seconds: float = 30) -> None:
        """Wait until it serves. Raises DidNotStart with the end of its log."""
        deadline = time.monotonic() + seconds
        while self.ready is not None and not self.ready():
            if not self.is_alive():
                raise DidNotStart(f"{self.name} stopped while starting. {self.log} ends with:\n{self.tail()}")
            if time.monotonic() > deadline:
                raise DidNotStart(
                    f"{self.name} gave no answer in {seconds:.0f} s. {self.log} ends with:\n{self.tail()}"
                )
            time.sleep(0.05)

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def tail(self, lines: int = 12) -> str:
        """Give the end of the log."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:]) or "(nothing)"

    def ask_to_stop(self) -> None:
        """Send the process the signal on which it ends in good order."""
        if self.process is not None and self.is_alive():
            self.process.send_signal(self.stop_signal)

    def wait_or_kill(self, deadline: float) -> bool:
        """Wait until `deadline` on the monotonic clock, then end what is left of its group; True if it went by itself."""
        if self.process is None:
            return True
        try:
            self.process.wait(max(0.01, deadline - time.monotonic()))
            went = True
        except subprocess.TimeoutExpired:
            went = False
        self.end_group()
        self._pid_file().unlink(missing_ok=True)
        return went

    def end_group(self) -> None:
        """Kill whatever is left of the process group, so that no orphan keeps the port."""
        if self.process is not None:
            # The number cannot have been reused: its group still exists, or we have not reaped it yet.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(5)

    def stop(self, seconds: float = 5) -> None:
        self.ask_to_stop()
        self.wait_or_kill(time.monotonic() + seconds)

    def _pid_file(self) -> Path:
        return (self.pid_folder or Path("/nonexistent")) / f"{self.name}.pid"


def stop_all(children: Iterable[Child], *, seconds: float = 5) -> None:
    """Stop processes together, within `seconds`."""
    children = list(children)
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + seconds
    for child in children:
        child.wait_or_kill(deadline)


def leftovers(folder: Path) -> dict[str, Identity]:
    """Give what an earlier run of the stack in `folder` left running, by name.

    From the pid files first; where the system shows environments (Linux), also processes whose
    parent died before its pid file was written, or whose leader is gone.
    """
    found = {}
    for file in sorted((folder / "pids").glob("*.pid")):
        with contextlib.suppress(ValueError, KeyError, OSError):
            noted = json.loads(file.read_text())
            identity = Identity(noted["pid"], noted["started"])
            if identity.is_alive():
                found[file.stem] = identity
    known = {identity.pid for identity in found.values()}
    return found | {name: one for name, one in marked(f"{MARK}={folder}").items() if one.pid not in known}


def marked(mark: str) -> dict[str, Identity]:
    """Give the processes with this in their environment, by number; none where the system does not show that."""
    found = {}
    for environ in PROC.glob("[0-9]*/environ"):
        pid = int(environ.parent.name)
        if pid == os.getpid():
            continue
        with contextlib.suppress(OSError):
            carries = mark.encode() in environ.read_bytes().split(b"\0")
            if carries and (identity := identify(pid)) is not None:
                found[str(pid)] = identity
    return found


def stop_leftovers(found: Mapping[str, Identity], *, seconds: float = 5) -> None:
    """Stop what `leftovers` found: ask first, kill what stays."""
    for name, identity in found.items():
        identity.send(signal.SIGINT if name == "postgres" else signal.SIGTERM)
    _wait_for(found.values(), seconds)
    for identity in found.values():
        identity.send(signal.SIGKILL)
    _wait_for(found.values(), 2)


def _wait_for(identities: Iterable[Identity], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any(identity.is_alive() for identity in identities):
        time.sleep(0.05)


def write_atomically(file: Path, text: str) -> None:
    """Write a small file that only its owner can read; a reader sees the old or the new one, whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(file)


def free_port() -> int:
    """Give a TCP port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int, host: str = "127.0.0.1") -> bool:
    """Say whether something listens there."""
    try:
        with socket.create_connection((host, port), 0.5):
            return True
    except OSError:
        return False


def serves(address: str) -> bool:
    """Say whether a GET of the address gives 200."""
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            status: int = answer.status
            return status == 200
    except (OSError, urllib.error.URLError):
        return False
