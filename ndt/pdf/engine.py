"""Turn HTML into pages: the only place that imports WeasyPrint.

WeasyPrint needs Pango, HarfBuzz and fontconfig of the system. Where one is missing, `missing()` says
so and nothing else here may be called.
"""

from __future__ import annotations

import ctypes.util
import logging
import os
import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ndt.pdf import faces

for chatty in ("weasyprint.progress", "pikepdf", "fontTools"):
    logging.getLogger(chatty).setLevel(logging.WARNING)

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates" / "pdf"


@contextmanager
def _own_fontconfig() -> Iterator[None]:
    """Let fontconfig see no installed fonts: a document may not differ from machine to machine."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(faces.FOLDER / "fonts.conf")
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


@contextmanager
def _by_own_name() -> Iterator[None]:
    """Let Linux load each library by the name it has there.

    WeasyPrint tries the names of other systems first, and to look for those ctypes starts fifty
    programs: a fifth of a second at every start of every process.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = search


try:
    with _own_fontconfig(), _by_own_name(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import weasyprint.pdf
        from weasyprint import CSS, HTML
        from weasyprint.pdf.stream import Stream
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError, URLFetcher
except OSError as problem:
    MISSING = str(problem)
else:
    MISSING = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One marked text on a page, as it was written: its words, its place (CSS px) and its element."""

    text: str
    x: float
    y: float
    width: float
    element: Any


@dataclass(frozen=True, slots=True)
class Sheets:
    """A printed document; for each page, the text that belongs to each MCID; the parent of each HTML element."""

    content: bytes
    pieces: tuple[dict[int, Piece], ...]
    parents: dict[Any, Any]


def missing() -> str:
    """Give the technical reason why no PDF can be made here, or ""."""
    return MISSING


def print_pages(html: str, styles: Sequence[str]) -> Sheets:
    """Lay out `html` with the style sheets (names below templates/pdf/) as a tagged PDF.

    Raises FatalURLFetchingError when the page asks for anything but those style sheets, the faces
    and data: images: a document may fetch nothing from the network.
    """
    html = faces.printable(html)
    with _turn:
        fonts = _fonts()
        fetcher = _Fetcher()
        rules = "\n".join(face.rule for face in faces.needed(html))
        stack = ", ".join(f'"{family}"' for family in faces.families())
        rules += f'\n:root {{ --text: {stack}; --display: "Bricolage Grotesque", {stack} }}'
        sheets = [CSS(string=rules, font_config=fonts, url_fetcher=fetcher)]
        sheets += [CSS(filename=str(TEMPLATES / name), font_config=fonts, url_fetcher=fetcher) for name in styles]
        pieces: list[dict[int, Piece]] = []

        def collect(_document: Any, pdf: Any) -> None:
            pieces.extend(item.pieces for item in pdf.objects if isinstance(item, _RecordingStream))

        source = HTML(string=html, url_fetcher=fetcher)
        content = source.write_pdf(finisher=collect, stylesheets=sheets, font_config=fonts, pdf_variant="pdf/ua-1")
        assert isinstance(content, bytes)
        parents = {child: parent for parent in source.etree_element.iter() for child in parent}
        return Sheets(content, tuple(pieces), parents)


# Pango's font map is not safe for two threads at once, and loading a face takes longer than a page.
_turn = threading.Lock()
_kept: list[Any] = []


def _fonts() -> Any:
    """Give the process's font configuration. It keeps every face that was loaded."""
    if not _kept:
        with _own_fontconfig():
            _kept.append(FontConfiguration())
    return _kept[0]


if not MISSING:

    class _Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        """Opens our own faces and style sheets and data: addresses; refuses the rest loudly."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            ours = (faces.FOLDER.as_uri() + "/", TEMPLATES.as_uri() + "/", "data:image/")
            if not url.startswith(ours) or ".." in url:
                raise FatalURLFetchingError(f"A document may not fetch {url[:80]}.")
            return super().fetch(url, headers)

    class _RecordingStream(Stream):  # type: ignore[misc]  # WeasyPrint has no types
        """A page's content that remembers which text each mark stands for.

        WeasyPrint maps each glyph to one text, but a font draws 'ị' and 'ẹ' with the same dot below.
        Only the text itself, kept here, says what a mark says.
        """

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.pieces: dict[int, Piece] = {}

        @contextmanager
        def marked(self, box: Any, tag: str) -> Iterator[None]:
            if self._tags is not None and hasattr(box, "text"):
                self.pieces[len(self._tags)] = Piece(box.text, box.position_x, box.position_y, box.width, box.element)
            with super().marked(box, tag):
                yield

    # The pages of generate_pdf() are made of this name; forms inside a page keep the plain class.
    weasyprint.pdf.Stream = _RecordingStream
