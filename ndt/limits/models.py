"""How much of its allowance a key has used."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class Bucket(models.Model):
    """One key's allowance, as the moment at which it is whole again (GCRA).

    The key is a keyed hash: an address, a mailbox or a browser cannot be read from it.
    """

    key = models.CharField(max_length=64, primary_key=True)
    whole_at = models.DateTimeField()

    class Meta:
        verbose_name = "grens"
        verbose_name_plural = "grenzen"
        indexes: ClassVar[list[Any]] = [models.Index(fields=["whole_at"], name="bucket_whole_at")]

    def __str__(self) -> str:
        return f"bucket {self.key[:8]}"
