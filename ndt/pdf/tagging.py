"""Make WeasyPrint's tagged PDF hold PDF/UA-1 when it is read back (ISO 14289-1).

What WeasyPrint leaves open and this adds: page furniture becomes an artifact, a heading cell says
its scope, a figure says where it stands, a text says what its glyphs cannot (right-to-left words,
stacked marks, the space at a line's end), a link says its words, and what is empty goes.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from ndt.pdf import content, joining
from ndt.pdf.engine import Piece, Sheets

POINTS_PER_PX = 0.75
MAY_BE_EMPTY = {"/Document", "/TD", "/TH"}
INLINE = {"/Span", "/NonStruct", "/Link"}


def finish(sheets: Sheets) -> bytes:
    """Give the PDF with all of the above. The same sheets give the same bytes."""
    with pikepdf.open(io.BytesIO(sheets.content)) as pdf:
        root = pdf.Root.StructTreeRoot
        _prune(root)
        joining.join(root, [page.objgen for page in pdf.pages], sheets.pieces, sheets.parents)
        placed = _placed(pdf)
        fonts: dict[str, dict[int, str]] = {}
        for page, pieces, elements in zip(pdf.pages, sheets.pieces, placed, strict=True):
            fonts = fonts or content.alphabets(page)
            _mark(pdf, page, elements, _wording(pieces, elements), fonts)
        _rebuild_parents(root, placed)
        for kind, element in list(_below(root)):
            if kind == "/Table":
                _scope(element)
            elif kind == "/Figure":
                _place_figure(element)
        _describe_links(root, sheets, placed)
        _index_names(root)
        pdf.Root.MarkInfo = Dictionary(Marked=True, Suspects=False)
        for name, font in fonts.items():
            _name_every_glyph(pdf, pdf.pages[0].resources.Font[name], font)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


Elements = dict[int, Any]


def _kids(element: Any) -> list[Any]:
    return list(element.get("/K", Array()))


def _is_element(kid: Any) -> bool:
    return isinstance(kid, Dictionary) and "/S" in kid


def _below(element: Any) -> Iterator[tuple[str, Any]]:
    for kid in _kids(element):
        if _is_element(kid):
            yield str(kid.S), kid
            yield from _below(kid)


def _prune(element: Any) -> bool:
    """Take out elements without content; give whether `element` itself has any."""
    kept = [kid for kid in _kids(element) if not _is_element(kid) or _prune(kid)]
    element.K = Array(kept)
    return bool(kept) or str(element.get("/S", "")) in MAY_BE_EMPTY


def _placed(pdf: pikepdf.Pdf) -> list[Elements]:
    """Give for each page the element of each MCID that the tree reaches, in reading order."""
    numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
    placed: list[Elements] = [{} for _page in pdf.pages]
    for _kind, element in _below(pdf.Root.StructTreeRoot):
        for kid in _kids(element):
            if isinstance(kid, int):
                placed[numbers[element.Pg.objgen]][kid] = element
    return placed


def _wording(pieces: Mapping[int, Piece], elements: Elements) -> dict[int, str]:
    """Give the words of each text of a page, with the space that a line's end stands for."""
    words = {mcid: pieces[mcid].text for mcid in elements if mcid in pieces}
    order = list(words)
    for before, after in pairwise(order):
        if _breaks(pieces[before], pieces[after]) and _block(elements[before]) == _block(elements[after]):
            words[before] += " "
    return words


def _breaks(before: Piece, after: Piece) -> bool:
    """Say whether a space was lost between two texts because a line ended there."""
    if after.y <= before.y or after.x >= before.x + before.width - 1:
        return False
    if before.text[-1:].isspace() or after.text[:1].isspace():
        return False
    if before.element is not after.element:
        return True
    source = " ".join("".join(before.element.itertext()).split())
    return f"{before.text[-12:]}{after.text[:12]}" not in source


def _block(element: Any) -> tuple[int, int]:
    while str(element.S) in INLINE:
        element = element.P
    objgen: tuple[int, int] = element.objgen
    return objgen


def _mark(
    pdf: pikepdf.Pdf, page: pikepdf.Page, elements: Elements, words: Mapping[int, str], fonts: content.Alphabets
) -> None:
    """Turn marks that the tree does not reach into furniture; let a mark say what its glyphs do not."""
    instructions = list(pikepdf.parse_content_stream(page))
    for mark in content.marks(instructions, fonts):
        if mark.mcid not in elements:
            instructions[mark.at] = content.as_furniture()
        elif mark.mcid in words and (mark.mute or words[mark.mcid] != mark.glyphs):
            _own_span(pdf, elements, mark.mcid).ActualText = String(words[mark.mcid])
            # Programs that extract text turn right-to-left glyphs around themselves, so an actual
            # text in the stream would come out reversed: there only the tree says it.
            if not _is_right_to_left(words[mark.mcid]):
                instructions[mark.at] = content.as_spoken(instructions[mark.at], words[mark.mcid])
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))


