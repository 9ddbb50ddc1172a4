"""The desk for plain upkeep. Daily work has screens of its own (views/desk.py); what was signed stays as it was.

Names and addresses of signers are not shown: an operator finds a signature by its receipt number.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaigns.models import Answer, Consent, Petition, PetitionText, Signature, TrustedBlock, Verdict
from campaigns.models.petition import State
from ndt.history.admin import TrackedAdmin


class NoAdding:
    """A desk on which nothing is made: that happens on the screens of the team."""

    def has_add_permission(self, _request: HttpRequest, _obj: models.Model | None = None) -> bool:
        return False


class NoDeleting:
    """A desk on which nothing is thrown away."""

    def has_delete_permission(self, _request: HttpRequest, _obj: models.Model | None = None) -> bool:
        return False


class ReadOnly(NoAdding, NoDeleting):
    """A desk to look at."""

    def has_change_permission(self, _request: HttpRequest, _obj: models.Model | None = None) -> bool:
        return False


@admin.register(Petition)
class PetitionAdmin(NoDeleting, TrackedAdmin[Petition]):
    """Petitions. The steps of their life are taken on the team's screens, with a reason."""

    list_display = ("title", "state", "paused", "goal", "opens_at", "closes_at")
    list_filter = ("state", "paused")
    search_fields = ("title", "slug")
    fields = (
        "slug", "title", "slogan", "addressee", "goal", "state", "paused", "opens_at", "closes_at", "poll_seconds",
        "retention_days", "delivered_at", "delivered_number", "created_at",
    )  # fmt: skip
    always = ("state", "paused", "delivered_at", "delivered_number", "created_at")
    # Part of the fingerprint that each signature carries, or of links that stand in mails already.
    once_open = ("slug", "title", "addressee")

    def get_readonly_fields(self, request: HttpRequest, obj: Petition | None = None) -> tuple[str, ...]:
        """Keep what people saw when they signed."""
        return self.always if obj is None or obj.state == State.DRAFT else (*self.always, *self.once_open)

    def save_model(self, request: HttpRequest, obj: Petition, form: Any, change: bool) -> None:
        """Save; a draft whose title changed gets new fingerprints for its text."""
        super().save_model(request, obj, form, change)
        if obj.state == State.DRAFT and {"title", "addressee"} & set(form.changed_data):
            for text in obj.texts.all():
                text.digest = text.compute_digest()
                text.save(update_fields=["digest"])


@admin.register(PetitionText)
class PetitionTextAdmin(ReadOnly, TrackedAdmin[PetitionText]):
    """The versions of the text, to read. The team writes them, and what is open gets a new version."""

    list_display = ("petition", "number", "created_at", "digest")
    list_filter = ("petition",)
    list_select_related = ("petition",)
    fields = ("petition", "number", "we", "observe", "request", "digest", "created_at")


@admin.register(Consent)
class ConsentAdmin(ReadOnly, admin.ModelAdmin[Consent]):
    """The words people consent to. New words are a new version, made by a migration."""

    list_display = ("kind", "version", "words", "created_at")
    list_filter = ("kind",)
    ordering = ("kind", "version")


@admin.register(TrustedBlock)
class TrustedBlockAdmin(NoAdding, TrackedAdmin[TrustedBlock]):
    """Internet addresses whose forms are not held: lengthen, or take the trust back."""

    list_display = ("reason", "until")
    fields = ("reason", "until")
    ordering = ("until",)


@admin.register(Answer)
class AnswerAdmin(NoAdding, NoDeleting, TrackedAdmin[Answer]):
    """Answers that stand on the page: mend a typing error."""

    list_display = ("petition", "answered_by", "answered_on")
    list_select_related = ("petition",)
    fields = ("petition", "answered_by", "answered_on", "words", "published_at")
    readonly_fields = ("petition", "published_at")


class VerdictInline(ReadOnly, admin.TabularInline[Verdict, Signature]):
    """What moderators decided about a signature."""

    model = Verdict
    extra = 0
    fields = ("state", "reason", "decided_by", "decided_at")
    verbose_name_plural = _("besluiten")


@admin.register(Signature)
class SignatureAdmin(ReadOnly, admin.ModelAdmin[Signature]):
    """Signatures, to answer somebody who calls with a receipt number. Not to browse through people."""

    list_display = ("receipt", "petition", "state", "created_at", "confirmed_at", "withdrawn_at")
    list_filter = ("petition", "state", "delivered")
    search_fields = ("=receipt",)
    search_help_text = _("Zoek op het hele ontvangstnummer, zoals 7F3K-92QD-M4.")
    ordering = ("-created_at",)
    list_select_related = ("petition",)
    show_full_result_count = False
    inlines = (VerdictInline,)
    fields: ClassVar[tuple[str, ...]] = (
        "receipt", "petition", "text", "text_digest", "state", "hold", "signals", "consent_version", "show_name",
        "deliver_name", "keep_informed", "language", "created_at", "confirmed_at", "reminded_at", "withdrawn_at",
        "delivered",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Signature]:
        """Leave who it is in the database: no page here needs it."""
        return super().get_queryset(request).defer("name", "email", "place", "mailbox", "block", "code_hash")
