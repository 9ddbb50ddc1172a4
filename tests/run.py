"""Run a command with a Postgres and a Valkey of its own: `python tests/run.py pytest tests/campaigns`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ndt.demo.services import throwaway  # noqa: E402


def main() -> int:
    """Start the services, run the command, stop them."""
    folder = Path(tempfile.mkdtemp(prefix="ndt-test-"))
    folder.chmod(0o755)
    with throwaway(folder) as environment:
        environment |= {
            "ENVIRONMENT": "test",
            "DEMO": os.environ.get("DEMO", "1"),
            "SECRET_KEY": "test-secret",
            "HASH_KEYS": "test-key-one-that-is-32-characters-long",
            "EMAIL_URL": "memorymail://",
            "PYTHONPATH": str(ROOT),
            "PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}",
        }
        return subprocess.run(sys.argv[1:], env=os.environ | environment, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
