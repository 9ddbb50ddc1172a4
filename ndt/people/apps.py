"""People: see README."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """App configuration."""

    name = "ndt.people"
    label = "people"
    verbose_name = _("Mensen")


class HouseAdminConfig(admin_apps.AdminConfig):
    """Django's admin with the site of this house."""

    default = False
    default_site = "ndt.people.admin_site.HouseAdminSite"
