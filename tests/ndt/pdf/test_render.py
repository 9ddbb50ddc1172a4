"""A document is PDF/UA-1 when it is read back, in every script, and the same every time."""

from __future__ import annotations

import ctypes.util
import io
import re
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter

import pikepdf
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ndt.pdf import engine, faces, services, tagging
from tests.ndt.pdf import pdfua
from tests.ndt.pdf.conftest import NAMES, NOW
from tests.sizes import size, sized


def test_a_document_with_everything_in_it_has_no_fault(document):
    assert pdfua.faults(document(NAMES * 8)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_reads_back_as_it_was_written(document, name):
    assert unicodedata.normalize("NFC", name) in unicodedata.normalize("NFC", pdfua.read_aloud(document([name])))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_can_be_copied_from_the_page(document, name, tmp_path):
    if not shutil.which("pdftotext"):
        pytest.skip("needs poppler-utils")
    (tmp_path / "names.pdf").write_bytes(document([name]))

    shown = subprocess.run(["pdftotext", "names.pdf", "-"], cwd=tmp_path, capture_output=True, check=True, text=True)

    assert _letters(name) in _letters(shown.stdout)


def _letters(text: str) -> str:
    """Leave out spaces and invisible signs: poppler guesses spaces between right-to-left glyphs."""
    kept = (c for c in unicodedata.normalize("NFC", text) if not c.isspace() and unicodedata.category(c) != "Cf")
    return "".join(kept)


def test_a_line_end_reads_as_a_space_and_a_link_says_its_words(document):
    content = document()

    assert "een koppeling die over het einde van de regel heen gaat. Daarna gaat de zin" in pdfua.read_aloud(content)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        words = {str(annotation.Contents) for page in pdf.pages for annotation in page.obj.get("/Annots", [])}
    assert words
    assert not any("https:" in word for word in words)


def test_what_stands_on_every_page_is_not_read_aloud(document):
    content = document(NAMES * 8)

    assert "Bladzijde" not in pdfua.read_aloud(content)
    assert "Onderwijsheid" not in pdfua.read_aloud(content)


def test_a_simple_table_has_scopes_and_a_spanned_table_keeps_its_headers(document):
    with pikepdf.open(io.BytesIO(document())) as pdf:
        cells = [(kind, node) for kind, node in pdfua.elements(pdf) if kind in {"TH", "TD"}]

    assert {str(node.A.Scope) for kind, node in cells if kind == "TH"} == {"/Column", "/Row"}
    assert sum("/Headers" in node.A for kind, node in cells if kind == "TD") == 2


def test_the_same_input_gives_the_same_bytes(document):
    first = document(["Amina"])
    document(NAMES)  # loads other faces

    assert document(["Amina"]) == first


def test_another_process_gives_the_same_bytes(document):
    program = (
        "import sys, django; django.setup(); from ndt.pdf import services; from datetime import datetime\n"
        f"now = datetime.fromisoformat('{NOW.isoformat()}')\n"
        "sys.stdout.buffer.write(services.render('base.html', {}, title='T', language='nl', now=now))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert answer.stdout == services.render("base.html", {}, title="T", language="nl", now=NOW)


def test_a_letter_that_no_face_has_prints_as_a_replacement(document):
    content = document(["Omar 👍🏽"])

    assert pdfua.faults(content) == []
    assert f"Omar {faces.REPLACEMENT}" in pdfua.read_aloud(content)


def test_only_the_faces_that_the_text_needs_are_embedded(document):
    with pikepdf.open(io.BytesIO(document(["Amina"]))) as pdf:
        fonts = {str(item.BaseFont) for item in pdf.objects if _is_font(item)}

    assert fonts
    assert all(re.search("Atkinson|Bricolage", font) for font in fonts)


def _is_font(item: object) -> bool:
    return isinstance(item, pikepdf.Dictionary) and str(item.get("/Type", "")) == "/Font"


def test_a_document_carries_its_language_title_and_date(document):
    with pikepdf.open(io.BytesIO(document(language="en"))) as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert str(pdf.docinfo.Title) == "Alles"
        assert str(pdf.docinfo.CreationDate) == "D:20261124103000+01'00"


@pytest.mark.parametrize("address", ["https://elders.example/spion.png", "file:///etc/passwd"])
def test_a_document_fetches_nothing_from_elsewhere(address):
    with pytest.raises(engine.FatalURLFetchingError):
        engine.print_pages(f'<html lang="nl"><img alt="x" src="{address}"></html>', [])


def test_after_the_start_libraries_are_searched_again():
    assert ctypes.util.find_library.__module__ == "ctypes.util"


def test_without_pango_a_document_says_what_is_missing(monkeypatch):
    monkeypatch.setattr(engine, "MISSING", "cannot load library 'libpango-1.0-0'")

    assert not services.available()
    with pytest.raises(services.PdfUnavailable, match="libpango"):
        services.render("base.html", {}, title="T", language="nl", now=NOW)


@sized
@settings(
    max_examples=size(8, 100),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=6))
@example(["0\u2028", "1\u2029"])
def test_whatever_people_type_prints_without_a_fault(document, typed):
    assert pdfua.faults(document(["Amina", *typed])) == []


def test_a_table_over_many_pages_is_one_table_with_one_head(document):
    content = document([f"Naam {number}" for number in range(120)])

    with pikepdf.open(io.BytesIO(content)) as pdf:
        kinds = [kind for kind, _node in pdfua.elements(pdf)]
        assert len(pdf.pages) > 4
    assert kinds.count("Table") == 2
    assert kinds.count("THead") == 2
    assert pdfua.read_aloud(content).count("Aantal") == 1
    assert pdfua.faults(content) == []


def test_what_a_page_end_breaks_is_one_again():
    words = "woord " * 700
    rows = "".join(f"<tr><th scope='row'>r{n}</th><td>1</td><td>2</td></tr>" for n in range(90))
    spanned = (
        "<table><thead><tr><th rowspan='2'>a</th><th colspan='2'>b</th></tr><tr><th>c</th><th>d</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )
    lists = f"<ul><li>{words}</li><li>kort</li></ul><p>{words}</p><p>ander</p>"
    html = f'<html lang="nl"><title>T</title><body><section><h1>K</h1>{lists}{spanned}</section></body></html>'

    content = tagging.finish(engine.print_pages(html, [services.STYLE]))

    with pikepdf.open(io.BytesIO(content)) as pdf:
        kinds = Counter(kind for kind, _node in pdfua.elements(pdf))
    assert {kind: kinds[kind] for kind in ("Sect", "L", "LI", "LBody", "P", "Table", "THead", "TBody")} == {
        "Sect": 1, "L": 1, "LI": 2, "LBody": 2, "P": 2, "Table": 1, "THead": 1, "TBody": 1
    }  # fmt: skip
    assert "woord woord" in pdfua.read_aloud(content)
    assert [fault for fault in pdfua.faults(content) if "dc:title" not in fault] == []


def test_two_paragraphs_at_a_page_end_stay_two():
    html = '<html lang="nl"><title>T</title><h1>K</h1><p>een</p><p style="break-before: page">twee</p></html>'

    with pikepdf.open(io.BytesIO(tagging.finish(engine.print_pages(html, [services.STYLE])))) as pdf:
        assert [kind for kind, _node in pdfua.elements(pdf)].count("P") == 2
