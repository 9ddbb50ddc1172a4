"""`manage.py match`: the exit codes, and what it writes."""

from __future__ import annotations

import hashlib
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.opleiding.core.markets import facts, shared

GOOD = facts({"c1": ["o1"], "c2": ["o1"]}, {"o1": (1, [["c1", "c2"]])})


def solve(tmp_path, made, *more):
    (tmp_path / "round.json").write_text(json.dumps(made))
    said = StringIO()
    call_command("match", "solve", str(tmp_path / "round.json"), "--out", str(tmp_path / "out"), *more, stdout=said)
    return said.getvalue()


def test_a_round_is_solved_and_its_hash_is_that_of_the_file(tmp_path):
    said = solve(tmp_path, GOOD)

    content = (tmp_path / "out" / "outcome.json").read_bytes()
    assert hashlib.sha256(content).hexdigest() in said
    assert json.loads(content).keys() == {"placements", "unplaced"}
    assert (tmp_path / "out" / "bundle.json").read_bytes() == (tmp_path / "round.json").read_bytes()


def test_what_it_wrote_is_verified_and_a_lie_gives_1(tmp_path, capsys):
    solve(tmp_path, GOOD)
    call_command("match", "verify", str(tmp_path / "out"))
    assert capsys.readouterr().out.endswith("\nOK\n")

    (tmp_path / "out" / "outcome.json").write_text('{"placements":{},"unplaced":["c1","c2"]}')
    with pytest.raises(SystemExit) as ended:
        call_command("match", "verify", str(tmp_path / "out"))

    assert ended.value.code == 1
    assert capsys.readouterr().out.startswith("WRONG outcome.json: ")


def test_a_bad_bundle_gives_2_its_places_and_nothing_written(tmp_path):
    with pytest.raises(CommandError) as refused:
        solve(tmp_path, facts({"c1": ["o9", "o1", "o1"]}, {"o1": (1, [["c1"]])}))

    assert refused.value.returncode == 2
    assert str(refused.value).splitlines() == [
        '/candidates/0/preferences/0: Offering "o9" is unknown.',
        '/candidates/0/preferences/2: Offering "o1" is ranked twice; it is number 1 already.',
    ]
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_there_gives_2(tmp_path):
    with pytest.raises(CommandError) as refused:
        call_command("match", "solve", str(tmp_path / "no.json"), "--out", str(tmp_path / "out"))

    assert refused.value.returncode == 2


def test_rules_beside_a_bundle_that_has_its_own_are_refused(tmp_path):
    with pytest.raises(CommandError) as refused:
        solve(tmp_path, GOOD, "--mode", "most_places")

    assert refused.value.returncode == 2


def test_the_shared_instance_is_read_and_verified(tmp_path, capsys):
    (tmp_path / "hrt.instance").write_bytes(shared("hrt.instance"))
    where = str(tmp_path / "out")
    call_command("match", "solve", str(tmp_path / "hrt.instance"), "--format", "hrt", "--seed", "0102", "--out", where)
    call_command("match", "verify", where)

    assert capsys.readouterr().out.endswith("\nOK\n")
    assert len(json.loads((tmp_path / "out" / "outcome.json").read_bytes())["placements"]) > 740
