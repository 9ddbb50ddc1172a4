"""Privacy: see README."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """App configuration."""

    name = "ndt.privacy"
    label = "privacy"
    verbose_name = _("Privacy")
