"""What a page asks before it shows a button for a PDF."""

from django import template

from ndt.pdf import services

register = template.Library()


@register.inclusion_tag("components/pdf_link.html")
def pdf_link(label: str, href: str) -> dict[str, str]:
    """Draw a link to a PDF, or say what is missing where none can be made."""
    return {"label": label, "href": href, "missing": services.reason()}


@register.inclusion_tag("components/pdf_button.html")
def pdf_button(label: str) -> dict[str, str]:
    """Draw the button of a form that orders a PDF, or say what is missing."""
    return {"label": label, "missing": services.reason()}
