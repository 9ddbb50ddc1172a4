"""{% load beraad_words %}{{ feature|shown }}: a ready feature, question or value in the language of the reader."""

from __future__ import annotations

from django import template

from beraad.queries import words

register = template.Library()
register.filter("shown", words.shown)
