"""The command: files in, files out, and an exit code that says what is proven. It needs no database."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, ManagementUtility, call_command

from beraad import verify_certificate
from beraad.management.commands import lottery
from tests.figures import RecordFigure
from tests.sizes import size, sized

pytestmark = [sized]
ROOT = Path(__file__).resolve().parents[3]
QUOTAS = "category,feature,min,max\nsector,po,2,3\nsector,vo,2,4\nage,young,1,4\nage,old,2,4\n"
ANSWERS = [("po", "young"), ("po", "old"), ("vo", "young"), ("vo", "old"), ("vo", "old"), ("po", "old")]
PEOPLE = "name,sector,age,school\n" + "".join(
    f"person {number},{sector},{age},s{number % 9}\n" for number, (sector, age) in enumerate(ANSWERS * 3)
)


def solving(place: Path, *more: str, quotas: str = QUOTAS, people: str = PEOPLE, seats: int = 5) -> Path:
    (place / "quotas.csv").write_text(quotas)
    (place / "people.csv").write_text(people)
    call_command(
        "lottery", "solve", "--categories", str(place / "quotas.csv"), "--respondents", str(place / "people.csv"),
        "--panel-size", str(seats), "--out", str(place / "out"), "--panels", "100", *more,
    )  # fmt: skip
    return place / "out"


def ending(place: Path, *more: str, **changed: object) -> CommandError:
    with pytest.raises(CommandError) as caught:
        solving(place, *more, **changed)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize("more", [(), ("--same-group", "school"), ("--objective", "maximin"), ("--objective", "nash")])
def test_a_lottery_is_written_and_the_checker_finds_it_in_order(tmp_path: Path, more: tuple[str, ...]) -> None:
    out = solving(tmp_path, *more)

    said = verify_certificate.verify(out, tmp_path / "people.csv", tmp_path / "quotas.csv")

    assert "types and quotas are those of the input files" in said[-1]
    assert (out / "probabilities.csv").read_text().startswith("row,probability\n0,0.")
    assert "person" not in "".join(file.read_text() for file in out.iterdir())


def test_the_same_input_and_seed_give_the_same_bytes_and_another_seed_other_panels(tmp_path: Path) -> None:
    runs = []
    for seed in ("aa", "aa", "bb"):
        out = solving(tmp_path, "--seed", seed)
        runs.append({file.name: file.read_bytes() for file in out.iterdir() if file.name != "run.json"})

    assert runs[0] == runs[1]
    assert runs[0]["panels.csv"] != runs[2]["panels.csv"]
    assert runs[0]["probabilities.csv"] == runs[2]["probabilities.csv"]


def test_bad_input_ends_with_2_and_the_line(tmp_path: Path) -> None:
    problem = ending(tmp_path, people=PEOPLE.replace("vo,young", "vo,ancient"))

    assert problem.returncode == 2
    assert str(problem).startswith("people.csv:4: age has no quota for 'ancient'.")
    assert not (tmp_path / "out").exists()


def test_quotas_that_clash_end_with_3_and_the_smallest_changes(tmp_path: Path) -> None:
    problem = ending(tmp_path, quotas=QUOTAS.replace("young,1,4", "young,0,0").replace("old,2,4", "old,2,5")
                     .replace("po,2,3", "po,0,1").replace("vo,2,4", "vo,4,5"), people=PEOPLE.replace("vo,old", "vo,young"))  # fmt: skip

    report = json.loads((tmp_path / "out" / "report.json").read_text())

    assert problem.returncode == 3
    assert report["cause"] == "quota-conflict"
    assert report["features"] == ["age", "sector"]
    assert 1 <= len(report["relaxations"]) <= 5
    assert all(float(found["minimum_chance"]) >= 0 for found in report["relaxations"])


def test_a_pool_that_is_short_is_told_apart(tmp_path: Path) -> None:
    ending(tmp_path, people=PEOPLE.replace("po", "vo"))

    report = json.loads((tmp_path / "out" / "report.json").read_text())

    assert report["cause"] == "pool-shortage"
    assert {"feature": "sector", "value": "po", "need": 2, "have": 0} in report["shortages"]


def test_a_rule_for_colleagues_that_leaves_no_panel_is_named(tmp_path: Path) -> None:
    one_school = "".join(line.rpartition(",")[0] + ",s1\n" for line in PEOPLE.splitlines()[1:])

    problem = ending(tmp_path, "--same-group", "school", people="name,sector,age,school\n" + one_school)

    assert problem.returncode == 3
    assert json.loads((tmp_path / "out" / "report.json").read_text())["cause"] == "same-group"


def test_a_place_that_cannot_be_written_to_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")

    problem = ending(tmp_path)

    assert problem.returncode == 2
    assert str(problem).endswith("/out:0: File exists. Give --out a directory that can be written to.")


def refuse_to_solve(*_given: object, **_more: object) -> None:
    raise AssertionError("it was solved before it was refused")


def test_a_place_that_will_not_do_is_refused_before_solving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lottery, "solve", refuse_to_solve)
    (tmp_path / "out" / "report.json").mkdir(parents=True)

    held = ending(tmp_path)
    (tmp_path / "out" / "report.json").rmdir()
    (tmp_path / "out" / "notes.txt").write_text("mine")
    foreign = ending(tmp_path)

    assert (held.returncode, foreign.returncode) == (2, 2)
    assert str(foreign).endswith("There is something else here (notes.txt). Give --out a new or empty directory.")
    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"


def test_an_earlier_outcome_may_be_written_over(tmp_path: Path) -> None:
    solving(tmp_path)
    ending(tmp_path, people=PEOPLE.replace("po", "vo"))

    assert {file.name for file in (tmp_path / "out").iterdir()} == {"report.json", "manifest.json", "run.json"}


@pytest.mark.parametrize(
    ("option", "value"),
    [("--time-limit", value) for value in ("nan", "inf", "-inf", "0", "-1", "1e999", "soon", "")]
    + [("--panels", value) for value in ("0", "-1", "1e3", "1_000", "\u0663", "1000000000000", "9" * 5000, "")]
    + [("--panel-size", value) for value in ("0", "-5", "2.5", "40000", "9" * 5000, "five")],
)
def test_a_number_that_cannot_be_meant_is_refused_in_a_sentence(tmp_path: Path, option: str, value: str) -> None:
    (tmp_path / "quotas.csv").write_text(QUOTAS)
    (tmp_path / "people.csv").write_text(PEOPLE)
    given = ["lottery", "solve", "--categories", str(tmp_path / "quotas.csv"), "--respondents",
             str(tmp_path / "people.csv"), "--panel-size", "5", "--out", str(tmp_path / "out"), f"{option}={value}"]  # fmt: skip

    answer = io.StringIO()
    with contextlib.redirect_stderr(answer), pytest.raises(SystemExit) as ended:
        ManagementUtility(["manage.py", *given]).execute()

    assert ended.value.code == 2
    assert f"argument {option}: '{value[:40]}' is not a " in answer.getvalue()
    assert not (tmp_path / "out").exists()


def test_a_time_limit_ends_with_4_the_bound_and_the_gap(tmp_path: Path) -> None:
    problem = ending(tmp_path, "--time-limit", "1e-9")

    report = json.loads((tmp_path / "out" / "report.json").read_text())

    assert problem.returncode == 4
    assert report["status"] == "time-limit"
    assert float(report["gap"]) == pytest.approx(float(report["bound"]) - float(report["minimum"]))


def test_one_changed_byte_anywhere_is_found_and_the_file_named(tmp_path: Path, record_figure: RecordFigure) -> None:
    out, rng, tries = solving(tmp_path), random.Random(1), size(100, 1000)
    files = sorted(file for file in out.iterdir() if file.name != "run.json")
    found = 0

    for _ in range(tries):
        file = rng.choice(files)
        right = file.read_bytes()
        place = rng.randrange(len(right))
        file.write_bytes(right[:place] + bytes([right[place] ^ (1 << rng.randrange(8))]) + right[place + 1 :])
        with pytest.raises((verify_certificate.Wrong, ValueError)) as caught:
            verify_certificate.verify(out)
        found += str(caught.value).startswith(file.name) or file.name == "manifest.json"
        file.write_bytes(right)

    assert found == tries
    record_figure("flipped bytes found, file named", target="all", measured=f"{found} of {tries}")


def test_a_certificate_that_claims_more_than_is_so_is_refused(tmp_path: Path) -> None:
    out = solving(tmp_path)
    facts = json.loads((out / "certificate.json").read_text())
    stage = facts["stages"][0]
    stage["bound"] += 1

    with pytest.raises(verify_certificate.Wrong, match="stage 0 proves"):
        verify_certificate.check_stages(verify_certificate.Certificate(facts))

    stage["bound"] -= 2
    with pytest.raises(verify_certificate.Wrong, match="a case of a proof shows"):
        verify_certificate.check_stages(verify_certificate.Certificate(facts))


def test_it_runs_on_a_machine_without_database_or_settings(tmp_path: Path) -> None:
    place = solving(tmp_path)
    shutil.copytree(place, tmp_path / "elsewhere")
    bare = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LD_LIBRARY_PATH"}}

    answer = subprocess.run(
        [sys.executable, ROOT / "manage.py", "lottery", "verify", tmp_path / "elsewhere"],
        cwd=tmp_path, env=bare, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert answer.stdout.endswith("OK\n")
    assert answer.returncode == 0


def test_the_output_is_ours_alone(tmp_path: Path) -> None:
    (tmp_path / "quotas.csv").write_text(QUOTAS)
    (tmp_path / "people.csv").write_text(PEOPLE)
    bare = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LD_LIBRARY_PATH"}}

    answer = subprocess.run(
        [sys.executable, ROOT / "manage.py", "lottery", "solve", "--categories", "quotas.csv", "--respondents",
         "people.csv", "--panel-size", "5", "--out", "out"],
        cwd=tmp_path, env=bare, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert answer.stdout.startswith("Proven optimal. The least chance is 0.")
    assert answer.stdout.count("\n") == 1
    assert (answer.stderr, answer.returncode) == ("", 0)
