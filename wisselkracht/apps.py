"""WisselKracht."""

from django.apps import AppConfig


class WisselkrachtConfig(AppConfig):
    """App configuration."""

    name = "wisselkracht"
    verbose_name = "WisselKracht"
