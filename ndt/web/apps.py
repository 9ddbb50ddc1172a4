"""The house's own pages."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    """Reads `registrations.py` of every app once all models are loaded."""

    name = "ndt.web"
    label = "web"
    verbose_name = _("Website")

    def ready(self) -> None:
        for config in apps.get_app_configs():
            if find_spec(f"{config.name}.registrations"):
                import_module(f"{config.name}.registrations")
