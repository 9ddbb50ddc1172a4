"""Which models are tracked, and how. Rooms call `track`; nobody else imports pghistory.

Each tracked model gets a table of events in its own app ("OrganisationEvent"), filled by triggers,
so `QuerySet.update()`, raw SQL and a psql session are recorded too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TypeVar

import pghistory
import pgtrigger
from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

M = TypeVar("M", bound=models.Model)

_untracked: dict[str, str | Promise] = {}


def track(*, exclude: Sequence[str] = ()) -> Callable[[type[M]], type[M]]:
    """Record every insert, update and delete of a model in its history; a class decorator.

    exclude: fields that say nothing about a decision (`last_login`) or must not be kept twice
    (`password`). The events can only be added to: a trigger refuses to change or delete them.
    Run makemigrations afterwards: table and triggers come with the migration.
    """

    def decorate(model: type[M]) -> type[M]:
        name = format_lazy(_("geschiedenis van {model}"), model=model._meta.verbose_name)
        pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=list(exclude),
            obj_field=pghistory.ObjForeignKey(related_name="+", related_query_name="+"),
            append_only=True,
            meta={"verbose_name": name, "verbose_name_plural": name},
        )(model)
        return model

    return decorate


def untracked(model: str, reason: str | Promise, /) -> None:
    """Say, with the reason, that a model has no history: nobody's decision changes it."""
    _untracked[model] = reason


def reasons_without_history() -> dict[str, str | Promise]:
    """Give the reason of every model that is untracked on purpose, by label."""
    return _untracked


def event_models() -> dict[type[models.Model], type[models.Model]]:
    """Give each tracked model with its table of events."""
    tables = ((getattr(model, "pgh_tracked_model", None), model) for model in apps.get_models())
    return {tracked: events for tracked, events in tables if tracked is not None}


@contextmanager
def rewriting(events: Collection[type[models.Model]]) -> Iterator[None]:
    """Let erasure and retention, and nothing else, change and delete events inside."""
    with ExitStack() as stack:
        for model in events:
            stack.enter_context(pgtrigger.ignore(f"{model._meta.label}:append_only"))
        yield
