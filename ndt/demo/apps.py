"""Demo: see README."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """App configuration."""

    name = "ndt.demo"
    label = "demo"
    verbose_name = _("Demo")
