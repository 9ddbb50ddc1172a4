"""What templates of the house ask for: drawn fields, the other language, links to rooms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms, template
from django.conf import settings
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ndt.mail import numbers

register = template.Library()

TEXTBOX = "utrecht-textbox"
CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, ""),
    (forms.RadioSelect, ""),
    (forms.CheckboxSelectMultiple, ""),
    (forms.FileInput, ""),
    (forms.Select, "utrecht-select"),
    (forms.Textarea, "utrecht-textarea"),
    (forms.widgets.Input, TEXTBOX),
)


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """Draw the input of a field with the class that its kind has in the design system."""
    kind = field.field.widget
    name = next((name for base, name in CLASSES if isinstance(kind, base)), "")
    invalid = f"{name}--invalid" if name and field.errors else ""
    own = str(kind.attrs.get("class", ""))
    classes = " ".join(part for part in (name, invalid, own) if part)
    return field.as_widget(attrs={"class": classes} if classes else {})


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Tell whether the label stands behind the input."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_choices(field: BoundField) -> bool:
    """Tell whether the field is a list of radio buttons or checkboxes."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def first_input(field: BoundField) -> str:
    """Give the id of the input that a link in the error summary goes to."""
    return f"{field.auto_id}_0" if is_choices(field) else field.id_for_label or str(field.auto_id)


@register.filter
def as_phone(number: str) -> str:
    """Give a phone number as its owner writes it."""
    return numbers.shown(number)


@register.filter
def as_name(label: str) -> str:
    """Give a label as the name of its field, without its question mark."""
    return str(label).rstrip(" ?:.")


@register.simple_tag(takes_context=True)
def other_languages(context: dict[str, Any]) -> list[dict[str, str]]:
    """Give for each language but this one: its code, its own name, and this page's address in it."""
    request = context.get("request")
    if not isinstance(request, HttpRequest):
        return []
    names = {"nl": "Nederlands", "en": "English"}
    return [
        {"code": code, "name": names.get(code, code), "url": translate_url(request.get_full_path(), code)}
        for code, _name in settings.LANGUAGES
        if code != get_language()
    ]


@register.inclusion_tag("components/table.html")
def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], numeric: str = "") -> dict[str, Any]:
    """Draw a table; the first cell of a row names it. numeric: places of the columns with figures, as in "2 3"."""
    figures = {int(place) for place in numeric.split()}
    return {
        "caption": caption,
        "columns": [(label, place in figures) for place, label in enumerate(columns, start=1)],
        "rows": [[(cell, place in figures) for place, cell in enumerate(row, start=1)] for row in rows],
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: dict[str, Any], page: Page[Any], parameter: str = "pagina") -> dict[str, Any]:
    """Draw links to the other pages of a list; they keep the rest of the query."""
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    pages = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {
        "page": page,
        "pages": [(number, address(number) if isinstance(number, int) else "") for number in pages],
        "previous": address(page.number - 1) if page.has_previous() else "",
        "next": address(page.number + 1) if page.has_next() else "",
    }
