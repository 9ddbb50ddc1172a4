"""The verifier believes nothing: it finds every changed byte, and every lie that is consistent in itself."""

import dataclasses
import json
import random
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from beraad import verify_lottery
from beraad.core import bundle
from ndt.draws.beacons import BallsAnnouncement
from ndt.draws.commitments import canonical
from tests.beraad.core.bundles import NOON, files, fixed, write
from tests.sizes import size, sized

pytestmark = [sized]
SCRIPT = Path(verify_lottery.__file__)


def answer(place, *arguments, capsys):
    code = verify_lottery.main([str(place), *arguments])
    return code, capsys.readouterr().out


def resealed(made):
    """What a liar does: make manifest and content agree again."""
    return bundle.sealed({name: content for name, content in made.items() if name != "manifest.json"})


def test_the_verifier_is_short_and_imports_nothing_of_ours():
    text = SCRIPT.read_text(encoding="utf-8")

    assert text.count("\n") < 250
    assert not [line for line in text.splitlines() if "import" in line and ("ndt" in line or "beraad" in line)]


def test_it_says_ok_from_another_directory_without_our_code(tmp_path):
    write(tmp_path / "bundle", files(fixed()))
    shutil.copy(SCRIPT, tmp_path / "check.py")

    ran = subprocess.run(
        [sys.executable, "-I", "check.py", "bundle"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.endswith("\nOK\n")


@pytest.mark.parametrize("for_auditors", [False, True])
def test_a_draw_by_balls_is_ok_too(tmp_path, capsys, for_auditors):
    balls = BallsAnnouncement(NOON + timedelta(hours=1), "Grote zaal, Utrecht", 2)
    write(tmp_path, files(fixed(), announcement=balls, for_auditors=for_auditors))

    code, said = answer(tmp_path, capsys=capsys)

    assert code == 0
    assert "panel 13 was drawn" in said


def test_before_the_draw_it_is_ok_and_says_so(tmp_path, capsys):
    write(tmp_path, files(fixed(), drawn=False))

    assert "nothing was drawn yet" in answer(tmp_path, capsys=capsys)[1]


def test_a_ticket_sees_its_own_panels(tmp_path, capsys):
    lottery = fixed()
    write(tmp_path, files(lottery))

    said = answer(tmp_path, "--ticket", lottery.tickets[0], capsys=capsys)[1]

    assert f"ticket {lottery.tickets[0]} stands in 10 of 40 panels: 0, 4, 8" in said


def test_another_commitment_than_was_published_is_found(tmp_path, capsys):
    made = files(fixed())
    write(tmp_path, made)

    assert answer(tmp_path, "--commitment", bundle.digest(made["commitment.json"]).upper(), capsys=capsys)[0] == 0
    code, said = answer(tmp_path, "--commitment", "00" * 32, capsys=capsys)

    assert code == 1
    assert said.startswith("WRONG commitment.json")


def test_one_changed_byte_anywhere_is_found_and_the_file_named(tmp_path, capsys, record_figure):
    made, rng, tries = files(fixed(), for_auditors=True), random.Random(1), size(300, 1000)
    write(tmp_path, made)
    places = [(name, place) for name, content in made.items() for place in range(len(content))]
    found = 0
    for name, place in rng.choices(places, k=tries):
        changed = bytearray(made[name])
        changed[place] ^= rng.randrange(1, 256)
        (tmp_path / name).write_bytes(bytes(changed))
        code, said = answer(tmp_path, capsys=capsys)
        found += code == 1 and said.startswith(f"WRONG {name}: ")
        (tmp_path / name).write_bytes(made[name])

    record_figure(f"of {tries} flipped bytes found, file named", target=tries, measured=found)
    assert found == tries
    assert answer(tmp_path, capsys=capsys)[0] == 0


@pytest.mark.parametrize("name", sorted(files(fixed(), for_auditors=True)))
def test_a_missing_file_is_found(tmp_path, capsys, name):
    made = files(fixed(), for_auditors=True)
    del made[name]
    write(tmp_path, made)

    code, said = answer(tmp_path, capsys=capsys)

    assert code == 1
    assert said.startswith(f"WRONG {name}: is missing")


def test_a_file_that_does_not_belong_is_found(tmp_path, capsys):
    write(tmp_path, files(fixed()) | {"meer.csv": b"a\n"})

    assert answer(tmp_path, capsys=capsys)[1].startswith("WRONG meer.csv")


def test_a_late_commitment_is_found(tmp_path, capsys):
    balls = BallsAnnouncement(NOON, "Utrecht", 2)
    write(tmp_path, files(fixed(), announcement=balls, drawn=False))

    assert answer(tmp_path, capsys=capsys)[1].startswith("WRONG commitment.json: was published too late")


@pytest.mark.parametrize(
    ("name", "old", "new", "why"),
    [
        ("panels.csv", b"0,T", b"0,X", "panels.csv: is not the file that was committed to"),
        ("result.json", b'"attempts": 1', b'"attempts": 2', "result.json: goes on after a value that counts"),
        ("beacon.json", b'"secret": "00', b'"secret": "01', "beacon.json: shows another secret"),
        ("beacon.json", b'"randomness": "', b'"randomness": "00', "beacon.json: its randomness is not"),
    ],
)
def test_a_lie_that_is_sealed_again_is_found(tmp_path, capsys, name, old, new, why):
    made = files(fixed())
    assert old in made[name]
    made[name] = made[name].replace(old, new, 1)
    write(tmp_path, resealed(made))

    code, said = answer(tmp_path, capsys=capsys)

    assert (code, said.startswith(f"WRONG {why}")) == (1, True), said


def test_another_panel_than_was_drawn_is_found(tmp_path, capsys):
    made = files(fixed())
    result = json.loads(made["result.json"])
    made["result.json"] = canonical(result | {"index": (result["index"] + 1) % 40})
    write(tmp_path, resealed(made))

    assert answer(tmp_path, capsys=capsys)[1].startswith("WRONG result.json: the draw gives panel")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda made: {"panels": ((*made.panels[0][:5], "T-1"), *made.panels[1:])}, "panel 0 has a ticket"),
        (lambda made: {"panels": ((*made.panels[0][:5], made.panels[0][0]), *made.panels[1:])}, "panel 0 has somebody"),
        (lambda made: {"panels": (made.panels[0][:5], *made.panels[1:])}, "panel 1 has another size"),
        (lambda made: {"tickets": (*made.tickets, made.tickets[0])}, "names a ticket twice"),
        (lambda made: {"rules": (dataclasses.replace(made.rules[0], most=2), *made.rules)}, "panel 0 has 3 of sector"),
        (lambda made: {"chances": dict.fromkeys(made.tickets, "1/3")}, "a frequency is 0.083"),
    ],
)
def test_a_wrong_lottery_is_found_though_all_hashes_fit(tmp_path, capsys, change, why):
    lottery = fixed()
    write(tmp_path, files(dataclasses.replace(lottery, **change(lottery)), for_auditors=True))

    code, said = answer(tmp_path, capsys=capsys)

    assert code == 1
    assert why in said
