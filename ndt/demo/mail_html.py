"""Show the HTML of a mail under the house's own policy, which allows no style attribute.

Each style attribute becomes a class with a rule in the one style element that carries the nonce;
scripts, forms and frames are left out; links open in the whole window. What a real mail program
would draw, near enough to read and click.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from typing import Final

LEFT_OUT: Final = frozenset({"script", "form", "iframe", "object", "embed", "base", "link", "meta", "title"})
EMPTY: Final = frozenset({"area", "br", "col", "hr", "img", "input", "wbr"})
ALWAYS_EMPTY: Final = frozenset({"link", "meta", "base", "embed"})
TAG: Final = re.compile(r"[a-z][a-z0-9]*")
ATTRIBUTES: Final = frozenset(
    ["align", "alt", "aria-hidden", "aria-label", "border", "cellpadding", "cellspacing", "class", "colspan", "dir", "height", "href", "id", "lang", "role", "rowspan", "scope", "src", "title", "valign", "width"]
)  # fmt: skip
ADDRESSES: Final = ("http:", "https:", "mailto:", "tel:", "data:image/", "#", "/")


class _Rewriter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.body: list[str] = []
        self.rules: list[str] = []
        self.styles: list[str] = []
        self.skipping: list[str] = []
        self.in_style = False
        self.ground = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in LEFT_OUT:
            if tag not in ALWAYS_EMPTY:
                self.skipping.append(tag)
            return
        if self.skipping or tag in {"html", "head"} or not TAG.fullmatch(tag):
            return
        if tag == "style":
            self.in_style = True
            return
        given = {name: value or "" for name, value in attrs}
        kept = {name: value for name, value in given.items() if name in ATTRIBUTES}
        for name in ("href", "src"):
            if not kept.get(name, "#").strip().lower().startswith(ADDRESSES):
                del kept[name]
        if style := given.get("style", ""):
            self.rules.append(style)
            kept["class"] = f"{kept.get('class', '')} inline-{len(self.rules)}".strip()
        if tag == "a":
            kept |= {"target": "_top", "rel": "noopener"}
        written = "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
        if tag == "body":
            self.ground = written
        else:
            self.body.append(f"<{tag}{written}>")

    def handle_endtag(self, tag: str) -> None:
        if self.skipping:
            if tag == self.skipping[-1]:
                self.skipping.pop()
        elif tag == "style":
            self.in_style = False
        elif tag not in EMPTY | LEFT_OUT | {"html", "head", "body"} and TAG.fullmatch(tag):
            self.body.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self.in_style:
            self.styles.append(data)
        elif not self.skipping:
            self.body.append(escape(data, quote=False))


def showable(html: str, *, nonce: str, language: str = "nl", title: str = "") -> str:
    """Give a whole page with the mail in it; its styles carry the nonce."""
    rewriter = _Rewriter()
    rewriter.feed(html)
    rewriter.close()
    inline = [f".inline-{number}.inline-{number} {{ {rule} }}" for number, rule in enumerate(rewriter.rules, 1)]
    css = "\n".join([*rewriter.styles, *inline]).replace("</", "<\\/")
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style nonce="{escape(nonce)}">{css}</style></head>'
        f"<body{rewriter.ground}>{''.join(rewriter.body)}</body></html>"
    )
