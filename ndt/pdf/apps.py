"""Pdf: see README."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PdfConfig(AppConfig):
    """App configuration."""

    name = "ndt.pdf"
    label = "pdf"
    verbose_name = _("Documenten")
