"""Kwaliteit In-zicht."""

from django.apps import AppConfig


class InspectieConfig(AppConfig):
    """App configuration."""

    name = "inspectie"
    verbose_name = "Kwaliteit In-zicht"
