"""The shapes of a chart as SVG. A template that asks for each attribute takes four times as long, on pages with six charts."""

from __future__ import annotations

from typing import Final

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ndt.charts.shapes import Chart, Dot, Dots, Line, Path, Rect, Shape, Words

register = template.Library()

RECT: Final = (
    '<rect class="chart-fill chart-{role}" x="{x}" y="{y}" width="{width}" height="{height}" fill="{colour}"></rect>'
)
LINE: Final = (
    '<line class="chart-stroke chart-{role}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" '
    'stroke-width="{thick}"{dashes}></line>'
)
AREA: Final = '<path class="chart-fill chart-{role}" d="{d}" fill="{colour}"></path>'
PATH: Final = (
    '<path class="chart-stroke chart-{role}" d="{d}" fill="none" stroke="{colour}" stroke-width="{thick}" '
    'stroke-linejoin="round"{dashes}></path>'
)
DOTS: Final = (
    '<path class="chart-stroke chart-{role}" d="{d}" fill="none" stroke="{colour}" stroke-width="{thick}" '
    'stroke-linecap="round"></path>'
)
DOT: Final = '<circle class="chart-fill chart-{role}" cx="{x}" cy="{y}" r="{radius}" fill="{colour}"></circle>'
RING: Final = (
    '<circle class="chart-ring chart-stroke chart-{role}" cx="{x}" cy="{y}" r="{radius}" fill="#ffffff" '
    'stroke="{colour}" stroke-width="2"></circle>'
)
WORDS: Final = (
    '<text class="chart-fill chart-{role}" x="{x}" y="{y}" text-anchor="{anchor}" font-size="13" '
    'font-family="Atkinson Hyperlegible Next"{weight} fill="{colour}">{text}</text>'
)
DASHES: Final = format_html(' stroke-dasharray="{}"', "5 4")
STRONG: Final = format_html(' font-weight="{}"', "700")


@register.simple_tag
def shapes(chart: Chart) -> SafeString:
    """Draw the shapes of a chart, in order. Numbers have a decimal point in every language."""
    return format_html_join("\n", "{}", ((_drawn(shape),) for shape in chart.shapes))


def _drawn(shape: Shape) -> SafeString:
    colour, role = shape.colour, shape.role.value
    match shape:
        case Rect(x=x, y=y, width=width, height=height):
            return format_html(RECT, role=role, x=x, y=y, width=width, height=height, colour=colour)
        case Line():
            ends = {"x1": shape.x1, "y1": shape.y1, "x2": shape.x2, "y2": shape.y2, "thick": shape.thick}
            return format_html(LINE, role=role, colour=colour, dashes=DASHES if shape.dashed else "", **ends)
        case Path() if shape.filled:
            return format_html(AREA, role=role, d=shape.d, colour=colour)
        case Path():
            dashes = DASHES if shape.dashed else ""
            return format_html(PATH, role=role, d=shape.d, colour=colour, thick=shape.thick, dashes=dashes)
        case Dots():
            return format_html(DOTS, role=role, d=shape.d, colour=colour, thick=shape.thick)
        case Dot():
            how = RING if shape.hollow else DOT
            return format_html(how, role=role, x=shape.x, y=shape.y, radius=shape.radius, colour=colour)
        case Words():
            place = {"x": shape.x, "y": shape.y, "anchor": shape.anchor}
            weight = STRONG if shape.strong else ""
            return format_html(WORDS, role=role, colour=colour, weight=weight, text=shape.text, **place)
