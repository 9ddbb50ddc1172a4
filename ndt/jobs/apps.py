"""Jobs: see README."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """App configuration."""

    name = "ndt.jobs"
    label = "jobs"
    verbose_name = _("Taken")
