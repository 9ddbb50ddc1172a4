"""Allies: see README."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlliesConfig(AppConfig):
    """App configuration."""

    name = "ndt.allies"
    label = "allies"
    verbose_name = _("Meedoen")
