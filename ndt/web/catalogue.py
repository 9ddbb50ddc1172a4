"""Compile message catalogues without gettext's own tools: a fresh machine has none.

Writes the GNU .mo format: a table of sorted msgids, a table of their translations, and the texts.
The same .po gives the same bytes. Fuzzy and untranslated entries are left out, as msgfmt does.
"""

from __future__ import annotations

import ast
import re
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

MAGIC: Final = 0x950412DE
KEYWORD: Final = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[(\d+)\])?)\s+(".*")$')


@dataclass(slots=True)
class Entry:
    """One message as it is being read."""

    context: str | None = None
    message: str = ""
    plural: str | None = None
    translations: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        key = self.message if self.plural is None else f"{self.message}\0{self.plural}"
        return key if self.context is None else f"{self.context}\x04{key}"

    @property
    def value(self) -> str:
        return "\0".join(self.translations[number] for number in sorted(self.translations))

    def is_translated(self) -> bool:
        whole = bool(self.translations) and all(self.translations.values())
        return whole and (not self.fuzzy or self.message == "")


def read(text: str) -> dict[str, str]:
    """Give what a .po file translates. Raises ValueError with the line that cannot be read."""
    found: dict[str, str] = {}
    entry, seen = Entry(), False
    target = ""
    for number, line in enumerate([*text.splitlines(), ""], 1):
        line = line.strip()
        if line.startswith("#~"):
            continue
        begins = line.startswith(("#", "msgctxt")) or (line.startswith("msgid ") and target != "msgctxt")
        if seen and (not line or begins):
            if entry.is_translated():
                found[entry.key] = entry.value
            entry, seen, target = Entry(), False, ""
        if line.startswith("#,") and "fuzzy" in line:
            entry.fuzzy = True
        if not line or line.startswith("#"):
            continue
        target = _take(entry, line, target, number)
        seen = seen or target.startswith("msgstr")
    return found


def _take(entry: Entry, line: str, target: str, number: int) -> str:
    """Add a line to the entry; give the keyword it belongs to."""
    if match := KEYWORD.match(line):
        target, quoted = match[1], match[3]
    elif line.startswith('"') and line.endswith('"') and target:
        quoted = line
    else:
        raise ValueError(f"line {number} of the catalogue is no message: {line}")
    text = str(ast.literal_eval(quoted))
    if target == "msgctxt":
        entry.context = (entry.context or "") + text
    elif target == "msgid":
        entry.message += text
    elif target == "msgid_plural":
        entry.plural = (entry.plural or "") + text
    else:
        form = int(target.removeprefix("msgstr").strip("[]") or 0)
        entry.translations[form] = entry.translations.get(form, "") + text
    return target


def pack(translations: dict[str, str]) -> bytes:
    """Give the bytes of the .mo file."""
    pairs = sorted((key.encode(), value.encode()) for key, value in translations.items())
    count = len(pairs)
    keys_at, values_at = 28, 28 + 8 * count
    offset = values_at + 8 * count
    tables, texts = [], []
    for column in (0, 1):
        for pair in pairs:
            tables += [len(pair[column]), offset]
            texts.append(pair[column] + b"\0")
            offset += len(pair[column]) + 1
    header = struct.pack("<7I", MAGIC, 0, count, keys_at, values_at, 0, 0)
    return header + struct.pack(f"<{len(tables)}I", *tables) + b"".join(texts)


def compile_catalogues(locale: Path) -> list[Path]:
    """Write a .mo beside every .po under `locale`; give those that changed."""
    changed = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        compiled = pack(read(source.read_text()))
        if not target.exists() or target.read_bytes() != compiled:
            target.write_bytes(compiled)
            changed.append(target)
    return changed


if __name__ == "__main__":
    compile_catalogues(Path(__file__).resolve().parent.parent.parent / "locale")
