"""Read a PDF back and say where it breaks PDF/UA-1 (ISO 14289-1:2014).

`faults(pdf)` gives sentences; an empty list means that nothing was found. `read_aloud(pdf)` gives
the text as assistive technology meets it: in the order of the structure tree, figures by their Alt.
The checker shares no code with `ndt.pdf`. Numbers in the sentences are the clauses of the standard.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont

BLOCK = {"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct"}
HEADINGS = {"H1", "H2", "H3", "H4", "H5", "H6"}
STANDARD = (
    BLOCK
    | HEADINGS
    | {"P", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot"}
    | {"Span", "Quote", "Note", "Reference", "Code", "Link", "Annot", "Figure", "Formula", "Form"}
)
SHOW_TEXT = {"Tj", "TJ", "'", '"'}
PAINT = SHOW_TEXT | {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "INLINE IMAGE"}


@dataclass
class Shown:
    """What a page's content stream shows: text by MCID, and what is wrong with the stream itself."""

    text: dict[int, str] = field(default_factory=dict)
    painted: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def faults(content: bytes) -> list[str]:
    """Give every fault found, as sentences."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = [*_catalog(pdf)]
        if "/StructTreeRoot" not in pdf.Root:
            return [*found, "7.1: there is no structure tree"]
        shown = [_Reader(page).read() for page in pdf.pages]
        for number, page in enumerate(shown, 1):
            found += [f"page {number}: {fault}" for fault in page.faults]
        found += _tree(pdf, shown)
        found += _headings(pdf)
        found += _tables(pdf)
        found += _names(pdf)
        found += _lists(pdf)
        found += _figures(pdf)
        found += _annotations(pdf)
        found += _fonts(pdf)
        return found


def read_aloud(content: bytes) -> str:
    """Give the text in the order of the structure tree, a line for each block."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = {page.objgen: _Reader(page).read() for page in pdf.pages}
        lines: list[str] = []
        _speak(pdf.Root.StructTreeRoot, None, pages, lines)
        return "\n".join(line.strip() for line in "".join(lines).split("\n") if line.strip())


def elements(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    """Give every structure element with its type, in reading order."""
    yield from _below(pdf.Root.StructTreeRoot)


def _below(node: Any) -> Iterator[tuple[str, Any]]:
    for kid in _kids(node):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S)[1:], kid
            yield from _below(kid)


def _kids(node: Any) -> list[Any]:
    if "/K" not in node:
        return []
    kids = node.K
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _speak(node: Any, page: Any, pages: dict[Any, Shown], lines: list[str]) -> None:
    page = node.get("/Pg", page)
    kind = str(node.get("/S", "/Root"))[1:]
    blocks = kind not in {"Span", "Link", "NonStruct", "Lbl", "Reference", "Quote", "Code"}
    if blocks:
        lines.append("\n")
    if "/Alt" in node:
        lines.append(str(node.Alt))
    elif "/ActualText" in node:
        lines.append(str(node.ActualText))
    else:
        for kid in _kids(node):
            if isinstance(kid, int):
                lines.append(pages[page.objgen].text.get(kid, ""))
            elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                _speak(kid, page, pages, lines)
    if blocks:
        lines.append("\n")


