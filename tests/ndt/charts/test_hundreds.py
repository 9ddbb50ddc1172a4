"""Of every hundred: full dots are so, rings may be so, small dots are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ndt.charts import hundreds
from ndt.charts.hundreds import Hundred
from ndt.charts.shapes import WIDTH, Dot, Dots, Words


def drawn(*fields: Hundred):
    return hundreds.draw(fields, title="De bevinding", description="Het plaatje")


def counted(chart) -> tuple[int, int, int]:
    sets = [shape for shape in chart.shapes if isinstance(shape, Dots)]
    largest = max((one.radius for one in sets), default=0.0)
    full = sum(len(one.points) for one in sets if one.role == "accent")
    small = sum(len(one.points) for one in sets if one.role == "context")
    assert all(one.radius == largest for one in sets if one.role == "accent")
    return full, sum(isinstance(shape, Dot) and shape.hollow for shape in chart.shapes), small


def test_sixty_one_certain_and_eleven_possible_leave_twenty_eight():
    assert counted(drawn(Hundred("Elk vak apart", 61, 11, "61 tot 72"))) == (61, 11, 28)


@given(st.integers(0, 100), st.integers(0, 100), st.integers(1, 3))
def test_every_field_has_a_hundred_dots_inside_the_frame(sure: int, maybe: int, fields: int):
    maybe = min(maybe, 100 - sure)
    chart = drawn(*[Hundred("Nu", sure, maybe, "woorden")] * fields)

    assert sum(counted(chart)) == 100 * fields
    for shape in chart.shapes:
        places = shape.points if isinstance(shape, Dots) else ((shape.x, shape.y),)
        assert all(0 <= x <= WIDTH and 0 <= y <= chart.height for x, y in places)


def test_label_and_words_stand_at_each_field():
    chart = drawn(Hundred("Nu", 12, 0, "12 van de 100"), Hundred("Apart", 61, 11, "61 tot 72 van de 100"))
    words = [shape.text for shape in chart.shapes if isinstance(shape, Words)]

    assert words[:2] == ["Nu", "12 van de 100"]
    assert "Apart" in words


@pytest.mark.parametrize("field", [Hundred("a", 101, 0, ""), Hundred("a", -1, 0, ""), Hundred("a", 60, 41, "")])
def test_more_than_a_hundred_or_less_than_none_is_refused(field: Hundred):
    with pytest.raises(ValueError, match="hundred"):
        drawn(field)


def test_no_field_and_four_fields_are_refused():
    with pytest.raises(ValueError, match="one to three"):
        drawn()
    with pytest.raises(ValueError, match="one to three"):
        drawn(*[Hundred("a", 1, 1, "")] * 4)
