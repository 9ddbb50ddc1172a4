"""The system's libraries that PDFs need (Pango), and a browser for the tests. Standard library only.

Where they are missing, root installs them with apt; others get the packages unpacked in var/pango.
Without either the platform works, and each PDF button says what is missing.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import escape

from ndt.demo.steps import say, step

PANGO = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FONTS = "fonts.conf"
NOT_WRITTEN = "PDFs cannot be made until you do: "


def missing_pango() -> list[str]:
    """Give the Debian packages whose library cannot be loaded."""
    if sys.platform == "darwin":
        return [] if _loads("libpango-1.0.0.dylib") or shutil.which("pango-view") else ["pango"]
    return [package for package, library in PANGO.items() if not _loads(library)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def library_environment(var: Path) -> dict[str, str]:
    """Give the variables that let a process find what lies unpacked in var/pango; none when nothing does."""
    root = var / "pango" / "root"
    folders = [*root.glob("usr/lib/*-linux-gnu*"), *root.glob("lib/*-linux-gnu*")]
    if not folders:
        return {}
    own = ":".join(map(str, folders))
    given = os.environ.get("LD_LIBRARY_PATH", "")
    found = {"LD_LIBRARY_PATH": given if own in given else f"{own}:{given}".rstrip(":")}
    if (var / "pango" / FONTS).exists():
        found["FONTCONFIG_FILE"] = str(var / "pango" / FONTS)
    return found


def provide_pango(var: Path) -> None:
    """See to it that PDFs can be made, or say why they cannot."""
    missing = missing_pango()
    if not missing or (var / "pango" / "complete").exists():
        return
    if sys.platform == "darwin":
        say(f"  {NOT_WRITTEN}brew install pango")
    elif shutil.which("apt-get") is None:
        say(f"  {NOT_WRITTEN}install Pango (libpango, libpangoft2, libharfbuzz-subset) with your package manager.")
    elif os.geteuid() == 0:
        with step(f"Installing {' '.join(missing)} for PDFs"):
            problem = _install(missing)
        if problem:
            say(f"  {NOT_WRITTEN}apt-get install {' '.join(missing)} ({problem})")
    else:
        with step(f"Fetching {' '.join(missing)} for PDFs into {var / 'pango'}"):
            problem = _unpack(missing, var / "pango")
        if problem:
            say(f"  {NOT_WRITTEN}sudo apt-get install {' '.join(missing)} ({problem})")


def provide_test_tools() -> None:
    """See to it that the tests in a browser, and those that look at a PDF, can run where that takes no more than apt."""
    missing = {
        "chromium": not (any(map(shutil.which, BROWSERS)) or os.environ.get("CHROMIUM")),
        "poppler-utils": shutil.which("pdftoppm") is None,
    }
    packages = [package for package, is_missing in missing.items() if is_missing]
    if not packages:
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        names = " ".join(packages)
        say(f"- Not here: {names}. The tests that need it are skipped. Debian: sudo apt-get install {names}")
        return
    with step(f"Installing {' '.join(packages)} for the tests (Chromium is about 350 MB)"):
        problem = _install(packages)
    if problem:
        say(f"  They could not be installed: {problem}")


def _install(packages: list[str]) -> str:
    """Install with apt as root; give the reason when it fails, "" when it does not."""
    install = ["install", "-y", "--no-install-recommends", *packages]
    problem = _apt(*install)
    if problem:  # lists of packages that are missing or old: a fresh image has none
        problem = _apt("update") or _apt(*install)
    return problem


def _unpack(packages: list[str], folder: Path) -> str:
    """Download packages with what they need and unpack them, without being root; give the reason when it fails."""
    shutil.rmtree(folder, ignore_errors=True)
    debs, state = folder / "debs", folder / "apt"
    for made in (debs, state / "lists" / "partial", state / "cache" / "archives" / "partial"):
        made.mkdir(parents=True, exist_ok=True)
    options = [
        "-o", f"Dir::State::lists={state / 'lists'}", "-o", f"Dir::Cache={state / 'cache'}", "-o", "Acquire::Languages=none",
    ]  # fmt: skip
    wanted = _closure(packages, [])
    if not wanted:  # no lists of packages on this machine: fetch them into our own folder
        if problem := _apt(*options, "update"):
            return problem
        wanted = _closure(packages, options)
    else:
        options = []
    if not wanted:
        return "apt-get does not know these packages"
    if problem := _apt(*options, "download", *wanted, folder=debs):
        return problem
    for deb in debs.glob("*.deb"):
        answer = subprocess.run(
            ["dpkg", "-x", str(deb), str(folder / "root")], capture_output=True, text=True, check=False
        )
        if answer.returncode:
            return answer.stderr.strip()
    shutil.rmtree(state)
    (folder / FONTS).write_text(_font_configuration(folder))
    (folder / "complete").touch()
    return ""


def _font_configuration(folder: Path) -> str:
    """Give the configuration with which the unpacked fontconfig finds the system's fonts and the unpacked ones.

    Without any font Pango does not fail, it crashes.
    """
    return f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <include ignore_missing="yes">{escape(str(folder / "root/etc/fonts/conf.d"))}</include>
  <dir>/usr/share/fonts</dir>
  <dir>{escape(str(folder / "root/usr/share/fonts"))}</dir>
  <cachedir>{escape(str(folder / "cache"))}</cachedir>
</fontconfig>
"""


def _closure(packages: list[str], options: list[str]) -> list[str]:
    """Give the packages with everything they need that is not installed, by apt's own reckoning."""
    answer = subprocess.run(
        ["apt-get", *options, "install", "-s", "--no-install-recommends", *packages],
        capture_output=True, text=True, check=False, env=os.environ | {"LC_ALL": "C"},
    )  # fmt: skip
    found = [line.split()[1] for line in answer.stdout.splitlines() if line.startswith("Inst ")]
    # What apt takes for installed and is not there all the same (files removed by hand) comes along too.
    return sorted({*found, *packages}) if answer.returncode == 0 else []


def _apt(*arguments: str, folder: Path | None = None) -> str:
    """Run apt-get; give the last thing it said when it fails, "" when it does not."""
    answer = subprocess.run(
        ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", *arguments],
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}, cwd=folder,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if answer.returncode == 0:
        return ""
    said = [line for line in answer.stderr.splitlines() if line.strip()]
    return said[-1] if said else f"apt-get stopped with {answer.returncode}"
