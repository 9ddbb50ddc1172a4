"""The checker finds what it should: each fault is put into a good document first."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from ndt.pdf import engine
from tests.ndt.pdf import pdfua

Spoil = Callable[[pikepdf.Pdf], None]


def first(pdf: pikepdf.Pdf, wanted: str) -> Any:
    return next(node for kind, node in pdfua.elements(pdf) if kind == wanted)


def content(change: Callable[[bytes], bytes]) -> Spoil:
    def spoil(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Contents = pdf.make_stream(change(pdf.pages[0].Contents.read_bytes()))

    return spoil


def unembed(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, Dictionary) and "/FontFile2" in item:
            del item["/FontFile2"]


def without_to_unicode(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, Dictionary) and "/ToUnicode" in item:
            del item["/ToUnicode"]


def another_title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo.Title = String("Iets anders")


def no_part(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as meta:
        del meta["pdfuaid:part"]


def skip_a_heading(pdf: pikepdf.Pdf) -> None:
    first(pdf, "H2").S = Name.H4


def no_scope(pdf: pikepdf.Pdf) -> None:
    del first(pdf, "TH").A["/Scope"]


def no_alt(pdf: pikepdf.Pdf) -> None:
    del first(pdf, "Figure")["/Alt"]


def box_off_the_page(pdf: pikepdf.Pdf) -> None:
    first(pdf, "Figure").A.BBox = Array([0, 0, 5000, 10])


def own_type(pdf: pikepdf.Pdf) -> None:
    first(pdf, "P").S = Name("/Alinea")


def wrong_parent(pdf: pikepdf.Pdf) -> None:
    first(pdf, "P").P = pdf.Root.StructTreeRoot


def short_row(pdf: pikepdf.Pdf) -> None:
    row = first(pdf, "TR")
    row.K = Array(list(row.K)[:1])


def bare_list_item(pdf: pikepdf.Pdf) -> None:
    first(pdf, "LI").S = Name.P


def forget(*path: str) -> Spoil:
    def spoil(pdf: pikepdf.Pdf) -> None:
        holder = pdf.Root
        for key in path[:-1]:
            holder = holder[key]
        del holder[path[-1]]

    return spoil


def mute_link(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].Annots[0]["/Contents"]


def untagged_link(pdf: pikepdf.Pdf) -> None:
    first(pdf, "Link").K = Array([kid for kid in first(pdf, "Link").K if not isinstance(kid, Dictionary)])


def no_tabs(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].obj["/Tabs"]


def wrong_parent_tree(pdf: pikepdf.Pdf) -> None:
    nums = pdf.Root.StructTreeRoot.ParentTree.Nums
    nums[1] = Array(list(reversed(list(nums[1]))))


SPOILED: dict[str, tuple[Spoil, str]] = {
    "paint outside any mark": (content(lambda old: old + b"\n0 0 10 10 re f"), "neither tagged nor artifact"),
    "text outside the tree": (content(lambda old: old.replace(b"/MCID 1 ", b"/MCID 999 ")), "outside the tree"),
    "an open mark": (content(lambda old: old + b"\n/P BMC"), "not closed"),
    "a tag in an artifact": (
        content(lambda old: old + b"\n/Artifact BMC /P <</MCID 998>> BDC EMC EMC"),
        "stands inside an artifact",
    ),
    "pdfuaid": (no_part, "pdfuaid:part"),
    "title": (another_title, "dc:title"),
    "language": (forget("/Lang"), "/Lang"),
    "marked": (forget("/MarkInfo"), "/MarkInfo"),
    "title shown": (forget("/ViewerPreferences"), "DisplayDocTitle"),
    "tree": (forget("/StructTreeRoot"), "no structure tree"),
    "heading gap": (skip_a_heading, "7.4.2"),
    "scope": (no_scope, "no Scope"),
    "alt": (no_alt, "no alternative text"),
    "bbox": (box_off_the_page, "outside its page"),
    "own type": (own_type, "not a standard"),
    "parent": (wrong_parent, "does not know its parent"),
    "short row": (short_row, "rows of"),
    "list": (bare_list_item, "7.6"),
    "link words": (mute_link, "no description"),
    "link tag": (untagged_link, "is not tagged"),
    "tabs": (no_tabs, "tabbing"),
    "parent tree": (wrong_parent_tree, "disagree"),
    "embedding": (unembed, "not embedded"),
    "unicode": (without_to_unicode, "no ToUnicode"),
}


@pytest.fixture(scope="module")
def kept() -> list[bytes]:
    return []


@pytest.fixture
def good(document: Callable[..., bytes], kept: list[bytes]) -> bytes:
    if not kept:
        kept.append(document(["Amina", "Bram"]))
    return kept[0]


def test_the_document_to_spoil_is_good(good):
    assert pdfua.faults(good) == []


@pytest.mark.parametrize("what", SPOILED)
def test_a_spoiled_document_is_found_out(good, what):
    spoil, expected = SPOILED[what]
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(good)) as pdf:
        spoil(pdf)
        pdf.save(out)

    assert any(expected in fault for fault in pdfua.faults(out.getvalue()))


def test_an_untagged_pdf_is_found_out():
    assert any("no structure tree" in fault for fault in pdfua.faults(engine.HTML(string="<p>Hallo").write_pdf()))


def test_what_weasyprint_leaves_open_is_found_out():
    page = '<html lang="nl"><title>T</title><style>@page{@top-left{content:"x"}}</style><h1>T</h1>'
    sheets = engine.print_pages(f"{page}<table><tr><th>a</th></tr></table></html>", [])

    found = " ".join(pdfua.faults(sheets.content))
    assert "outside the tree" in found
    assert "no Scope" in found
