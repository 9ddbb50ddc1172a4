"""Setting up a fresh checkout: what is missing is named with the line that mends it."""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path

import pytest

from ndt.demo import bootstrap, libraries
from tests.run import ROOT, Count, Step, checked


def test_an_old_python_is_named_with_a_way_out(monkeypatch):
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 0))

    assert "Python 99.0 or newer" in bootstrap.check_python()
    assert "apt-get install python3-venv make" in bootstrap.check_python()


def test_a_python_without_venv_is_named_with_the_apt_line(monkeypatch):
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None)

    assert "apt-get install python3-venv make" in bootstrap.check_python()


def test_this_python_will_do():
    assert bootstrap.check_python() == ""


def test_checks_run_beside_each_other_and_each_says_what_it_found():
    wanted = [Step("words", ["true"]), Step("mypy: types", ["sh", "-c", "echo wrong; exit 1"])]

    found = {step.name: (answer.returncode, answer.stdout) for step, answer, _s in checked(wanted, dict(os.environ))}

    assert found == {"words": (0, ""), "mypy: types": (1, "wrong\n")}


@pytest.mark.parametrize("file", ["bootstrap.py", "libraries.py", "steps.py"])
def test_the_first_step_needs_the_standard_library_only(file: str):
    tree = ast.parse((ROOT / "ndt" / "demo" / file).read_text())
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else alias.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }

    assert imported <= {*sys.stdlib_module_names, "ndt"}


@pytest.fixture
def installed(tmp_path: Path, monkeypatch) -> list[str]:
    """Pretend that pip works, in a checkout of which nothing is installed; give what it was asked."""
    asked: list[str] = []
    (tmp_path / "dev.txt").write_text("django==5.2\n")
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "LOCK_FILE", tmp_path / "dev.txt")
    monkeypatch.setattr(bootstrap, "_works", lambda *arguments: True)
    monkeypatch.setattr(bootstrap, "_pip_install", lambda: asked.append((tmp_path / "dev.txt").read_text()))
    return asked


def test_a_second_setup_installs_nothing(installed: list[str]):
    bootstrap.install_packages()
    bootstrap.install_packages()

    assert len(installed) == 1


def test_a_changed_lock_file_is_installed(installed: list[str]):
    bootstrap.install_packages()
    bootstrap.LOCK_FILE.write_text("django==5.3\n")
    bootstrap.install_packages()

    assert installed[-1] == "django==5.3\n"


def test_libraries_that_were_unpacked_are_found(tmp_path: Path, monkeypatch):
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    folder = tmp_path / "pango" / "root" / "usr" / "lib" / "x86_64-linux-gnu"
    folder.mkdir(parents=True)

    assert libraries.library_environment(tmp_path)["LD_LIBRARY_PATH"] == str(folder)
    assert libraries.library_environment(tmp_path / "elsewhere") == {}


@pytest.mark.parametrize(
    ("count", "line"),
    [
        (Count(3, 0, {}), "3 passed, 0 failed, 0 skipped"),
        (Count(3, 1, {"geen Chromium": 2}), "3 passed, 1 failed, 2 skipped (2 because geen Chromium)"),
    ],
)
def test_the_last_line_counts_skips_by_reason(count: Count, line: str):
    assert count.closing_line() == line


def test_no_file_beside_the_first_step_hides_one_of_pythons_own():
    assert not {file.stem for file in (ROOT / "ndt" / "demo").glob("*.py")} & set(sys.stdlib_module_names)
