"""Find a person's rows, in the rooms' tables and in the history of those tables."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import models
from django.db.models import Q

from ndt.history import tracking
from ndt.mail.addresses import RULES, canonical
from ndt.people.models import User
from ndt.privacy import patterns, registry
from ndt.privacy.keyed import candidates
from ndt.privacy.registry import ACCOUNT, Entry, Keyed, Owner, Person


@dataclass(frozen=True, slots=True)
class Found:
    """One person's rows of one model: primary keys, so that they can be found again after a change."""

    entry: Entry
    keys: tuple[Any, ...]

    @property
    def model(self) -> type[models.Model]:
        return model_of(self.entry)

    @property
    def rows(self) -> models.QuerySet[Any]:
        return self.model._base_manager.filter(pk__in=self.keys)


def by_account(user: User) -> Person:
    """Give the person behind an account, with the addresses that were proven to be theirs."""
    known = dict(EmailAddress.objects.filter(user=user).values_list("email", "verified"))
    proven = {address for address, verified in known.items() if verified}
    # An account that an operator made has no list of addresses: its code or passkey proved the one it has.
    person = Person(frozenset(proven if known else {user.email}), user.pk)
    return narrowed(person, user.name) if is_shared(person) else person


def by_address(address: str, name: str = "") -> Person:
    """Give the person who reads mail at `address`. Their account is not part of it: that asks for a login.

    name: as they wrote it, needed where the mailbox is shared.
    """
    person = Person(frozenset({address}))
    return narrowed(person, name) if name and is_shared(person) else person


def names_at(person: Person) -> set[str]:
    """Give every name that stands beside the person's addresses, as written."""
    names: set[str] = set()
    for entry in registry.entries().values():
        if entry.model != ACCOUNT and entry.fields:
            for column in _name_columns(model_of(entry)):
                names.update(_rows(entry, replace(person, user_id=None)).values_list(column, flat=True))
    return {name for name in names if name}


def is_shared(person: Person) -> bool:
    """Say whether people of different names use the person's addresses: then none may see the other's rows."""
    return len({same(name) for name in names_at(person)}) > 1


def narrowed(person: Person, name: str) -> Person:
    """Leave out what stands under other names than this one."""
    own = {written for written in names_at(person) if same(written) == same(name)}
    return replace(person, names=frozenset(own or {name}))


def same(name: str) -> str:
    """Give a name as two spellings of it are compared."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def model_of(entry: Entry) -> type[models.Model]:
    """Give the class. Raises LookupError when the label is wrong."""
    return apps.get_model(entry.model)


def find(person: Person, *, of: Callable[[Entry], bool] = lambda _entry: True) -> list[Found]:
    """Give the person's rows in every registered model that has any; `of` leaves models out."""
    found = []
    for entry in registry.entries().values():
        if entry.fields and of(entry):
            keys = tuple(_rows(entry, person).values_list("pk", flat=True))
            if keys:
                found.append(Found(entry, keys))
    return found


def events(entry: Entry, person: Person, keys: tuple[Any, ...]) -> models.QuerySet[Any] | None:
    """Give what the history holds of these rows, and of rows of the person that are gone; None without history."""
    table = tracking.event_models().get(model_of(entry))
    if table is None:
        return None
    wanted = Q(pgh_obj_id__in=keys)
    if entry.model == ACCOUNT and person.user_id is not None:
        wanted |= Q(pgh_obj_id=person.user_id)
    for owner in entry.owners:
        if _resolves(table, owner):
            wanted |= _match(table, owner, person)
    return table._base_manager.filter(wanted)


def tracked_entries() -> Iterator[tuple[Entry, type[models.Model]]]:
    """Give each registered model that has a history, with the table of that history."""
    tables = tracking.event_models()
    for entry in registry.entries().values():
        if entry.fields and (table := tables.get(model_of(entry))) is not None:
            yield entry, table


def resolve(model: type[models.Model], lookup: str) -> models.Field[Any, Any]:
    """Give the field at the end of a lookup. Raises FieldDoesNotExist."""
    *path, last = lookup.split("__")
    for name in path:
        model = related(model, name)
    field = model._meta.get_field(last)
    assert isinstance(field, models.Field)
    return field


def hashes(owner: Keyed, address: str) -> list[str]:
    """Give what a column of keyed hashes may hold for an address, under each key that is known."""
    return candidates(owner.purpose, owner.canonical(address))


def related(model: type[models.Model], name: str) -> type[models.Model]:
    """Give the model that a relation leads to."""
    step = model._meta.get_field(name).related_model
    assert isinstance(step, type)
    return step


def mailbox_pattern(address: str) -> str:
    """Give a regular expression for every spelling of an address that reaches the same mailbox.

    Empty when the domain has no rule: then only upper and lower case may differ.
    """
    local, _at, domain = canonical(address).rpartition("@")
    rule = RULES.get(domain)
    if rule is None:
        return ""
    domains = [domain, *(alias for alias, facts in RULES.items() if facts.alias_of == domain)]
    separator = r"\.*" if rule.ignores_dots else ""
    signs = separator.join(re.escape(sign) for sign in local)
    tag = f"({re.escape(rule.tag)}[^@]*)?" if rule.tag else ""
    return rf"^{separator}{signs}{separator}{tag}@({'|'.join(re.escape(each) for each in domains)})$"


def _rows(entry: Entry, person: Person) -> models.QuerySet[Any]:
    model = model_of(entry)
    if entry.model == ACCOUNT:
        return model._base_manager.filter(pk=person.user_id)
    wanted = Q(pk__in=[])
    for owner in entry.owners:
        wanted |= _match(model, owner, person)
    return model._base_manager.filter(wanted).distinct()


def _match(model: type[models.Model], owner: Owner, person: Person) -> Q:
    if callable(owner):
        return owner(person)
    if isinstance(owner, Keyed):
        known = [known for address in person.addresses for known in hashes(owner, address)]
        return Q(**{f"{owner.lookup}__in": [*known, *person.hashes]}) & _named(model, owner.lookup, person)
    if resolve(model, owner).is_relation:
        return Q(**{owner: person.user_id}) if person.user_id is not None else Q(pk__in=[])
    wanted = Q(pk__in=[])
    for address in person.addresses:
        pattern = mailbox_pattern(address)
        wanted |= Q(**{f"{owner}__iregex": pattern} if pattern else {f"{owner}__iexact": address})
    return wanted & _named(model, owner, person)


def _named(model: type[models.Model], lookup: str, person: Person) -> Q:
    """Leave out rows under another name, where that name stands beside the address that `lookup` leads to."""
    wanted = Q()
    if person.names:
        path, _separator, _last = lookup.rpartition("__")
        for step in filter(None, path.split("__")):
            model = related(model, step)
        for column in _name_columns(model):
            name = f"{path}__{column}" if path else column
            wanted &= Q(**{f"{name}__in": [*person.names, ""]}) | Q(**{f"{name}__isnull": True})
    return wanted


def _name_columns(model: type[models.Model]) -> list[str]:
    entry = registry.entries().get(getattr(model, "pgh_tracked_model", model)._meta.label)
    return [name for name in entry.fields if patterns.is_name(name)] if entry is not None else []


def _resolves(model: type[models.Model], owner: Owner) -> bool:
    lookup = owner.lookup if isinstance(owner, Keyed) else owner
    return isinstance(lookup, str) and lookup.split("__")[0] in {field.name for field in model._meta.get_fields()}
