"""Files that cannot be read are refused with the line and a sentence."""

from __future__ import annotations

import pytest

from tests.wisselkracht.core.published import published
from wisselkracht.core.reading import BadInput, Source, guess, read

NATIVE = '{"vertices": [\n{"id": "a"},\n{"id": "b", "altruistic": true}],\n"edges": [\n{"from": "b", "to": "a", "weight": 1.50}]}'


def faults(kind: str, *texts: str | bytes) -> list[str]:
    """Give what is wrong with the files a, b, ..."""
    sources = [Source("ab"[at], text.encode() if isinstance(text, str) else text) for at, text in enumerate(texts)]
    with pytest.raises(BadInput) as caught:
        read(sources, kind)
    return [str(fault) for fault in caught.value.faults]


def test_a_native_file_is_read_with_exact_weights() -> None:
    instance = read([Source("a", NATIVE.encode())], "native").instance

    assert (instance.ids, instance.arcs, instance.scale) == (("a", "b"), ((1, 0, 15),), 10)
    assert instance.altruistic == {1}


def test_what_is_written_is_read_back_the_same() -> None:
    instance = read([Source("a", NATIVE.encode())], "native").instance

    assert read([Source("b", instance.content())], "native").instance == instance


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('"id": "a"', '"id": null', 2, "A vertex needs"),
        ('"id": "b"', '"id": "a"', 3, 'Vertex "a" stands in the file already.'),
        ("true", '"yes"', 3, '"altruistic" must be true or false.'),
        ('"to": "a"', '"to": "z"', 5, 'There is no vertex "z" for "to".'),
        ('"from": "b"', '"from": "a"', 5, 'Vertex "a" leads to itself.'),
        ('"to": "a"', '"to": "b"', 5, 'Vertex "b" leads to itself.'),
        ("1.50", "NaN", 5, "The weight"),
        ("1.50", '"1.5"', 5, 'The weight "1.5" is not a number'),
        ("1.50", "1e400", 5, "The weight"),
        ("1.50", "1234567.1234567", 5, "The weight"),
        ("1.50}", '1}, {"from": "b",\n"to": "a"}', 5, 'The edge from "b" to "a" stands in the file already.'),
        ("1.50}", "1, \n", 6, "This is not JSON"),
        ('"edges"', '"arcs"', 1, 'The file needs a list "edges".'),
        ('"id": "a"', '"id": "a", "id": "a"', 2, '"id" stands twice in one object.'),
        ('"id": "a"', '"id": "a", "waited": -1', 2, '"waited" must be'),
        ('"edges"', '"locks": [["a"]], "edges"', 4, "is a list of two or more"),
        ('"edges"', '"groups": [{"name": 1, "limit": -1, "members": []}], "edges"', 4, "The limit of a group"),
    ],
)
def test_a_native_file_that_is_wrong_names_its_line(old: str, new: str, line: int, words: str) -> None:
    found = faults("native", NATIVE.replace(old, new))

    assert any(fault.startswith(f"a:{line}: ") and words in fault for fault in found), found


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("native", "", "a:1: The file is empty."),
        ("native", "[1]", "a:1: The file must be one JSON object."),
        ("edge", b"p edge 2 1\n\xff", "a:2: This is not UTF-8 text; save the file as UTF-8."),
        ("edge", "p edge 2 1\ne 1 3 5", "a:2: There is no vertex '3'. It must be a whole number from 1 to 2."),
        ("edge", "p edge 2 2\ne 1 2 5\ne 2 1 5", "a:3: 1 to 2 stands on line 2 already."),
        ("edge", "p edge 2 2\ne 1 2 5", "a:1: The first row says 2 edges; there are 1."),
        ("edge", "c hello\n", "a:1: The first row must be: p edge, vertices, edges."),
        ("coco", "3 1\n0 1 1", "a:1: The first row must be whole numbers: vertices, edges, longest cycle."),
        ("coco", "3 1 3\n0 1 x", "a:2: The weight 'x' is not a number of at most 12 digits."),
        ("kidney", "2 1\n0 1 1", "a:2: The file must end with the row -1 -1 -1."),
        ("kidney", "2 1\n0 0 1\n-1 -1 -1", "a:2: Vertex 0 leads to itself."),
        ("wmd", "1,2,1.0", "a:1: The file must say # NUMBER ALTERNATIVES: and # NUMBER EDGES: with a whole number."),
        ("kep", '{"data": {\n"1": {"sources": [], "matches": []}}}', "a:2: Donor 1 needs exactly one source; there are 0."),
        ("kep", '{"data": {"1": {"sources": [7],\n"matches": [{"recipient": 8,\n"score": 1}]}}}', "a:2: Recipient 8 has no donor in the file."),
        ("kep", '{"data": {"1": {"sources": [7], "matches": []},\n"1": {"altruistic": true}}}', 'a:2: "1" stands twice in one object.'),
    ],
)  # fmt: skip
def test_files_that_are_wrong_name_their_line(kind: str, text: str | bytes, expected: str) -> None:
    assert expected in faults(kind, text)


def test_altruists_that_lead_nowhere_are_refused_in_their_own_file() -> None:
    assert "b:2: There is no vertex '2'. It must be a whole number from 0 to 1." in faults(
        "kidney", "2 0\n-1 -1 -1", "1 1\n0 2 1\n-1 -1 -1"
    )


@pytest.mark.parametrize(
    "name",
    [
        "self-loop",
        "duplicate-edge",
        "incorrect_edge_count1",
        "incorrect_edge_count2",
        *(f"out-of-range{n}" for n in "1234"),
    ],
)
def test_the_malformed_fixtures_of_the_field_are_refused(name: str) -> None:
    path = published(f"kidney/{name}.input")

    with pytest.raises(BadInput) as caught:
        read([Source(path.name, path.read_bytes())], "kidney")

    assert str(caught.value).startswith(f"{path.name}:")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("kep/medium-1.json", "kep"), ("coco/inst1.txt", "coco"), ("preflib/001.txt", "wmd"), ("kidney/100.input", "kidney"),
     ("matching/chain_n1000.edge", "edge")],
)  # fmt: skip
def test_formats_are_known_by_sight(name: str, kind: str) -> None:
    path = published(name)

    assert guess(Source(path.name, path.read_bytes())) == kind
