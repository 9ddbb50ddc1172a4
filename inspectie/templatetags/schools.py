"""What templates of this room draw hundreds of times a page."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from inspectie.queries.words import Sign

register = template.Library()


@register.simple_tag
def sign(shown: Sign) -> SafeString:
    """Draw a status: its word and its shape."""
    return _drawn(str(shown.word), shown.shape, get_language() or "")


@lru_cache(maxsize=64)
def _drawn(word: str, shape: str, language: str) -> SafeString:
    del language  # the word is in it; the key only keeps languages apart
    return render_to_string("components/status.html", {"word": word, "shape": shape})
