"""Make one element of what the layout broke over pages: a table with its head once, a paragraph, a list.

WeasyPrint tags each page's part as an element of its own, and repeats a table's head in each. Parts
belong together when they come from the same element of the HTML; what cannot be told stays apart,
which is correct as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pikepdf import Array, Dictionary

from ndt.pdf.engine import Piece

# Structure types that stand for exactly one element of the HTML, with its tags.
SOURCES: Final = {
    "/Sect": {"section"},
    "/Art": {"article"},
    "/BlockQuote": {"blockquote"},
    "/Table": {"table"},
    "/TBody": {"tbody"},
    "/L": {"ul", "ol", "dl"},
    "/LI": {"li", "dt", "dd"},
    "/LBody": {"li", "dt", "dd"},
    "/P": {"p"},
}

Parents = Mapping[Any, Any]


def join(root: Any, pages: Sequence[Any], pieces: Sequence[Mapping[int, Piece]], parents: Parents) -> None:
    """Join what page ends broke. pages: object numbers of the pages in order. parents: of HTML elements."""
    numbers = {page: number for number, page in enumerate(pages)}
    (document,) = root.K
    kids: list[Any] = []
    for kid in document.K:
        if not (kids and _follows(kids[-1], kid, numbers) and _join(kids[-1], kid, numbers, pieces, parents)):
            kids.append(kid)
    document.K = Array(kids)


def _join(
    first: Any, second: Any, numbers: Mapping[Any, int], pieces: Sequence[Mapping[int, Piece]], parents: Parents
) -> bool:
    """Put the kids of `second` behind those of `first` when both are parts of one element."""
    source = _source(first, numbers, pieces, parents)
    if source is None or source is not _source(second, numbers, pieces, parents):
        return False
    if str(first.S) == "/Table":
        _drop_repeated_head(first, second)
    ahead, behind = list(first.K), list(second.K)
    meet = bool(ahead and behind) and _are_elements(ahead[-1], behind[0])
    if meet and _join(ahead[-1], behind[0], numbers, pieces, parents):
        behind = behind[1:]
    for kid in behind:
        if isinstance(kid, Dictionary) and "/S" in kid:
            kid.P = first
    first.K = Array([*ahead, *behind])
    return True


def _follows(first: Any, second: Any, numbers: Mapping[Any, int]) -> bool:
    """Say whether `second` stands on the page after the last page of `first`."""
    last = max(number for number, _mcid in _marks(first, numbers))
    return next(_marks(second, numbers))[0] == last + 1


def _are_elements(*kids: Any) -> bool:
    return all(isinstance(kid, Dictionary) and "/S" in kid for kid in kids)


def _source(
    element: Any, numbers: Mapping[Any, int], pieces: Sequence[Mapping[int, Piece]], parents: Parents
) -> Any | None:
    """Give the HTML element that a structure element stands for, or None when it cannot be told.

    Counted from a text inside: the n-th structure type of its kind upwards is the n-th such tag.
    """
    kind = str(element.S)
    if kind not in SOURCES:
        return None
    for path, number, mcid in _paths(element, numbers):
        piece = pieces[number].get(mcid)
        if piece is None:
            continue
        above = sum(str(one.S) == kind for one in path)
        html = piece.element
        while html is not None:
            if html.tag in SOURCES[kind]:
                if above == 0:
                    return html
                above -= 1
            html = parents.get(html)
        return None
    return None


def _paths(element: Any, numbers: Mapping[Any, int]) -> Iterator[tuple[list[Any], int, int]]:
    """Give each mark below an element, with the elements between, the page's number and the MCID."""
    for kid in element.get("/K", Array()):
        if isinstance(kid, int):
            yield [], numbers[element.Pg.objgen], kid
        elif isinstance(kid, Dictionary) and "/S" in kid:
            for path, number, mcid in _paths(kid, numbers):
                yield [kid, *path], number, mcid


def _marks(element: Any, numbers: Mapping[Any, int]) -> Iterator[tuple[int, int]]:
    for _path, number, mcid in _paths(element, numbers):
        yield number, mcid


def _drop_repeated_head(first: Any, second: Any) -> None:
    """Take the head out of a table's later part; its cells point at the head that stays."""
    kept = [kid for kid in first.K if str(kid.S) == "/THead"]
    repeated = [kid for kid in second.K if str(kid.S) == "/THead"]
    if not (kept and repeated):
        return
    names = {
        bytes(again.ID): once.ID
        for once, again in zip(_cells(kept[0]), _cells(repeated[0]), strict=True)
        if "/ID" in again
    }
    second.K = Array([kid for kid in second.K if str(kid.S) != "/THead"])
    for cell in _cells(second):
        if "/Headers" in cell.A:
            cell.A.Headers = Array([names.get(bytes(name), name) for name in cell.A.Headers])


def _cells(element: Any) -> Iterator[Any]:
    for kid in element.K:
        if str(kid.S) in {"/TH", "/TD"}:
            yield kid
        elif str(kid.S) in {"/TR", "/TBody", "/THead", "/TFoot"}:
            yield from _cells(kid)
