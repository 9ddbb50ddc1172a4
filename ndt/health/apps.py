"""Health: see README."""

import gc

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HealthConfig(AppConfig):
    """App configuration."""

    name = "ndt.health"
    label = "health"
    verbose_name = _("Gezondheid")

    def ready(self) -> None:
        """Let the collector of garbage leave alone what was loaded: it stays as long as the process.

        Looking through all of it takes a quarter of a second, in the middle of somebody's page. It also looks less often: a page
        makes some thousands of objects.
        """
        gc.freeze()
        gc.set_threshold(5_000, 10, 10)
