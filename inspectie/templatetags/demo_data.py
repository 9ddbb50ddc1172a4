"""{% load demo_data %}{% demo_label %}: says on a page that its schools and figures are invented, where they are."""

from __future__ import annotations

from django import template

from inspectie.queries import invented

register = template.Library()


@register.inclusion_tag("inspectie/demo_label.html")
def demo_label() -> dict[str, bool]:
    """Give the label, or nothing once real files came in."""
    return {"is_demo": invented.is_invented()}
