"""A file with addresses is used whole, or not at all: each fault is named by row and column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opleiding.core.addresses import BadFile, Wrong, read


def faults(content):
    with pytest.raises(BadFile) as problem:
        read(content)
    return list(problem.value.faults)


@pytest.mark.parametrize(
    "content",
    [
        b"email\nbram@voorbeeld.example\ntess@voorbeeld.example\n",
        b"\xef\xbb\xbfNaam;E-mail\r\nBram;bram@voorbeeld.example\r\n\r\nTess;tess@voorbeeld.example\r\n",
        "naam\tmail\nRené\tbram@voorbeeld.example\nTess\ttess@voorbeeld.example".encode("cp1252"),
    ],
)
def test_every_way_in_which_a_spreadsheet_saves_is_read(content):
    assert read(content) == ["bram@voorbeeld.example", "tess@voorbeeld.example"]


def test_each_bad_row_is_named_with_its_column():
    content = b"naam,email\nBram,bram@voorbeeld.example\nTess,tess\nPiet,\nBram,BRAM@voorbeeld.example\nAad\n"

    assert faults(content) == [
        Wrong(3, 2, "not-an-address"),
        Wrong(4, 2, "missing"),
        Wrong(5, 2, "twice"),
        Wrong(6, 2, "missing"),
    ]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", Wrong(1, 1, "empty")),
        (b"naam\nBram\n", Wrong(1, 1, "no-column")),
        (b"email\n\n", Wrong(2, 1, "empty")),
        (b'email\n"bram@voorbeeld.example\n', Wrong(2, 1, "not-csv")),
        (b"email\n" + b"".join(b"t%d@voorbeeld.example\n" % one for one in range(2001)), Wrong(2002, 1, "too-many")),
    ],
)
def test_a_file_that_is_no_list_of_addresses_is_refused(content, found):
    assert faults(content) == [found]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_place(content):
    try:
        found = read(content)
    except BadFile as problem:
        places = [one.row for one in problem.faults]
    else:
        places = list(range(1, len(found) + 1))

    assert places
    assert min(places) >= 1
