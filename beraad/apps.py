"""Het LerarenBeraad."""

from django.apps import AppConfig


class BeraadConfig(AppConfig):
    """App configuration."""

    name = "beraad"
    verbose_name = "Het LerarenBeraad"
