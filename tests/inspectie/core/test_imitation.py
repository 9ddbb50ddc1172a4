"""The invented country resembles the real one, and nobody in it exists."""

import random
import re

from inspectie import demo
from inspectie.core.imitation.places import places
from inspectie.core.imitation.world import DOMAINS, YEARS, world
from tests.inspectie import imitated


def test_the_same_seed_makes_the_same_bytes():
    def made():
        rng = random.Random("again")
        return [demo.content(file) for file in demo.imitated(world(rng, schools=65), rng)]

    assert made() == made()


def test_its_codes_are_of_no_real_school_or_municipality():
    country, _ = imitated.country()

    assert all(re.fullmatch(r"9\d[A-Z]{2}\|C\d", ovt.code) for ovt in country.ovts)
    assert min(place.code for place in places()) > 9000


def test_its_levels_add_up_to_the_same_pupils_in_every_domain():
    country, _ = imitated.country()

    for ovt in country.ovts:
        for year in YEARS:
            assert len({sum(ovt.levels(year, domain)) for domain in DOMAINS}) == 1


def test_it_has_what_real_files_have():
    rows = imitated.table("leerresultaten", "Data")[1:]
    levels = imitated.table("levels2024")[1:]

    assert any("*" in row for row in rows)
    assert any("" in row[1:10] for row in rows)
    assert any(row[10] == "" for row in rows)
    assert any(isinstance(row[1], str) and "," in row[1] for row in rows)
    assert all(isinstance(row[10], float) for row in rows if row[10] != "")
    assert not any(cell in {"1", "2", "3", "4"} for row in levels for cell in row[12:])
    assert sum("<5" in row for row in levels) / len(levels) > 0.8


def test_every_file_says_that_it_is_an_example():
    _, files = imitated.country()

    assert all(file.name.startswith("voorbeeld-") for file in files.values())
