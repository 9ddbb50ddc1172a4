"""What a person at a terminal sees."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from inspectie.core.norms import SLUGS
from inspectie.models import Publication, PublishedAggregate
from tests.inspectie import imitated

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("leerresultaten", "schoolweging"):
        (tmp_path / f"{name}.ods").write_bytes(imitated.content(name))
    (tmp_path / "levels.csv").write_bytes(imitated.content("levels2024"))
    (tmp_path / "README.txt").write_text("geen tabel")
    return tmp_path


def run(*arguments: object) -> tuple[str, str, int]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_inspectie", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as end:
        return out.getvalue(), err.getvalue(), int(str(end.code))
    return out.getvalue(), err.getvalue(), 0


def evaluated(*arguments: str) -> str:
    out = io.StringIO()
    call_command("evaluate_norms", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_a_folder_shows_progress_and_ends_with_the_number_of_rows(folder):
    first, _, code = run(folder)
    again, _, _ = run(folder)

    assert code == 0
    assert "[1/3] leerresultaten.ods" in first
    assert first.splitlines()[-1].startswith("rows changed: ")
    assert first.splitlines()[-1] != "rows changed: 0"
    assert again.splitlines()[-1] == "rows changed: 0"


def test_a_refused_file_ends_with_2_names_the_cell_and_lets_the_others_in(folder):
    rows = imitated.table("leerresultaten", "Data")
    place = next(place for place, row in enumerate(rows) if place and row[1] not in ("", "*") and "," in str(row[1]))
    rows[place][1] = str(rows[place][1]).replace(",", ".")
    other = next(row for row in rows[1:] if row is not rows[place] and "," in str(row[1]))
    assert other
    (folder / "leerresultaten.ods").write_bytes(imitated.outcomes(rows))

    out, err, code = run(folder)

    assert code == 2
    assert "leerresultaten.ods, blad Data, rij " in err
    assert "kolom Gemiddelde %1F 2223" in err
    assert "niets bewaard" in err
    assert not PublishedAggregate.objects.exists()
    assert Publication.objects.count() == 2
    assert out.splitlines()[-1].startswith("rows changed: ")


def test_an_unknown_header_ends_with_2(folder):
    (folder / "x.csv").write_text("naam;leeftijd\nAmina;34\n")

    _, err, code = run(folder / "x.csv")

    assert code == 2
    assert "x.csv, rij 1, kolom naam" in err


def test_a_path_that_is_not_there_ends_with_2(folder):
    with pytest.raises(CommandError) as caught:
        run(folder / "weg")

    assert caught.value.returncode == 2


def test_a_folder_without_any_table_ends_with_2(tmp_path):
    with pytest.raises(CommandError) as caught:
        run(tmp_path)

    assert caught.value.returncode == 2


def test_a_file_that_the_system_does_not_give_is_refused_and_the_others_come_in(folder, monkeypatch):
    read = Path.read_bytes

    def refusing(self: Path) -> bytes:
        if self.name == "levels.csv":
            raise PermissionError(13, "Permission denied")
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", refusing)
    out, err, code = run(folder)

    assert code == 2
    assert "levels.csv" in err
    assert "Permission denied" in err
    assert Publication.objects.count() == 2
    assert out.splitlines()[-1].startswith("rows changed: ")


def test_checking_reads_everything_and_stores_nothing(folder):
    run(folder, "--check")

    assert not Publication.objects.exists()


def test_norms_are_listed_one_a_line():
    assert evaluated("--list").split() == list(SLUGS)


def test_every_school_is_judged_on_one_line_a_column_in_order(folder):
    run(folder)

    lines = list(csv.DictReader(io.StringIO(evaluated("--norm-set", "current-2020", "--format", "csv"))))

    schools = PublishedAggregate.objects.live().count()
    keys = [(line["ovt"], line["indicator"], line["domain"]) for line in lines]
    assert list(lines[0]) == ["ovt", "indicator", "domain", "status", "value_lo", "value_hi", "threshold", "n"]
    assert keys == sorted(keys)
    assert len(keys) == 2 * schools == len(set(keys))
    assert {line["threshold"] for line in lines if line["indicator"] == "1F"} == {"85.0000"}
    for line in lines:
        published = PublishedAggregate.objects.live().get(ovt__code=line["ovt"])
        assert line["status"] == (published.outcome_1f if line["indicator"] == "1F" else published.outcome_higher)


def test_a_norm_set_that_is_not_there_ends_with_2():
    with pytest.raises(CommandError) as caught:
        evaluated("--norm-set", "morgen")

    assert caught.value.returncode == 2
