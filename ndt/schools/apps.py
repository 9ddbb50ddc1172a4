"""Schools: see README."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchoolsConfig(AppConfig):
    """App configuration."""

    name = "ndt.schools"
    label = "schools"
    verbose_name = _("Scholen")
