"""Opleiding op Maat."""

from django.apps import AppConfig


class OpleidingConfig(AppConfig):
    """App configuration."""

    name = "opleiding"
    verbose_name = "Opleiding op Maat"
