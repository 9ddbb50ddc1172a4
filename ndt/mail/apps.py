"""Mail: see README."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """App configuration."""

    name = "ndt.mail"
    label = "mail"
    verbose_name = _("Post")
