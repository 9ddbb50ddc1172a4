"""Files come in whole or not at all, once, and corrections supersede."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from inspectie.core.refusals import Refused, Why
from inspectie.models import (
    DataVersion,
    Enrolment,
    Ovt,
    OvtVestiging,
    Publication,
    PublishedAggregate,
    ResultCell,
    School,
    Sheet,
    Weging,
)
from inspectie.queries import frames
from inspectie.services import importing, workbooks
from tests.inspectie import imitated

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def bring(name, *, content=None, now=NOW, is_demo=False):
    return importing.import_file(content or imitated.content(name), name=name, now=now, is_demo=is_demo)


def bring_all(*names, is_demo=False):
    for name in names:
        bring(name, is_demo=is_demo)
    return importing.finish(now=NOW)


def corrected(change):
    rows = imitated.table("leerresultaten", "Data")
    change(rows)
    return imitated.outcomes(rows)


def visible(rows):
    """Give the first row whose years are all visible."""
    return next(row for row in rows[1:] if all(cell not in ("", "*") for cell in row[1:11]))


def test_the_same_file_twice_changes_nothing():
    first = bring("leerresultaten")

    second = bring("leerresultaten", now=NOW + timedelta(days=1))

    assert first.changed == 4 * first.rows
    assert (second.changed, second.known) == (0, True)
    assert Publication.objects.count() == 1


def test_the_same_figures_in_other_bytes_change_no_row_and_keep_their_first_source():
    bring("leerresultaten")

    again = bring("opnieuw", content=corrected(lambda rows: rows[1:].sort(key=str)))

    assert again.changed == 0
    assert {row.sheet.publication.file for row in PublishedAggregate.objects.live()} == {"leerresultaten"}


def test_a_correction_supersedes_and_the_old_row_stays():
    bring_all("leerresultaten")
    before = frames.current()

    def change(rows):
        row = visible(rows)
        row[15] = "12,34"
        row[18] = "Onder de signaleringswaarde"

    correction = bring("correctie", content=corrected(change))
    after = importing.finish(now=NOW)

    code = visible(imitated.table("leerresultaten", "Data"))[0]
    old, new = PublishedAggregate.objects.filter(ovt__code=code).order_by("pk")
    assert correction.changed == 1
    assert (old.superseded_by, new.superseded_by) == (correction.publication, None)
    assert str(new.percentage_higher) == "12.34"
    assert after.version != before.version
    place = before.ovt.index(code)
    assert frames.current().pooled[place, 1] == 12.34
    assert frames.at(before.version).pooled[place, 1] == before.pooled[place, 1] != 12.34


def test_what_was_live_when_a_publication_came_in_can_be_asked_later():
    first = bring("leerresultaten").publication

    def change(rows):
        visible(rows)[15] = "12,34"

    bring("correctie", content=corrected(change))
    code = visible(imitated.table("leerresultaten", "Data"))[0]

    then = PublishedAggregate.objects.as_of(first.pk).get(ovt__code=code)
    assert str(then.percentage_higher) != "12.34"


def test_a_file_about_one_school_corrects_that_school_and_no_other():
    bring("leerresultaten")
    number = PublishedAggregate.objects.live().count()

    def only_one(rows):
        row = visible(rows)
        row[15] = "12,34"
        rows[1:] = [row]

    bring("correctie", content=corrected(only_one))

    assert PublishedAggregate.objects.live().count() == number
    assert PublishedAggregate.objects.live().filter(percentage_higher="12.34").count() == 1


def test_a_whole_file_that_lacks_a_school_withdraws_it():
    bring("leerresultaten")

    def without_the_last(rows):
        del rows[-1]

    done = bring("correctie", content=corrected(without_the_last))
    importing.finish(now=NOW)

    gone = imitated.table("leerresultaten", "Data")[-1][0]
    assert done.changed == 4
    assert not PublishedAggregate.objects.live().filter(ovt__code=gone).exists()
    assert PublishedAggregate.objects.filter(ovt__code=gone).exists()
    assert not Ovt.objects.current().filter(code=gone).exists()


def test_of_a_refused_file_nothing_is_stored():
    def break_the_last(rows):
        rows[-1][10] = 3147.0

    with pytest.raises(Refused) as caught:
        bring("fout", content=corrected(break_the_last))

    assert (caught.value.why, caught.value.place.file, caught.value.place.sheet) == (Why.OUT_OF_RANGE, "fout", "Data")
    assert caught.value.place.row == len(imitated.table("leerresultaten", "Data"))
    assert not Publication.objects.exists()
    assert not School.objects.exists()


def test_a_fault_halfway_leaves_nothing(monkeypatch):
    def fail(**_facts):
        raise ZeroDivisionError

    monkeypatch.setattr(importing.merging, "merge", fail)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        bring("leerresultaten")

    assert not Publication.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"PAR1 broken", b"\x00\x01\x02", b"a;b\n1;2\n"])
def test_files_that_are_none_of_ours_are_refused(content):
    with pytest.raises(Refused):
        importing.import_file(content, name="iets.csv", now=NOW)


def test_every_number_knows_its_file_sheet_row_and_date():
    bring_all("leerresultaten", "schoolweging", "levels2024")
    rows = imitated.table("schoolweging", "2022-2023")
    row = next(row for row in rows[1:] if row[3] != "")

    weging = Weging.objects.live().get(ovt__code=row[0], year=2022)

    assert str(weging.value) == f"{row[3]:.2f}"
    assert (weging.sheet.publication.file, weging.sheet.title) == ("schoolweging", "2022-2023")
    assert weging.source_row == rows.index(row) + 1
    assert weging.sheet.publication.published_on.year == 2024
    assert Sheet.objects.filter(publication__file="schoolweging").count() == 4


def test_rows_of_a_source_cannot_be_changed_or_deleted():
    bring("levels2024")

    with pytest.raises(IntegrityError), transaction.atomic():
        ResultCell.objects.update(low=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        ResultCell.objects.all().delete()


def test_masked_ages_make_enrolment_an_interval():
    bring("leerlingen")
    row = next(row for row in imitated.table("leerlingen")[1:] if "<5" in row)
    ages = row[13:]
    seen, hidden = sum(int(age) for age in ages if age != "<5"), ages.count("<5")

    found = Enrolment.objects.live().get(vestiging__code=f"{row[1]}{row[2]}")

    assert (found.low, found.high) == (seen + hidden, seen + 4 * hidden)


def test_links_are_dated_and_end_when_a_second_vestiging_appears():
    bring_all("leerresultaten", "levels2024")
    link = OvtVestiging.objects.filter(confidence=OvtVestiging.Confidence.CERTAIN).first()
    rows = imitated.table("levels2024")
    twin = next(list(row) for row in rows[1:] if f"{row[1]}{row[2]}" == link.vestiging.code)
    twin[2], twin[3] = "77", "Iets heel anders"

    bring("tweede", content=workbooks.text([*rows, twin]), now=NOW)
    importing.finish(now=NOW)

    link.refresh_from_db()
    assert link.valid_to == NOW.date()
    assert link.valid_from.year == 2022
    assert not OvtVestiging.objects.filter(ovt=link.ovt, valid_to=None, confidence="certain").exists()
    assert not frames.current().mapped[frames.current().ovt.index(link.ovt.code)]


def test_invented_data_gives_way_to_the_first_real_file():
    bring_all("leerresultaten", "schoolweging", is_demo=True)
    demo = frames.current().version

    def another_country(rows):
        for row in rows[1:]:
            row[0] = f"1{row[0][1:]}"

    bring("echt", content=corrected(another_country))
    importing.finish(now=NOW)

    assert set(frames.current().ovt) == {f"1{code[1:]}" for code in frames.at(demo).ovt}
    assert not Weging.objects.live().exists()
    assert not Publication.objects.in_use().filter(is_demo=True).exists()


def test_the_version_depends_on_what_was_read_and_not_on_the_order_of_kinds():
    first = bring_all("leerresultaten", "schoolweging").version
    transaction.set_rollback(False)
    expected = importing.versions.fingerprint(list(Publication.objects.order_by("-pk")))

    assert first == expected


def test_without_any_file_there_is_a_frame_without_schools():
    assert importing.finish(now=NOW) is None
    frame = frames.current()

    assert len(frame) == 0
    assert frame.pooled.shape == (0, 2)
    assert DataVersion.objects.count() == 0


def test_the_planner_knows_the_tables_before_schools_are_derived_from_them():
    with CaptureQueriesContext(connection) as asked:
        bring_all("leerresultaten")

    statements = (query["sql"] for query in asked)
    words = [said if isinstance(said, str) else said.as_string() for said in statements]
    facts, links = (number for number, said in enumerate(words) if said.startswith('ANALYZE "'))
    merged = max(number for number, said in enumerate(words) if said.startswith("DROP TABLE staging"))
    joined = next(number for number, said in enumerate(words) if "JOIN inspectie_resultcell" in said)
    assert merged < facts < links < joined
    assert "inspectie_resultcell" in words[facts]
    assert "inspectie_ovtvestiging" in words[links]


def test_after_an_import_that_failed_rows_are_not_compared_one_by_one():
    """Postgres then knows the table as empty; every row would be held against every row inserted before it."""
    bring("leerresultaten")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_class SET reltuples = 0, relpages = 0 WHERE relname = 'inspectie_resultcell'")
    plans = []

    def explain(execute, statement, params, many, context):
        if "NOT EXISTS" in (words := statement if isinstance(statement, str) else statement.as_string()):
            with context["connection"].connection.cursor() as cursor:
                plans.extend(row[0] for row in cursor.execute(f"EXPLAIN {words}", params).fetchall())
        return execute(statement, params, many, context)

    with connection.execute_wrapper(explain):
        bring("leerresultaten", content=corrected(lambda rows: visible(rows).__setitem__(1, "9")))

    assert plans
    assert not [line for line in plans if "Nested Loop" in line]
