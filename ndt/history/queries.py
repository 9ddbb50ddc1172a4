"""The history as people read it: who changed what, when and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import models
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ndt.history import tracking
from ndt.people.models import User

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one row. who and reason are "" where nobody knows."""

    at: datetime
    action: str
    deleted: bool
    kind: str
    label: str
    key: str
    title: str
    who: str
    reason: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Became:
    """One row got another value in a field. who is the system where no person did it."""

    at: datetime
    key: int
    value: Any
    who: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes: of one model, by one account, up to a moment. Empty means all."""

    model: str = ""
    user: int | None = None
    until: datetime | None = None


def of_object(row: models.Model) -> list[Change]:
    """Give everything that ever happened to one row, newest first."""
    table = tracking.event_models().get(type(row))
    if table is None:
        return []
    events = list(table._base_manager.filter(pgh_obj_id=row.pk).select_related("pgh_context").order_by("pgh_id"))
    pairs = zip(events, [None, *events], strict=False)
    return _changes(reversed(list(pairs)))


def became(tracked: type[models.Model], field: str, **of: Any) -> list[Became]:
    """Give when the rows that `of` names got which value of a field, and by whom, oldest first. Two queries."""
    table = tracking.event_models()[tracked]
    events = table._base_manager.filter(**of).order_by("pgh_id")
    rows = list(events.values_list("pgh_obj_id", "pgh_created_at", field, "pgh_context__metadata"))
    people = User.objects.in_bulk({facts["user"] for *_row, facts in rows if facts and "user" in facts})
    found: list[Became] = []
    before: dict[int, Any] = {}
    for key, at, value, facts in rows:
        if key not in before or before[key] != value:
            found.append(Became(at, key, value, _who(facts or {}, people)))
        before[key] = value
    return found


def latest(wanted: Wanted, *, number: int = 0) -> list[Change]:
    """Give the newest changes over all tracked models, newest first: PAGE of them unless told.

    Costs two queries a table, however many changes there are.
    """
    number = number or PAGE
    pairs: list[tuple[Any, Any]] = []
    for tracked, table in tracking.event_models().items():
        if wanted.model in {"", tracked._meta.label}:
            pairs += _with_before(table, _filtered(table, wanted)[:number])
    pairs.sort(key=lambda pair: (pair[0].pgh_created_at, pair[0].pgh_id), reverse=True)
    return _changes(pairs[:number])


def _filtered(table: type[models.Model], wanted: Wanted) -> QuerySet[Any]:
    chosen = Q()
    if wanted.user is not None:
        chosen &= Q(pgh_context__metadata__user=wanted.user)
    if wanted.until is not None:
        chosen &= Q(pgh_created_at__lt=wanted.until)
    return table._base_manager.filter(chosen).select_related("pgh_context").order_by("-pgh_created_at", "-pgh_id")


def _with_before(table: type[models.Model], events: QuerySet[Any]) -> list[tuple[Any, Any]]:
    earlier = table._base_manager.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    last = earlier.order_by().values("pgh_obj_id").annotate(last=Max("pgh_id")).values("last")
    found = list(events.annotate(before_id=Subquery(last)))
    before = table._base_manager.in_bulk([event.before_id for event in found if event.before_id])
    return [(event, before.get(event.before_id)) for event in found]


class Targets:
    """What the rows are called that changed rows point at, read in one query a table."""

    def __init__(self, events: Iterable[Any]) -> None:
        wanted: dict[type[models.Model], set[Any]] = {}
        for event in events:
            for column in _relations(event):
                key = getattr(event, column.attname)
                if key is not None:
                    wanted.setdefault(_related(column), set()).add(key)
        self._names = {
            (model, key): str(row)
            for model, keys in wanted.items()
            for key, row in model._base_manager.in_bulk(list(keys)).items()
        }

    def name(self, column: models.Field[Any, Any], key: Any) -> str:
        """Give what the row is called, or its number when it is gone."""
        gone = _("nummer %(key)s, bestaat niet meer") % {"key": key}
        return self._names.get((_related(column), key), gone)


def _relations(event: Any) -> list[models.Field[Any, Any]]:
    columns = event.pgh_tracked_model._meta.concrete_fields
    return [column for column in columns if column.is_relation and hasattr(event, column.attname)]


def _related(column: models.Field[Any, Any]) -> type[models.Model]:
    related = column.related_model
    assert isinstance(related, type)
    return related


def _changes(pairs: Iterable[tuple[Any, Any]]) -> list[Change]:
    pairs = list(pairs)
    contexts = [event.pgh_context.metadata for event, _before in pairs if event.pgh_context is not None]
    people = User.objects.in_bulk({facts["user"] for facts in contexts if "user" in facts})
    targets = Targets(event for pair in pairs for event in pair if event is not None)
    return [_change(event, before, people, targets) for event, before in pairs]


def _change(event: Any, before: Any, people: dict[Any, User], targets: Targets) -> Change:
    facts = event.pgh_context.metadata if event.pgh_context is not None else {}
    tracked: type[models.Model] = event.pgh_tracked_model
    return Change(
        at=event.pgh_created_at,
        action=_action(event.pgh_label),
        deleted=event.pgh_label == "delete",
        kind=str(tracked._meta.verbose_name),
        label=tracked._meta.label,
        key=str(event.pgh_obj_id),
        title=_title(event, targets),
        who=_who(facts, people),
        reason=str(facts.get("reason", "")),
        differences=tuple(_differences(event, before, targets)),
    )


def _who(facts: dict[str, Any], people: dict[Any, User]) -> str:
    if "user" not in facts:
        return _("het systeem")
    user = people.get(facts["user"])
    if user is None:
        return _("een oud account")
    return user.name or (user.email if user.is_active else _("een verwijderd account"))


def _action(label: str) -> str:
    return {"insert": _("toegevoegd"), "update": _("gewijzigd"), "delete": _("verwijderd")}.get(label, label)


def _title(event: Any, targets: Targets) -> str:
    """Give what the row is called, as far as the history still knows it."""
    for name in ("title", "name", "slug", "email"):
        if getattr(event, name, None):
            return str(getattr(event, name))
    parts = [targets.name(column, getattr(event, column.attname)) for column in _relations(event)]
    return ", ".join(parts) or f"{event.pgh_tracked_model._meta.verbose_name} {event.pgh_obj_id}"


def _differences(event: Any, before: Any, targets: Targets) -> Iterable[Difference]:
    """Give the fields that changed; of a new or deleted row all that hold something."""
    for column in event.pgh_tracked_model._meta.concrete_fields:
        if column.primary_key or not hasattr(event, column.attname):
            continue
        now = getattr(event, column.attname)
        was = getattr(before, column.attname) if before is not None else None
        if event.pgh_label == "delete":
            was, now = now, None
        if was != now and (now or was or before is not None):
            yield Difference(str(column.verbose_name), words(column, was, targets), words(column, now, targets))


def words(column: models.Field[Any, Any], value: Any, targets: Targets) -> str:
    """Give a value as a person reads it."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if column.is_relation:
        return targets.name(column, value)
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y H:i")
    return date_format(value, "j F Y") if isinstance(value, date) else str(value)
