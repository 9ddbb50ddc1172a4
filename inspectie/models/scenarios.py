"""Scenarios that somebody kept: a norm of their own, and what it gave on the data of that day."""

from __future__ import annotations

import zlib
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.urls import reverse
from django.utils import timezone


class SavedScenario(models.Model):
    """A norm and its outcome as bytes, under the fingerprint of norm, parameters and data.

    The bytes are kept, not computed anew: they stay what they were whatever the code becomes. Nothing here says who
    kept it.
    """

    digest = models.CharField("vingerafdruk (SHA-256)", max_length=64, primary_key=True)
    parameters = models.JSONField("instellingen")
    norm_set = models.TextField("norm")
    data_version = models.CharField("versie van de gegevens", max_length=64)
    document = models.BinaryField("JSON, ingepakt")
    sheet = models.BinaryField("CSV, ingepakt")
    made_at = models.DateTimeField("gemaakt op", default=timezone.now)

    class Meta:
        verbose_name = "bewaarde norm"
        verbose_name_plural = "bewaarde normen"
        ordering: ClassVar[list[str]] = ["made_at"]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="saved_scenario_never_changes", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.digest[:12]

    def get_absolute_url(self) -> str:
        """Give the address of the page; JSON and CSV stand beside it."""
        return reverse("inspectie:saved", args=[self.digest])

    @property
    def json_bytes(self) -> bytes:
        """Give the JSON as it was first given."""
        return zlib.decompress(self.document)

    @property
    def csv_bytes(self) -> bytes:
        """Give the CSV as it was first given."""
        return zlib.decompress(self.sheet)
