"""The poster is a document for everybody, and its code leads to the petition."""

import re

import pytest

from campaigns import pdf
from ndt.pdf import services
from tests.campaigns import factories
from tests.ndt.pdf import pdfua

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not services.available(), reason="geen Pango op deze machine")]


@pytest.mark.parametrize("title", ["Kansen te koop", "Onderwijs", "Nu", "Gelijkekansenonderwijsbeleid"])
def test_the_poster_is_pdf_ua(title):
    petition = factories.petition(title=title)

    assert pdfua.faults(pdf.poster(petition, language="nl", now=petition.created_at)) == []


def test_the_code_is_a_square_of_squares():
    path, side = pdf.qr_path("https://onderwijsheid.example/petitie/kansen-te-koop/")

    places = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", path)]
    assert len(places) == len(set(places))
    assert max(max(place) for place in places) == side - 1
