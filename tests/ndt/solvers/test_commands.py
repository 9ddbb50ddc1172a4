"""Before anything is solved a bad place is refused, and an outcome is written whole over an earlier one."""

from __future__ import annotations

from argparse import ArgumentTypeError

import pytest
from django.core.management.base import CommandError

from ndt.solvers import commands

OURS = ("result.json", "run.json")


def test_a_place_with_something_else_is_refused_and_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")

    with pytest.raises(CommandError, match=r"something else here \(notes\.txt\)") as problem:
        commands.check_place(tmp_path, only=OURS)

    assert problem.value.returncode == 2
    commands.check_place(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_place_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "out").write_text("a file")

    with pytest.raises(CommandError, match="Give --out a directory"):
        commands.check_place(tmp_path / "out", only=OURS)
    with pytest.raises(CommandError):
        commands.save(tmp_path / "out", {}, ours=OURS)


def test_an_earlier_outcome_goes_before_a_new_one_comes(tmp_path):
    commands.save(tmp_path / "out", {"result.json": b"1", "run.json": b"2"}, ours=OURS)
    commands.check_place(tmp_path / "out", only=OURS)
    commands.save(tmp_path / "out", {"result.json": b"3"}, ours=OURS)

    assert {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()} == {"result.json": b"3"}


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"^people\.csv:0: No such file or directory\.$"):
        commands.content_of(tmp_path / "people.csv")


@pytest.mark.parametrize("text", ["nan", "inf", "0", "-1", "soon", ""])
def test_no_time_is_no_limit(text):
    with pytest.raises(ArgumentTypeError, match="above 0"):
        commands.seconds(text)


def test_an_odd_seed_is_refused():
    assert commands.hexadecimal("0aFF") == b"\x0a\xff"
    with pytest.raises(ArgumentTypeError):
        commands.hexadecimal("0aF")
