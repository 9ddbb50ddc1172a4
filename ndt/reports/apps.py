"""Reports: see README."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """App configuration."""

    name = "ndt.reports"
    label = "reports"
    verbose_name = _("Rapporten")
