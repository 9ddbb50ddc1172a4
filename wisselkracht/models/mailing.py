"""A letter that a coordinator wrote to many people of a round at once."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from ndt.people.models import User
from wisselkracht.models.application import Role
from wisselkracht.models.round import Round


class Mailing(models.Model):
    """One letter to many. kind: which applications, as the cockpit narrows them. role: who of the three, "" for all.

    number: how many people it was for when it was sent. is_news: people may stop letters like it.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="mailings", verbose_name="ronde")
    kind = models.CharField("welke aanmeldingen", max_length=20, blank=True)
    role = models.CharField("wie van de drie", max_length=8, choices=Role, blank=True)
    is_news = models.BooleanField("is nieuws", default=False)
    subject = models.CharField("onderwerp", max_length=100)
    text = models.TextField("tekst")
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="door"
    )
    number = models.PositiveIntegerField("aan hoeveel mensen")
    at = models.DateTimeField("verstuurd op", default=timezone.now)

    class Meta:
        verbose_name = "mail aan velen"
        verbose_name_plural = "mails aan velen"
        ordering: ClassVar[list[Any]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.subject
