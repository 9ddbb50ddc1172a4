"""What a family and a tutor write each other about the lessons of a child."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from bijles.models.family import Child
from bijles.models.safety import SafetyReport
from bijles.models.tutor import Tutor
from ndt.people.models import User


class Talk(models.Model):
    """The messages about one child between its family and one tutor, over all series that they have."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="talks")
    tutor = models.ForeignKey(Tutor, models.PROTECT, related_name="talks")
    since = models.DateTimeField("sinds")

    class Meta:
        verbose_name = "gesprek over bijles"
        verbose_name_plural = "gesprekken over bijles"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["child", "tutor"], name="one_talk_a_child_and_tutor"),
        ]

    def __str__(self) -> str:
        return f"talk {self.pk}"


class Sender(models.TextChoices):
    """Who wrote a message. A child writes through the account of its parent."""

    PARENT = "parent", _("ouder")
    CHILD = "child", _("kind")
    TUTOR = "tutor", _("bijlesgever")


class Message(models.Model):
    """One message. key: of the form, so that a second press of the button writes nothing twice."""

    talk = models.ForeignKey(Talk, models.CASCADE, related_name="messages")
    sender = models.CharField(max_length=6, choices=Sender)
    text = models.TextField()
    key = models.UUIDField(unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "bericht over bijles"
        verbose_name_plural = "berichten over bijles"
        ordering: ClassVar[list[str]] = ["at", "pk"]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="a_message_stays_as_it_was_sent", operation=pgtrigger.Update),
            # FOR SHARE: who stops the tutor at this moment comes before us or after us.
            pgtrigger.Trigger(
                name="nobody_writes_with_a_stopped_tutor",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    PERFORM 1 FROM bijles_tutor WHERE suspended_at IS NULL
                        AND id = (SELECT tutor_id FROM bijles_talk WHERE id = NEW.talk_id) FOR SHARE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'the tutor of talk % is stopped', NEW.talk_id USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def is_of_tutor(self) -> bool:
        """Say whether the tutor wrote it."""
        return self.sender == Sender.TUTOR


class TalkLook(models.Model):
    """Which safeguarding contact opened the messages that a report is about, and when first."""

    report = models.ForeignKey(SafetyReport, models.CASCADE, related_name="talk_looks")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "inzage in berichten"
        verbose_name_plural = "inzage in berichten"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["report", "by"], name="one_look_at_messages_a_reader"),
        ]

    def __str__(self) -> str:
        return f"look {self.pk}"
