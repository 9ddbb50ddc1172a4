"""Catalogues compiled without gettext's tools are read by gettext."""

from __future__ import annotations

import io
from gettext import GNUTranslations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ndt.web.catalogue import compile_catalogues, pack, read

PO = r"""
# Translators: nobody
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#: a.py:1
msgid "Teken de petitie"
msgstr "Sign the petition"

msgid "Een \"lange\" "
"tekst\n"
msgstr "A \"long\" "
"text\n"

msgctxt "maand"
msgid "mei"
msgstr "May"

#, python-format
msgid "%(n)s school"
msgid_plural "%(n)s scholen"
msgstr[0] "%(n)s school (en)"
msgstr[1] "%(n)s schools"

#, fuzzy
msgid "Twijfel"
msgstr "Doubt"

msgid "Niet vertaald"
msgstr ""

#~ msgid "Oud"
#~ msgstr "Old"
"""


@pytest.fixture(scope="module")
def english() -> GNUTranslations:
    return GNUTranslations(io.BytesIO(pack(read(PO))))


@pytest.mark.parametrize(
    ("dutch", "translated"),
    [
        ("Teken de petitie", "Sign the petition"),
        ('Een "lange" tekst\n', 'A "long" text\n'),
        ("Twijfel", "Twijfel"),
        ("Niet vertaald", "Niet vertaald"),
        ("Oud", "Oud"),
    ],
)
def test_gettext_finds_what_is_translated_and_only_that(english: GNUTranslations, dutch: str, translated: str):
    assert english.gettext(dutch) == translated


def test_plurals_and_contexts_are_kept_apart(english: GNUTranslations):
    assert english.ngettext("%(n)s school", "%(n)s scholen", 1) == "%(n)s school (en)"
    assert english.ngettext("%(n)s school", "%(n)s scholen", 3) == "%(n)s schools"
    assert english.pgettext("maand", "mei") == "May"
    assert english.gettext("mei") == "mei"


def test_a_line_that_is_no_message_is_named():
    with pytest.raises(ValueError, match="line 2"):
        read('msgid "a"\nmsgstrr "b"\n')


@given(
    st.dictionaries(
        st.text(min_size=1).filter(lambda text: "\0" not in text and "\x04" not in text), st.text(min_size=1)
    )
)
def test_every_text_comes_back(messages: dict[str, str]):
    translations = GNUTranslations(io.BytesIO(pack({"": "Content-Type: text/plain; charset=UTF-8\n"} | messages)))

    assert {key: translations.gettext(key) for key in messages} == messages


def test_the_same_source_gives_the_same_bytes_and_is_written_once(tmp_path: Path):
    source = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO)

    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    assert compile_catalogues(tmp_path) == []
