"""The collected static files: compressed once, and again only when something in them changed."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from ndt.demo.stack import ROOT

STAMP = "made-from"


def fingerprint() -> str:
    """Give a hash over everything that decides what is collected: our files, the packages, the settings."""
    digest = hashlib.sha256()
    sources = [ROOT / "requirements" / "base.txt", ROOT / "ndt" / "settings.py"]
    sources += [file for file in sorted((ROOT / "static").rglob("*")) if file.is_file()]
    for file in sources:
        digest.update(f"{file.relative_to(ROOT)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def is_current(folder: Path) -> bool:
    """Say whether the folder holds what would be collected now."""
    stamp = folder / STAMP
    return stamp.exists() and stamp.read_text() == fingerprint()


def mark_current(folder: Path) -> None:
    (folder / STAMP).write_text(fingerprint())


def shared(folder: Path, collect: Callable[[Path], object]) -> Path:
    """Give a collected copy that several test runs share; make it with `collect` when it is not there yet."""
    copy = folder / fingerprint()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not copy.exists():
            for old in folder.iterdir():
                if old.is_dir():
                    shutil.rmtree(old)
            draft = folder / "draft"
            collect(draft)
            mark_current(draft)
            draft.rename(copy)
    return copy
