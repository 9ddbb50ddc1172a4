"""{% load bijles_help %}{% help_visit as visit %}: the visit in which who asks helps a family now, on every page of it."""

from __future__ import annotations

from typing import Any

from django import template

from bijles.models import HelpVisit
from bijles.views.access import visit_of

register = template.Library()


@register.simple_tag(takes_context=True)
def help_visit(context: dict[str, Any]) -> HelpVisit | None:
    """Give the visit, or None."""
    return visit_of(context["request"])
