"""Folders for services that run under another user."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """Give a folder that the user of Postgres can enter; pytest shuts its own to others."""
    common = Path(tempfile.gettempdir()).resolve()
    for parent in (tmp_path, *tmp_path.parents):
        if parent in {common, *common.parents} or parent.stat().st_uid != os.geteuid():
            break
        parent.chmod(parent.stat().st_mode | 0o055)
    return tmp_path