def _own_span(pdf: pikepdf.Pdf, elements: Elements, mcid: int) -> Any:
    """Give the element that holds this mark alone; a link's marks get one each."""
    element = elements[mcid]
    kids = _kids(element)
    if len(kids) == 1:
        return element
    span = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Span, K=Array([mcid]), Pg=element.Pg, P=element))
    element.K = Array([span if kid == mcid else kid for kid in kids])
    elements[mcid] = span
    return span


def _is_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in {"R", "AL", "AN"} for character in text)


def _rebuild_parents(root: Any, placed: list[Elements]) -> None:
    """Let the parent tree of the pages name what the tree reaches, and nothing else."""
    nums = list(root.ParentTree.Nums)
    for at, number in enumerate(nums[::2]):
        if int(number) < len(placed):
            elements = placed[int(number)]
            nums[2 * at + 1] = Array([elements.get(mcid) for mcid in range(max(elements, default=-1) + 1)])
    root.ParentTree.Nums = Array(nums)


def _scope(table: Any) -> None:
    """Say for each heading cell whether it heads a column or a row.

    A simple table needs no more than that; one with spans keeps WeasyPrint's list of headers a cell.
    """
    cells = [(section, cell) for section, row in _rows(table, "") for cell in _kids(row)]
    spans = any("/ColSpan" in cell.A or "/RowSpan" in cell.A for _section, cell in cells)
    for section, cell in cells:
        if str(cell.S) == "/TH":
            cell.A.Scope = Name.Column if section == "/THead" else Name.Row
        if not spans:
            for holder, key in ((cell, "/ID"), (cell.A, "/Headers")):
                if key in holder:
                    del holder[key]


def _rows(element: Any, section: str) -> Iterator[tuple[str, Any]]:
    for kid in _kids(element):
        if str(kid.S) == "/TR":
            yield section, kid
        elif str(kid.S) in {"/THead", "/TBody", "/TFoot"}:
            yield from _rows(kid, str(kid.S))


def _index_names(root: Any) -> None:
    """List the heading cells that other cells point at, by name, as the standard wants them."""
    named = {bytes(element.ID): element for _kind, element in _below(root) if "/ID" in element}
    if named:
        root.IDTree = Dictionary(Names=Array([part for name in sorted(named) for part in (String(name), named[name])]))


def _place_figure(figure: Any) -> None:
    """Give the figure's box in points from the page's foot; WeasyPrint gives pixels from its top."""
    left, top, right, bottom = (float(side) * POINTS_PER_PX for side in figure.A.BBox)
    height = float(figure.Pg.MediaBox[3])
    figure.A.BBox = Array([round(side, 3) for side in (left, height - bottom, right, height - top)])


def _describe_links(root: Any, sheets: Sheets, placed: list[Elements]) -> None:
    """Let each link annotation say the words of its link instead of its address."""
    words: dict[tuple[int, int], str] = {}
    for pieces, elements in zip(sheets.pieces, placed, strict=True):
        for mcid, element in elements.items():
            while str(element.S) in {"/Span", "/NonStruct"}:
                element = element.P
            if str(element.S) == "/Link" and mcid in pieces:
                words[element.objgen] = f"{words.get(element.objgen, '')}{pieces[mcid].text}"
    for kind, element in _below(root):
        if kind == "/Link" and words.get(element.objgen, "").strip():
            for kid in _kids(element):
                if isinstance(kid, Dictionary) and "/Obj" in kid:
                    kid.Obj.Contents = String(words[element.objgen].strip())


def _name_every_glyph(pdf: pikepdf.Pdf, font: Any, alphabet: Mapping[int, str]) -> None:
    """Map the second glyph of a cluster to a zero-width joiner: a glyph without any text breaks 7.21.7.

    What the cluster says stands in the mark's own text.
    """
    if all(alphabet.values()):
        return
    source = font.ToUnicode.read_bytes()
    for glyph, text in alphabet.items():
        if not text:
            source = source.replace(f"<{glyph:04x}> <>".encode(), f"<{glyph:04x}> <200d>".encode())
    font.ToUnicode = pdf.make_stream(source)
