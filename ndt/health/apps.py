"""Health: see README."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HealthConfig(AppConfig):
    """App configuration."""

    name = "ndt.health"
    label = "health"
    verbose_name = _("Gezondheid")
