"""The register is imported whole or not at all, twice without a change, and closes what is gone."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet
import pytest
from django.core.management import CommandError, call_command

from ndt.schools.core.errors import Refused, What
from ndt.schools.models import Board, Edition, Postcode, SchoolLocation, TravelTime
from ndt.schools.services import importing
from tests.campaigns.races import both, until_somebody_waits_for_us
from tests.ndt.schools import listing
from tests.ndt.schools.listing import DAY, NOON, file, row, take
from tests.sizes import FULL

pytestmark = pytest.mark.django_db
DATA = Path(os.environ.get("SHARED_DATA") or Path(__file__).resolve().parents[4] / "shared" / "data")


def shared(name):
    path = DATA / name
    if not path.exists():
        assert not FULL, f"a proof needs {path}"
        pytest.skip(f"{path} is absent: put it there, or name its place with SHARED_DATA")
    return path


def schools(**facts):
    return set(SchoolLocation.objects.filter(**facts).values_list("code", flat=True))


def test_a_second_import_changes_nothing():
    content = file(row(1), row(2))

    first, second = take(content), take(content, day=DAY + timedelta(days=3))

    assert (first.changed, second.changed, second.known) == (3, 0, True)  # two schools and their board
    assert Edition.objects.count() == 1


def test_another_file_that_says_the_same_changes_nothing():
    take(file(row(1), row(2)))

    done = take(file(row(2), row(1)), day=DAY + timedelta(days=30))

    assert done.changed == 0


def test_what_is_other_is_changed_and_what_a_file_does_not_say_stays():
    take(file(row(1, **{"E-MAILADRES": "info@school.example"}), header=(*listing.HEADER, "E-MAILADRES")))

    done = take(file(row(1, VESTIGINGSNAAM="Nieuwe naam")), day=DAY + timedelta(days=30))

    school = SchoolLocation.objects.get()
    assert (done.changed, school.title, school.email) == (1, "Nieuwe naam", "info@school.example")


def test_a_school_that_is_gone_is_closed_and_one_that_returns_is_open_again():
    take(file(row(1), row(2)))

    gone = take(file(row(1)), day=DAY + timedelta(days=30))
    closed = SchoolLocation.objects.get(state="closed")
    back = take(file(row(1), row(2), row(3)), day=DAY + timedelta(days=60))

    assert (gone.closed, closed.code, closed.closed_on) == (1, row(2)["VESTIGINGSCODE"], DAY + timedelta(days=30))
    assert back.changed == 2
    assert not schools(state="closed")


def test_a_file_of_one_sector_closes_no_school_of_another():
    take(file(row(1), row(2, SECTOR="vo")))

    assert take(file(row(3)), day=DAY + timedelta(days=1)).closed == 1
    assert schools(state="open") == {row(2)["VESTIGINGSCODE"], row(3)["VESTIGINGSCODE"]}


def test_a_part_of_a_file_does_not_close_the_rest_unless_told_to():
    take(file(*(row(number) for number in range(1, 41))))

    with pytest.raises(Refused) as caught:
        take(file(row(1)), day=DAY + timedelta(days=1))

    assert (caught.value.what, caught.value.value) == (What.MANY_CLOSURES, "39")
    assert len(schools(state="open")) == 40
    assert take(file(row(1)), day=DAY + timedelta(days=1), accepts_closures=True).closed == 39


def test_an_older_file_is_refused():
    take(file(row(1)))
    take(file(row(1), row(2)), day=DAY + timedelta(days=1))

    for content, day in ((file(row(3)), DAY), (file(row(1)), DAY + timedelta(days=9))):
        with pytest.raises(Refused) as caught:
            take(content, day=day)
        assert caught.value.what == What.OLDER
    assert len(schools()) == 2


def test_a_file_with_one_bad_row_leaves_nothing():
    with pytest.raises(Refused):
        take(file(row(1), row(2, POSTCODE="12")))

    assert not schools()
    assert not Board.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"PK\x03\x04 no workbook", b"PAR1 no parquet", b"a;b\n"])
def test_what_is_no_table_is_refused(content):
    with pytest.raises(Refused):
        take(content)


def test_windows_spelling_and_commas_are_read():
    header = ",".join(listing.HEADER)
    cells = row(1, VESTIGINGSNAAM="Daltonschool ’t Één")

    take(f"{header}\n{','.join(cells[name] for name in listing.HEADER)}\n".encode("cp1252"))

    assert SchoolLocation.objects.get().title == "Daltonschool ’t Één"


def run(*arguments, capsys, **options):
    try:
        call_command(*arguments, **options)
        code = 0
    except SystemExit as stop:
        code = stop.code
    out = capsys.readouterr()
    return code, out.out.splitlines(), out.err


def test_the_command_stores_the_good_file_refuses_the_bad_one_and_ends_with_2(tmp_path, capsys):
    (tmp_path / "a.csv").write_bytes(file(row(1)))
    (tmp_path / "b.csv").write_bytes(file(row(2, POSTCODE="12 AB")))
    (tmp_path / "notes.txt").write_text("no table")

    code, lines, errors = run("import_schools", str(tmp_path), capsys=capsys)

    assert (code, lines[-1]) == (2, "rows changed: 2")
    assert "b.csv, rij 2, kolom POSTCODE" in errors
    assert run("import_schools", str(tmp_path / "a.csv"), capsys=capsys)[:2][0] == 0
    with pytest.raises(CommandError, match="bestaat niet"):
        call_command("import_schools", str(tmp_path / "absent.csv"))


def test_postcodes_are_loaded_twice_without_a_change(tmp_path, capsys):
    path = tmp_path / "pc4.json"
    path.write_text('{"4950": [51.6, 4.9], "4951": [51.7, 4.95]}')

    assert run("load_postcodes", str(path), capsys=capsys)[1] == ["rows changed: 2"]
    assert run("load_postcodes", str(path), capsys=capsys)[1] == ["rows changed: 0"]
    path.write_text("pc4,lat,lon\n4950,51.61,4.9\n4952,51.6,4.8\n")
    assert run("load_postcodes", str(path), capsys=capsys)[1] == ["rows changed: 2"]
    assert Postcode.objects.count() == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"4950": [51.6]}', "rij 1, kolom lat: ‘[51.6]’ is geen plek op aarde"),
        ('{"0950": [51.6, 4.9]}', "is geen postcode"),
        ('{"4950": [151.6, 4.9]}', "is geen plek op aarde"),
        ("{", "kan ik niet lezen"),
        ("pc4,lat\n", "kolom lon: Deze kolom ontbreekt"),
        ("pc4,lat,lon\n4950,1,1\n4950,2,2\n", "rij 3, kolom pc4: ‘4950’ is anders"),
    ],
)
def test_bad_postcodes_are_refused_with_a_sentence(tmp_path, capsys, text, words):
    path = tmp_path / "pc4.txt"
    path.write_text(text)

    code, _lines, errors = run("load_postcodes", str(path), capsys=capsys)

    assert code == 2
    assert words in errors
    assert not Postcode.objects.exists()


def test_a_new_table_of_travel_times_replaces_the_old_one(tmp_path, capsys):
    path = tmp_path / "times.csv"
    path.write_text("from_pc4,to_pc4,mode,minutes\n4950,4951,bike,12\n4950,4952,bike,20\n")
    assert run("load_travel_times", str(path), capsys=capsys)[1] == ["rows changed: 2"]

    path.write_text("from_pc4,to_pc4,mode,minutes\n4950,4951,bike,13\n4951,4950,bike,14\n")

    assert run("load_travel_times", str(path), capsys=capsys)[1] == ["rows changed: 3"]
    assert run("load_travel_times", str(path), capsys=capsys)[1] == ["rows changed: 0"]
    assert set(TravelTime.objects.values_list("minutes", flat=True)) == {13, 14}


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_make_each_school_once(monkeypatch):
    content = file(row(1), row(2))
    boards = importing._boards

    def waited_for(listed):
        until_somebody_waits_for_us()
        monkeypatch.setattr(importing, "_boards", boards)
        return boards(listed)

    monkeypatch.setattr(importing, "_boards", waited_for)

    done = both(lambda: take(content), lambda: take(content))

    assert sorted(one.changed for one in done) == [0, 3]
    assert len(schools()) == 2


def test_the_demo_brings_invented_schools_only():
    content = (Path(importing.__file__).parents[1] / "data" / "demo_schools.csv").read_bytes()

    done = take(content)

    assert done.rows == 100
    assert all(code.startswith("9") for code in schools())
    assert all(school.web_domain.endswith(".example") for school in SchoolLocation.objects.all())


def test_the_official_file_is_read_whole_and_twice_without_a_change(capsys, record_figure):
    path = shared("inspectie/schools_raw.parquet")

    code, lines, _errors = run("import_schools", str(path), sector="bo", capsys=capsys)
    again = run("import_schools", str(path), sector="bo", capsys=capsys)

    rows = pyarrow.parquet.read_table(path).num_rows
    assert code == 0
    assert SchoolLocation.objects.open().count() == rows == 6_109
    assert lines[-1] == f"rows changed: {rows + Board.objects.count()}"
    assert again[1][-1] == "rows changed: 0"
    record_figure(
        "schools read from DUO's file of primary schools", target=rows, measured=SchoolLocation.objects.count()
    )
    assert SchoolLocation.objects.filter(web_domain="").count() < 1_000


def test_every_postcode_of_the_public_file_is_loaded(capsys):
    path = shared("geo/pc4geoloc.json")

    assert run("load_postcodes", str(path), capsys=capsys)[1] == ["rows changed: 4073"]
    assert run("load_postcodes", str(path), capsys=capsys)[1] == ["rows changed: 0"]


def test_the_digest_of_an_edition_is_that_of_the_file():
    content = file(row(1))
    take(content)

    found = Edition.objects.get()
    assert (found.sha256, found.imported_at, found.rows) == (hashlib.sha256(content).hexdigest(), NOON, 1)
