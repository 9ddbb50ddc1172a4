"""People: see README."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """App configuration."""

    name = "ndt.people"
    label = "people"
    verbose_name = _("Mensen")
