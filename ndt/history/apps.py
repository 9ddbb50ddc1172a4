"""History: see README."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HistoryConfig(AppConfig):
    """App configuration."""

    name = "ndt.history"
    label = "history"
    verbose_name = _("Geschiedenis")
