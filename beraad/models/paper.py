"""The report about a draw, as a document that everybody may have."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from beraad.models.draw import Draw


class DrawPaper(models.Model):
    """The newest report about a draw in one language. facts: hash of what it is about; the same facts, the same report."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="papers")
    language = models.CharField("taal", max_length=5)
    facts = models.CharField("vingerafdruk van de feiten", max_length=64)
    content = models.BinaryField("document")
    made_at = models.DateTimeField("gemaakt op")

    class Meta:
        verbose_name = "verslag van een loting"
        verbose_name_plural = "verslagen van lotingen"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["draw", "language"], name="one_paper_a_language"),
        ]

    def __str__(self) -> str:
        return f"verslag van {self.draw}"
