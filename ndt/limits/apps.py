"""Limits: see README."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LimitsConfig(AppConfig):
    """App configuration."""

    name = "ndt.limits"
    label = "limits"
    verbose_name = _("Grenzen")
