"""Kansen Te Koop."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """App configuration."""

    name = "campaigns"
    verbose_name = "Kansen Te Koop"
