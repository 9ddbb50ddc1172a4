"""Pas Op Gelijke Kansen."""

from django.apps import AppConfig


class BijlesConfig(AppConfig):
    """App configuration."""

    name = "bijles"
    verbose_name = "Pas Op Gelijke Kansen"
