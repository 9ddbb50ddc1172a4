"""Set up a fresh checkout: `python3 ndt/demo/bootstrap.py [--tests]`. Standard library only.

Makes `.venv/`, installs the locked packages with their hashes, and sees to the libraries for PDFs
(with --tests: to Chromium and poppler too). What was done is not done again.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

# Run as a file, Python looks for modules beside it; it must look in the checkout.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from ndt.demo.libraries import provide_pango, provide_test_tools
from ndt.demo.steps import Fault, complain, say, step

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
VAR = ROOT / "var"
LOCK_FILE = ROOT / "requirements" / "dev.txt"
OLDEST = (3, 11)
APT_LINE = "On Debian or Ubuntu: apt-get install python3-venv make (as root, or with sudo before it)."


def check_python() -> str:
    """Give the sentence that says what is wrong with this Python, "" when nothing is."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        return (
            f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; {sys.executable} is {found}. "
            f"Name a newer one: make demo PYTHON=python3.12. {APT_LINE}"
        )
    if any(importlib.util.find_spec(module) is None for module in ("venv", "ensurepip")):
        return f"This Python ({sys.executable}) has no venv. {APT_LINE}"
    return ""


def main() -> int:
    """Do what is not done yet."""
    if problem := check_python():
        return complain(problem)
    os.umask(0o022)
    VAR.mkdir(exist_ok=True)
    try:
        with (VAR / "setup.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # `make demo` and `make test` may be started together
            install_packages()
            provide_pango(VAR)
            if "--tests" in sys.argv:
                provide_test_tools()
    except Fault as fault:
        return complain(fault)
    except KeyboardInterrupt:
        return complain("It was interrupted. Start it again: what was done is kept.")
    return 0


def install_packages() -> None:
    """Make the virtual environment and install exactly what the lock file says."""
    stamp = VENV / "locked"
    wanted = hashlib.sha256(LOCK_FILE.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted and _works("-c", "import django"):
        return
    if not _works("-m", "pip", "--version"):
        with step(f"Making {VENV.name}/ with {sys.executable}"):
            _run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    number = len(re.findall(r"^[a-z0-9]\S*==", LOCK_FILE.read_text(), re.MULTILINE | re.IGNORECASE))
    say(f"- Installing up to {number} packages, each checked against its hash (some minutes on a slow line)")
    _pip_install()
    stamp.write_text(wanted)


def _works(*arguments: str) -> bool:
    try:
        answer = subprocess.run([VENV / "bin" / "python", *arguments], capture_output=True, check=False)
    except OSError:
        return False
    return answer.returncode == 0


def _run(command: list[str]) -> None:
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise Fault(f"{' '.join(command)} said:\n{(answer.stdout + answer.stderr).strip()}\n{APT_LINE}")


def _pip_install() -> None:
    """Run pip with the machine's own settings and show how far it is."""
    process = subprocess.Popen(
        [
            VENV / "bin" / "python", "-m", "pip", "install", "--require-hashes", "-r", LOCK_FILE,
            "--no-input", "--disable-pip-version-check", "--progress-bar", "off",
        ],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    )  # fmt: skip
    assert process.stdout is not None
    found, lines = 0, []
    for line in process.stdout:
        lines.append(line.rstrip())
        found += line.startswith("Collecting ")
        if line.startswith("Collecting ") and found % 25 == 0:
            say(f"  {found} found")
        elif line.startswith("Installing collected"):
            say(f"  {found} found; unpacking them")
    if process.wait():
        said = "\n".join(f"  {line}" for line in lines[-12:])
        raise Fault(
            f"pip could not install the packages. Is there a connection to PyPI (or your own index)?\n"
            f"Start again afterwards: what was downloaded is kept. The end of what pip said:\n{said}"
        )


if __name__ == "__main__":
    raise SystemExit(main())
