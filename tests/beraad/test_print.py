"""Poster and flyer: whatever the question, all of it stands on one sheet, above what one has to do."""

import re
import shutil
import subprocess

import pytest

from beraad import pdf
from tests.beraad import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not on this machine"),
]
LONGEST = "Verantwoordelijkheidsgevoel " * 8 + "en ruimte?!!"
QUESTIONS = {
    "short": "Wat haalt het beste uit leraren en leerlingen, ook op dagen van tegenwind??",
    "long": ("Hoe zorgen scholen, besturen en het rijk samen voor onderwijs waarin elke leraar en elke leerling tot "
             "bloei komt?")[:110],
    "longer": ("Welke afspraken over werktijd, begeleiding, vergaderingen en toetsing maken het mogelijk dat leraren "
               "in elke regio van het land hun vak blijven leren en uitoefenen?")[:160],
    "longest": LONGEST,
    "one word": "Onderwijs" * 26,
}  # fmt: skip


def words(content, tmp_path):
    """Give each word of a PDF with its page and the place of its top and bottom, in points."""
    (tmp_path / "sheet.pdf").write_bytes(content)
    found = subprocess.run(
        ["pdftotext", "-bbox", tmp_path / "sheet.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = found.split("<page ")[1:]
    pattern = r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<'
    return [[(word, *map(float, box)) for *box, word in re.findall(pattern, page)] for page in pages]


@pytest.mark.parametrize("kind", ["poster", "flyer"])
@pytest.mark.parametrize("length", QUESTIONS)
def test_the_whole_question_stands_above_the_call(tmp_path, now, kind, length):
    assembly = factories.assembly(question=QUESTIONS[length])

    pages = words(getattr(pdf, kind)(assembly, link=None, language="nl", now=now), tmp_path)

    assert len(pages) == 1
    text = [word for word, *_box in pages[0]]
    end = max(place for place, word in enumerate(text) if word.strip().endswith(("zijn.", "narekenen.")))
    call = next(place for place in range(end, len(text)) if "".join(text[place:]).startswith("Doe"))
    assert QUESTIONS[length].replace(" ", "") in "".join(text).replace(" ", "")
    assert pages[0][end][4] <= pages[0][call][2], "the promise ends above the call to take part"
    width = {"poster": 297, "flyer": 148}[kind] * 72 / 25.4
    assert all(left >= 0 and right <= width for _word, left, _top, right, _bottom in pages[0])
