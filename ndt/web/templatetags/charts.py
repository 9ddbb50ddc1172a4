"""The shapes of a chart as SVG. A template that asks for each attribute takes four times as long, on pages with six charts."""

from __future__ import annotations

from typing import Final

from django import template
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString

from ndt.charts.shapes import PRINTED, Chart, Dot, Dots, Line, Path, Rect, Shape, Words

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
DASHES: Final = ' stroke-dasharray="5 4"'
STRONG: Final = ' font-weight="700"'


class Drawing(str):
    """Shapes as SVG: the only words from outside in it are the texts, and `_drawn` escapes those."""

    __slots__ = ()

    def __html__(self) -> str:
        """Give itself: Django asks this of what is markup already."""
        return self


@register.simple_tag
def shapes(chart: Chart) -> SafeString:
    """Draw the shapes of a chart, in order. Numbers have a decimal point in every language."""
    # Escaping each attribute took a quarter of a page with seven charts; they are numbers and words of ours.
    return format_html_join("", "{}", [(Drawing("\n".join(map(_drawn, chart.shapes))),)])


def _drawn(shape: Shape) -> str:
    colour, role = PRINTED[shape.role], shape.role.value
    match shape:
        case Words():
            return WORDS.format(
                role=role, colour=colour, x=shape.x, y=shape.y, anchor=shape.anchor,
                weight=STRONG if shape.strong else "", text=conditional_escape(shape.text),
            )  # fmt: skip
        case Line():
            return LINE.format(
                role=role, colour=colour, x1=shape.x1, y1=shape.y1, x2=shape.x2, y2=shape.y2, thick=shape.thick,
                dashes=DASHES if shape.dashed else "",
            )  # fmt: skip
        case Rect():
            return RECT.format(role=role, colour=colour, x=shape.x, y=shape.y, width=shape.width, height=shape.height)
        case Path() if shape.filled:
            return AREA.format(role=role, d=shape.d, colour=colour)
        case Path():
            dashes = DASHES if shape.dashed else ""
            return PATH.format(role=role, d=shape.d, colour=colour, thick=shape.thick, dashes=dashes)
        case Dots():
            return DOTS.format(role=role, d=shape.d, colour=colour, thick=shape.thick)
        case Dot():
            how = RING if shape.hollow else DOT
            return how.format(role=role, x=shape.x, y=shape.y, radius=shape.radius, colour=colour)
