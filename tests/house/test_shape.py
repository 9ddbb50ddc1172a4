"""The shape of the code: small files, small functions, no import in hiding, everything annotated."""

import ast

import pytest

from tests.house.tree import CODE, ROOT, modules

pytestmark = pytest.mark.xdist_group("tree")

LONGEST_FILE = 500
LONGEST_FUNCTION = 60
LONGEST_TEMPLATE = 200


def test_no_file_is_longer_than_500_lines():
    long = {module.name: module.text.count("\n") for module in modules(*CODE, "tests", "bench")}

    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_longer_than_60_lines():
    long = [
        f"{module.name}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1}"
        for module in modules(*CODE, "tests", "bench")
        for node in module.functions()
        if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]

    assert long == []


def test_no_import_stands_inside_a_function():
    hidden = [
        f"{module.name}:{inner.lineno}"
        for module in modules(*CODE)
        for node in module.functions()
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


def test_every_function_is_annotated():
    bare = []
    for module in modules(*CODE):
        for node in module.functions():
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            named = [argument for argument in arguments if argument.arg not in {"self", "cls"}]
            if any(argument.annotation is None for argument in named) or (
                node.returns is None and node.name != "__init__" and not node.name.startswith("__init")
            ):
                bare.append(f"{module.name}:{node.lineno} {node.name}")

    assert bare == []


def test_no_template_is_longer_than_200_lines():
    long = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n")
        for path in (ROOT / "templates").rglob("*.html")
    }

    assert {name: lines for name, lines in long.items() if lines > LONGEST_TEMPLATE} == {}


@pytest.mark.parametrize("drawer", ["utils", "common", "helpers", "misc", "contrib"])
def test_no_module_is_a_drawer(drawer):
    assert [module.name for module in modules(*CODE) if module.path.stem == drawer or drawer in module.path.parts] == []


def test_nothing_is_left_undone():
    # Written apart, so that this file is not itself an answer.
    marks = ["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]
    left = [
        f"{module.name}:{number}"
        for module in modules(*CODE, "tests", "bench")
        for number, line in enumerate(module.text.splitlines(), 1)
        if any(f"{mark}" in line.split() or f"{mark}:" in line for mark in marks)
    ]

    assert left == []
