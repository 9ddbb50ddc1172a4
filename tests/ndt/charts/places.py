"""Where the shapes of a chart lie."""

from __future__ import annotations

from ndt.charts.shapes import Chart, Dot, Dots, Line, Path, Rect, Words


def of(chart: Chart, kind: type) -> list:
    return [shape for shape in chart.shapes if isinstance(shape, kind)]


def words(chart: Chart) -> list[str]:
    return [shape.text for shape in of(chart, Words)]


def places(chart: Chart) -> list[tuple[float, float]]:
    """Give every place that the chart's shapes touch; words by their anchor."""
    found: list[tuple[float, float]] = []
    for shape in chart.shapes:
        match shape:
            case Rect():
                found += [(shape.x, shape.y), (shape.x + shape.width, shape.y + shape.height)]
            case Line():
                found += [(shape.x1, shape.y1), (shape.x2, shape.y2)]
            case Path():
                found += shape.points
            case Dot():
                found += [(shape.x, shape.y - shape.radius), (shape.x, shape.y + shape.radius)]
            case Dots():
                found += [(x, y + way) for x, y in shape.points for way in (-shape.radius, shape.radius)]
            case Words():
                found.append((shape.x, shape.y))
    return found


def is_inside(chart: Chart) -> bool:
    """Say whether nothing leaves the frame; half a tenth is what rounding takes."""
    return all(
        -0.05 <= x <= chart.width + 0.05 and -0.05 <= y <= chart.height + 0.05 for x, y in places(chart)
    )  # fmt: skip
