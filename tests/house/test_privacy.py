"""Every field that looks personal is in the registry, and the registry says only what is so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from ndt.history import tracking
from ndt.jobs import registry as jobs
from ndt.privacy import patterns, queries, registry, rows, values
from ndt.privacy.registry import Entry, Erase, Keyed, Personal

# Tables of libraries that describe the software itself.
MACHINERY = {"contenttypes.ContentType", "pghistory.Events", "pghistory.MiddlewareEvents"}
MONTHS = {"maand": 30, "maanden": 30, "jaar": 365, "week": 7, "weken": 7, "dag": 1, "dagen": 1, "uur": 1 / 24}


def all_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in MACHINERY
    ]


def columns(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    for column in model._meta.concrete_fields:
        if not (column.primary_key and isinstance(column, (models.AutoField, models.UUIDField))):
            yield column


def registered() -> Iterator[tuple[Entry, str, Personal]]:
    for entry in registry.entries().values():
        for name, personal in entry.fields.items():
            yield entry, name, personal


REGISTERED = [pytest.param(*facts, id=f"{facts[0].model}.{facts[1]}") for facts in registered()]


def unregistered() -> list[str]:
    """Give the fields that look personal and that nobody spoke for."""
    found = []
    for model in all_models():
        if hasattr(model, "pgh_tracked_model"):
            continue  # a history has the columns of its model, and is treated like it
        entry = registry.entries().get(model._meta.label, Entry(""))
        for column in columns(model):
            known = column.name in entry.fields or column.name in entry.impersonal
            if not known and (why := patterns.why_personal(column)):
                found.append(f"{model._meta.label}.{column.name}: {why}")
    return found


def test_every_field_that_looks_personal_is_registered():
    found = unregistered()

    room = "the room's registrations.py"
    assert not found, (
        f"{len(found)} field(s) look personal and are not in the privacy registry:\n  "
        + "\n  ".join(found)
        + f"\nSay in {room} what happens to each: privacy.registry.register(model, owner=..., field=Personal(...)),"
        + "\nor, when it says nothing about a person: privacy.registry.impersonal(model, field=_('why not'))."
    )


@pytest.mark.parametrize(("entry", "name", "personal"), REGISTERED)
def test_a_registered_field_exists_and_can_be_erased_as_promised(entry: Entry, name: str, personal: Personal):
    column = apps.get_model(entry.model)._meta.get_field(name)

    assert values.can_erase(column, personal.erase), f"{entry.model}.{name} cannot be erased by {personal.erase}"
    for text in (personal.purpose, personal.retention, entry.about):
        assert str(text).strip(), f"{entry.model}.{name} lacks a purpose, a retention or whose it is"


@pytest.mark.parametrize(("entry", "name", "personal"), REGISTERED)
def test_the_sentence_about_retention_says_the_duration_that_is_kept(entry: Entry, name: str, personal: Personal):
    sentence = str(personal.retention).lower()
    if personal.keep is None:
        known = (
            not personal.kept_by or personal.kept_by in registry.retentions() or personal.kept_by in jobs.daily_calls()
        )
        assert known, f"{entry.model}.{name} is kept by {personal.kept_by!r}, which no room registered"
        assert re.search(r"\d|zo ?lang|tot |een |twee|drie", sentence.replace("é", "e")), (
            f"{entry.model}.{name}: how long is that?"
        )
        return

    rows.resolve(apps.get_model(entry.model), personal.after)
    said = [int(number) * MONTHS[unit] for number, unit in re.findall(rf"(\d+) ({'|'.join(MONTHS)})\b", sentence)]
    days = personal.keep.total_seconds() / 86_400
    assert any(days <= most * 1.05 + 1 for most in said), f"{entry.model}.{name}: {days} days, but the text: {sentence}"


def test_every_owner_leads_to_an_address_an_account_or_a_hash():
    for entry in registry.entries().values():
        for owner in entry.owners:
            if callable(owner):
                continue
            column = rows.resolve(apps.get_model(entry.model), owner.lookup if isinstance(owner, Keyed) else owner)
            account = column.is_relation and column.related_model._meta.label == registry.ACCOUNT
            text = isinstance(column, (models.CharField, models.TextField))
            assert account or text, f"{entry.model}: {owner} leads to no address, account or hash"


def test_the_rows_of_everybody_can_be_found():
    """A model with personal fields has an owner, free text that is searched for people, or goes by itself."""
    for entry in registry.entries().values():
        if entry.fields and not entry.owners and entry.model != registry.ACCOUNT:
            unowned = [
                name
                for name, personal in entry.fields.items()
                if personal.erase != Erase.SCRUB and not personal.kept_by and personal.keep is None
            ]
            assert not unowned, f"{entry.model}: nobody is the owner of {unowned}, and they never go"


def test_no_two_tables_of_the_register_have_one_name():
    """Each is a landmark of the page, which a screen reader calls by its name."""
    names = Counter(record.kind.casefold() for record in queries.register_records())

    assert [name for name, number in names.items() if number > 1] == []


def test_what_is_called_impersonal_exists_and_has_a_reason():
    for entry in registry.entries().values():
        for name, reason in entry.impersonal.items():
            apps.get_model(entry.model)._meta.get_field(name)
            assert str(reason).strip(), f"{entry.model}.{name}"
            assert name not in entry.fields, f"{entry.model}.{name} is both personal and not"


def test_every_model_of_ours_has_a_history_or_says_why_not():
    tracked = tracking.event_models()
    without = tracking.reasons_without_history()
    ours = [model for model in all_models() if model.__module__.split(".")[0] not in LIBRARIES]

    silent = [
        model._meta.label
        for model in ours
        if model not in tracked
        and model._meta.label not in without
        and not hasattr(model, "pgh_tracked_model")
        and not model._meta.auto_created
    ]
    assert not silent, (
        f"{silent} have no history. Put @history.track() on what staff or coordinators change,"
        "\nor say why not: history.untracked('app.Model', _('...')) in the room's registrations.py."
    )
    assert not [label for label in without if apps.get_model(label) in tracked], "tracked and untracked at once"


LIBRARIES = {"django", "allauth", "pghistory", "pgtrigger"}


@pytest.mark.parametrize(
    ("column", "looks"),
    [
        (models.EmailField(), True),
        (models.TextField(), True),
        (models.JSONField(), True),
        (models.FileField(), True),
        (models.GenericIPAddressField(), True),
        (models.ForeignKey("people.User", models.CASCADE), True),
        (models.ForeignKey("people.Organisation", models.CASCADE), False),
    ],
)
def test_these_kinds_of_field_look_personal(column: models.Field[Any, Any], looks: bool):
    class Meta:
        app_label = "privacy"

    name = f"Sample{type(column).__name__}{looks}"
    model = type(name, (models.Model,), {"Meta": Meta, "__module__": __name__, "thing": column})
    try:
        assert bool(patterns.why_personal(model._meta.get_field("thing"))) is looks
    finally:
        del apps.all_models["privacy"][name.lower()]
        apps.clear_cache()


@pytest.mark.parametrize(
    "name",
    ["name", "achternaam", "display_name", "telefoon", "phone_number", "postcode", "woonplaats", "geboortejaar", "ip",
     "user_agent", "token", "address_hash", "pass_number", "signature", "opmerking", "huisnummer"],
)  # fmt: skip
def test_these_names_look_personal(name: str):
    assert patterns.LOOKS.search(name)


@pytest.mark.parametrize("name", ["slug", "title", "state", "kind", "count", "position", "until", "language", "brin"])
def test_these_names_do_not(name: str):
    assert not patterns.LOOKS.search(name)
