"""The tree of our own Python files, read as text and syntax."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("campaigns", "bijles", "opleiding", "wisselkracht", "beraad", "inspectie")
CODE = ("ndt", *ROOMS)


@dataclass(frozen=True)
class Module:
    """One file: where it stands and its syntax tree."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @cache  # noqa: B019 -- lives as long as the test run
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cache  # noqa: B019
    def functions(self) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef, ...]:
        return tuple(node for node in ast.walk(self.tree()) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Give every Python file below the folders, migrations left out."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(Module(path, path.read_text(encoding="utf-8")) for path in paths if "migrations" not in path.parts)