def _catalog(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if pdf.is_encrypted:
        yield "7.16: the file is encrypted"
    meta = pdf.open_metadata()
    if meta.get("pdfuaid:part") != "1":
        yield f"5: pdfuaid:part is {meta.get('pdfuaid:part')!r}"
    title = meta.get("dc:title")
    if not title or title != str(pdf.docinfo.get("/Title", "")):
        yield f"7.1: dc:title is {title!r}, /Title is {str(pdf.docinfo.get('/Title', ''))!r}"
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", str(root.get("/Lang", ""))):
        yield f"7.2: /Lang is {str(root.get('/Lang', ''))!r}"
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "7.1: /MarkInfo does not say Marked"
    if root.get("/MarkInfo", {}).get("/Suspects", False):
        yield "7.1: /Suspects is true"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "7.1: the title is not shown (DisplayDocTitle)"
    if "/JavaScript" in root.get("/Names", {}) or "/XFA" in root.get("/AcroForm", {}):
        yield "7.19: there are scripts or XFA"
    if len(pdf.pages) > 20 and "/Outlines" not in root:
        yield "7.17: a long document has no outline"


class _Reader:
    """Walk one page's content stream, into form XObjects, and note what is marked."""

    def __init__(self, page: pikepdf.Page) -> None:
        self.page = page
        self.shown = Shown()
        self.marks: list[int | str] = []
        self.said: dict[int | str, str] = {}
        self.font: Any = None
        self.cmaps: dict[Any, dict[int, str]] = {}

    def read(self) -> Shown:
        self._stream(self.page, self.page.resources, inside_form=False)
        if self.marks:
            self._fault("8: marked content is not closed")
        return self.shown

    def _fault(self, sentence: str) -> None:
        if sentence not in self.shown.faults:
            self.shown.faults.append(sentence)

    def _stream(self, stream: Any, resources: Any, *, inside_form: bool) -> None:
        for instruction in pikepdf.parse_content_stream(stream):
            operator = str(instruction.operator)
            if operator in {"BDC", "BMC"}:
                self._open(list(instruction.operands), resources, inside_form=inside_form)
            elif operator == "EMC":
                self._close()
            elif operator == "Tf":
                self.font = resources.Font[str(instruction.operands[0])]
            elif operator in PAINT:
                self._paint(operator, list(instruction.operands), resources)

    def _open(self, operands: list[Any], resources: Any, *, inside_form: bool) -> None:
        tag = str(operands[0])
        properties = operands[1] if len(operands) > 1 else {}
        if isinstance(properties, pikepdf.Name):
            properties = resources.Properties[str(properties)]
        mcid = properties.get("/MCID") if properties else None
        if tag == "/Artifact":
            if any(isinstance(mark, int) for mark in self.marks):
                self._fault("7.1: an artifact stands inside tagged content")
            self.marks.append("Artifact")
        elif mcid is None:
            self.marks.append("")
        else:
            if "Artifact" in self.marks:
                self._fault("7.1: tagged content stands inside an artifact")
            if any(isinstance(mark, int) for mark in self.marks):
                self._fault("7.1: tagged content is nested")
            if inside_form:
                self._fault("7.1: an MCID stands inside a form XObject")
            if int(mcid) in self.shown.painted:
                self._fault(f"7.1: MCID {int(mcid)} is used twice")
            self.shown.painted.add(int(mcid))
            if "/ActualText" in properties:
                self.said[int(mcid)] = str(properties.ActualText)
            self.marks.append(int(mcid))

    def _close(self) -> None:
        if not self.marks:
            self._fault("8: marked content is closed without being open")
            return
        mark = self.marks.pop()
        if mark in self.said:
            assert isinstance(mark, int)
            self.shown.text[mark] = self.said[mark]

    def _paint(self, operator: str, operands: list[Any], resources: Any) -> None:
        mcid = next((mark for mark in self.marks if isinstance(mark, int)), None)
        is_artifact = "Artifact" in self.marks
        if mcid is None and not is_artifact:
            self._fault(f"7.1: {operator} paints content that is neither tagged nor artifact")
        if operator == "Do":
            target = resources.XObject[str(operands[0])]
            if str(target.Subtype) == "/Form":
                self._stream(target, target.get("/Resources", resources), inside_form=True)
        elif operator in SHOW_TEXT:
            text = self._decode(operands)
            if mcid is not None:
                self.shown.text[mcid] = self.shown.text.get(mcid, "") + text

    def _decode(self, operands: list[Any]) -> str:
        if self.font is None:
            self._fault("text is shown without a font")
            return ""
        cmap = self._cmap()
        text = []
        for operand in operands:
            for part in operand if isinstance(operand, pikepdf.Array) else [operand]:
                if not isinstance(part, pikepdf.String):
                    continue
                raw = bytes(part)
                for at in range(0, len(raw), 2):
                    code = int.from_bytes(raw[at : at + 2], "big")
                    text.append(self._character(code, cmap))
        return "".join(text)

    def _character(self, code: int, cmap: dict[int, str]) -> str:
        name = str(self.font.get("/BaseFont"))
        if self._cid(code) == 0:
            self._fault(f"7.21.8: .notdef is shown in {name}")
        character = cmap.get(code, "")
        if not character or any(point in character for point in "\0\ufeff\ufffe"):
            self._fault(f"7.21.7: glyph {code} of {name} has no Unicode value")
        return character

    def _cid(self, code: int) -> int:
        """Give the glyph that a code stands for: itself, but for what an embedded CMap says otherwise."""
        encoding = self.font.get("/Encoding")
        if not isinstance(encoding, pikepdf.Stream):
            return code
        pairs = re.findall(r"<([0-9a-f]{4})> (\d+)$", encoding.read_bytes().decode("latin-1"), re.MULTILINE)
        return next((int(cid) for one, cid in pairs if int(one, 16) == code), 0)

    def _cmap(self) -> dict[int, str]:
        key = self.font.objgen
        if key not in self.cmaps:
            self.cmaps[key] = to_unicode(self.font)
        return self.cmaps[key]


def to_unicode(font: Any) -> dict[int, str]:
    """Give a font's map from code to text."""
    if "/ToUnicode" not in font:
        return {}
    source = font.ToUnicode.read_bytes().decode("latin-1")
    pairs = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", source, re.DOTALL):
        for code, value in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>", block):
            pairs[int(code, 16)] = bytes.fromhex(value).decode("utf-16-be", "replace")
    return pairs


def _tree(pdf: pikepdf.Pdf, shown: list[Shown]) -> Iterator[str]:
    root = pdf.Root.StructTreeRoot
    kids = [kid for kid in _kids(root) if "/S" in kid]
    if [str(kid.S) for kid in kids] != ["/Document"]:
        yield f"7.1: the tree's root holds {[str(kid.S) for kid in kids]}, not one Document"
    numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
    linked: dict[tuple[int, int], Any] = {}
    for parent, node, page in _walk(root, None):
        yield from _element(root, parent, node)
        for kid in _kids(node):
            if not isinstance(kid, int):
                continue
            place = (-1, kid) if page is None else (numbers[page.objgen], kid)
            if place in linked:
                yield f"7.1: MCID {place} stands twice in the tree"
            linked[place] = node
    painted = {(number, mcid) for number, page in enumerate(shown) for mcid in page.painted}
    for number, mcid in sorted(painted - set(linked)):
        yield f"7.1: page {number + 1} has MCID {mcid} outside the tree: {shown[number].text.get(mcid, '')!r}"
    for number, mcid in sorted(set(linked) - painted):
        yield f"7.1: the tree names MCID {mcid} that page {number + 1} does not have"
    yield from _parent_tree(pdf, linked)


def _element(root: Any, parent: Any, node: Any) -> Iterator[str]:
    kind = str(node.S)[1:]
    if kind not in STANDARD and f"/{kind}" not in root.get("/RoleMap", {}):
        yield f"7.1: {kind} is not a standard structure type"
    if node.get("/P") is None or node.P.objgen != parent.objgen:
        yield f"7.1: a {kind} does not know its parent"
    if not _kids(node) and kind not in {"TD", "TH"}:
        yield f"house: a {kind} is empty"


def _walk(node: Any, page: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Give (parent, element, page) for each structure element."""
    for kid in _kids(node):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            own = kid.get("/Pg", page)
            yield node, kid, own
            yield from _walk(kid, own)


def _parent_tree(pdf: pikepdf.Pdf, linked: dict[tuple[int, int], Any]) -> Iterator[str]:
    nums = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    parents = dict(zip(map(int, nums[::2]), nums[1::2], strict=True))
    for number, page in enumerate(pdf.pages):
        entries = parents.get(int(page.obj.get("/StructParents", -1)))
        if entries is None:
            yield f"7.1: page {number + 1} is not in the parent tree"
            continue
        for mcid, entry in enumerate(entries):
            node = linked.get((number, mcid))
            if (node is None) != (entry is None) or (node is not None and node.objgen != entry.objgen):
                yield f"7.1: the parent tree and the tree disagree about MCID {mcid} of page {number + 1}"


def _headings(pdf: pikepdf.Pdf) -> Iterator[str]:
    levels = [int(kind[1]) for kind, _node in elements(pdf) if kind in HEADINGS]
    if not levels:
        yield "7.4: there is no heading"
    for before, after in zip([0, *levels], levels, strict=False):
        if after > before + 1:
            yield f"7.4.2: heading {after} follows heading {before}"
    if levels.count(1) > 1:
        yield "house: there is more than one first heading"


def _attribute(node: Any, owner: str, key: str) -> Any:
    attributes = node.get("/A", pikepdf.Array())
    for one in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
        if str(one.get("/O", "")) == owner and key in one:
            return one[key]
    return None


def _rows(node: Any) -> Iterator[Any]:
    for kid in _kids(node):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            if str(kid.S) == "/TR":
                yield kid
            elif str(kid.S) in {"/THead", "/TBody", "/TFoot"}:
                yield from _rows(kid)


def _tables(pdf: pikepdf.Pdf) -> Iterator[str]:
    allowed = {
        "Table": {"Caption", "THead", "TBody", "TFoot", "TR"},
        "THead": {"TR"},
        "TBody": {"TR"},
        "TFoot": {"TR"},
        "TR": {"TH", "TD"},
    }
    for kind, node in elements(pdf):
        if kind in allowed:
            for kid in _kids(node):
                if not isinstance(kid, pikepdf.Dictionary) or str(kid.get("/S", ""))[1:] not in allowed[kind]:
                    yield f"7.2: a {kind} holds something other than {sorted(allowed[kind])}"
        if kind == "TH" and str(_attribute(node, "/Table", "/Scope")) not in {"/Row", "/Column", "/Both"}:
            yield "7.5: a TH has no Scope"
        if kind == "Table":
            yield from _table(node)


def _table(node: Any) -> Iterator[str]:
    heads, widths, open_spans = 0, set(), {}
    for number, row in enumerate(_rows(node)):
        column = 0
        for cell in _kids(row):
            heads += str(cell.S) == "/TH"
            while open_spans.get(column, 0) > number:
                column += 1
            for _step in range(int(_attribute(cell, "/Table", "/ColSpan") or 1)):
                open_spans[column] = number + int(_attribute(cell, "/Table", "/RowSpan") or 1)
                column += 1
        while open_spans.get(column, 0) > number:
            column += 1
        widths.add(column)
    if not heads:
        yield "7.5: a Table has no TH"
    if len(widths) > 1:
        yield f"7.2: a Table has rows of {sorted(widths)} cells"


def _names(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Find cells that point at a heading cell that is not there, or not in the list of names."""
    tree = pdf.Root.StructTreeRoot.get("/IDTree", pikepdf.Dictionary())
    entries = list(tree.get("/Names", []))
    listed = dict(zip((bytes(name) for name in entries[::2]), (one.objgen for one in entries[1::2]), strict=True))
    own = {bytes(node.ID): node.objgen for _kind, node in elements(pdf) if "/ID" in node}
    if own != listed:
        yield "7.5: the list of names and the named cells differ"
    for kind, node in elements(pdf):
        for name in _attribute(node, "/Table", "/Headers") or []:
            if bytes(name) not in own:
                yield f"7.5: a {kind} points at a heading that is not there"


def _lists(pdf: pikepdf.Pdf) -> Iterator[str]:
    allowed = {"L": {"LI", "L", "Caption"}, "LI": {"Lbl", "LBody"}}
    for kind, node in elements(pdf):
        if kind in allowed:
            for kid in _kids(node):
                if not isinstance(kid, pikepdf.Dictionary) or str(kid.get("/S", ""))[1:] not in allowed[kind]:
                    yield f"7.6: a {kind} holds a {str(kid.get('/S', '')) if hasattr(kid, 'get') else kid}"


def _figures(pdf: pikepdf.Pdf) -> Iterator[str]:
    for kind, node in elements(pdf):
        if kind not in {"Figure", "Formula"}:
            continue
        if not str(node.get("/Alt", "")).strip():
            yield f"7.3: a {kind} has no alternative text"
        box = _attribute(node, "/Layout", "/BBox")
        if box is None:
            yield f"7.3: a {kind} has no BBox"
            continue
        left, bottom, right, top = (float(side) for side in box)
        page = pikepdf.Page(node.Pg).mediabox
        if not (0 <= left < right <= float(page[2]) and 0 <= bottom < top <= float(page[3])):
            yield f"7.3: the BBox of a {kind} lies outside its page: {[left, bottom, right, top]}"


def _annotations(pdf: pikepdf.Pdf) -> Iterator[str]:
    tagged = set()
    for kind, node in elements(pdf):
        for kid in _kids(node):
            if isinstance(kid, pikepdf.Dictionary) and str(kid.get("/Type", "")) == "/OBJR":
                if str(kid.Obj.get("/Subtype")) == "/Link" and kind != "Link":
                    yield f"7.18.5: a link annotation stands under a {kind}"
                tagged.add(kid.Obj.objgen)
    for number, page in enumerate(pdf.pages, 1):
        if str(page.obj.get("/Tabs", "")) != "/S":
            yield f"7.18.3: page {number} does not follow the structure when tabbing"
        for annotation in page.obj.get("/Annots", []):
            for fault in _annotation(annotation, tagged):
                yield f"7.18.1: an annotation of page {number} {fault}"


def _annotation(annotation: Any, tagged: set[Any]) -> Iterator[str]:
    if annotation.objgen not in tagged:
        yield "is not tagged"
    if not str(annotation.get("/Contents", "")).strip():
        yield "has no description"
    if "/StructParent" not in annotation:
        yield "is not in the parent tree"


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    seen = {}
    for item in pdf.objects:
        if (
            isinstance(item, pikepdf.Dictionary)
            and str(item.get("/Type", "")) == "/Font"
            and "/DescendantFonts" in item
        ):
            seen[str(item.BaseFont)] = item
        elif isinstance(item, pikepdf.Dictionary) and str(item.get("/Subtype", "")) in {
            "/Type1",
            "/TrueType",
            "/Type3",
        }:
            yield f"house: {item.get('/BaseFont')} is a {item.Subtype} font"
    for name, font in seen.items():
        if "/ToUnicode" not in font:
            yield f"7.21.7: {name} has no ToUnicode"
        (descendant,) = font.DescendantFonts
        files = [key for key in ("/FontFile2", "/FontFile3") if key in descendant.FontDescriptor]
        if not files:
            yield f"7.21.4: {name} is not embedded"
            continue
        yield from _widths(name, descendant, descendant.FontDescriptor[files[0]].read_bytes())


def _widths(name: str, descendant: Any, file: bytes) -> Iterator[str]:
    font = TTFont(io.BytesIO(file), lazy=True)
    upem, order = font["head"].unitsPerEm, font.getGlyphOrder()
    for cid, width in _declared(list(descendant.W)):
        if cid >= len(order):
            yield f"7.21.4: {name} does not hold glyph {cid}"
        elif abs(font["hmtx"][order[cid]][0] * 1000 / upem - width) > 1:
            yield f"7.21.5: {name} declares {width} for glyph {cid}, the face has {font['hmtx'][order[cid]][0]}"


def _declared(entries: list[Any]) -> Iterator[tuple[int, float]]:
    at = 0
    while at < len(entries):
        if isinstance(entries[at + 1], pikepdf.Array):
            for offset, width in enumerate(entries[at + 1]):
                yield int(entries[at]) + offset, float(width)
            at += 2
        else:
            for cid in range(int(entries[at]), int(entries[at + 1]) + 1):
                yield cid, float(entries[at + 2])
            at += 3
