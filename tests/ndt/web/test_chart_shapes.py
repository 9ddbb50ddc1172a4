"""Every shape of a chart is drawn with its role, its colour for paper, and a decimal point in every language."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from ndt.charts.shapes import Chart, Dot, Dots, Line, Path, Rect, Role, Words

SHAPES = (
    Rect(1.5, 2.5, 3.0, 4.0, Role.AREA),
    Line(1.5, 2.0, 3.0, 4.0, Role.NORM, thick=1.5, dashed=True),
    Path(((1.0, 2.5), (3.0, 4.0)), Role.ACCENT),
    Path(((1.0, 2.0), (3.0, 4.0), (5.0, 6.0)), Role.AREA, filled=True),
    Dots(((1.0, 2.0),), 1.6, Role.CONTEXT),
    Dot(1.0, 2.0, 3.5, Role.ACCENT),
    Dot(1.0, 2.0, 3.5, Role.CONTEXT, hollow=True),
    Words(0.0, 1.5, "'s <b>&", Role.LABEL, strong=True),
)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_shape_is_drawn(language: str):
    with override(language):
        svg = render_to_string("components/chart.html", {"chart": Chart("Titel", "Uitleg", 100.5, SHAPES), "id": "x"})

    assert 'viewBox="0 0 400 100.5"' in svg
    assert '<rect class="chart-fill chart-area" x="1.5" y="2.5" width="3.0" height="4.0" fill="#e4e9f7"></rect>' in svg
    assert 'stroke-width="1.5" stroke-dasharray="5 4"></line>' in svg
    assert 'd="M1 2.5 L3 4" fill="none"' in svg
    assert 'd="M1 2 L3 4 L5 6 Z" fill="#e4e9f7"></path>' in svg
    assert 'stroke-linecap="round"' in svg
    assert '<circle class="chart-fill chart-accent" cx="1.0" cy="2.0" r="3.5"' in svg
    assert '<circle class="chart-ring chart-stroke chart-context"' in svg
    assert 'font-weight="700" fill="#17181c">&#x27;s &lt;b&gt;&amp;</text>' in svg
