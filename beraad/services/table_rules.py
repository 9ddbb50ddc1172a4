"""What every plan of tables keeps: who always sits at one table, who sits together, who does not."""

from __future__ import annotations

from django.db import transaction

from beraad.core import tables as core
from beraad.core.errors import OffTheList, RulesClash
from beraad.models import Assembly, Invitation, TablePair, TablePin
from beraad.models.invitation import Answer
from beraad.queries import tables as queries
from beraad.services import assemblies
from beraad.services.tables import SEATING


@transaction.atomic
def pin(*, assembly: Assembly, ticket: str, table: int, why: str) -> TablePin:
    """Give somebody one table in every round; a second time moves the pin.

    Raises Closed, OffTheList for who does not take part, RulesClash where another rule says otherwise.
    """
    assembly = assemblies.locked(assembly, *SEATING)
    found, _made = TablePin.objects.update_or_create(
        invitation=_member(assembly, ticket), defaults={"assembly": assembly, "table": table, "why": why}
    )
    _check(assembly)
    return found


@transaction.atomic
def pair(*, assembly: Assembly, tickets: tuple[str, str], kind: str) -> TablePair:
    """Keep two people together, or apart; a second time changes which.

    Raises Closed, OffTheList, RulesClash for somebody with themselves, or where another rule says otherwise.
    """
    assembly = assemblies.locked(assembly, *SEATING)
    one, other = sorted((_member(assembly, ticket) for ticket in tickets), key=lambda member: member.pk)
    if one == other:
        raise RulesClash("together", (one.pk, other.pk))
    found, _made = TablePair.objects.update_or_create(
        one=one, other=other, defaults={"assembly": assembly, "kind": kind}
    )
    _check(assembly)
    return found


@transaction.atomic
def unpin(*, assembly: Assembly, pk: int) -> None:
    """Let somebody go from table to table again. Raises Closed."""
    assembly = assemblies.locked(assembly, *SEATING)
    assembly.table_pins.filter(pk=pk).delete()


@transaction.atomic
def unpair(*, assembly: Assembly, pk: int) -> None:
    """Ask nothing of two people any more. Raises Closed."""
    assembly = assemblies.locked(assembly, *SEATING)
    assembly.table_pairs.filter(pk=pk).delete()


def _member(assembly: Assembly, ticket: str) -> Invitation:
    found = assembly.invitations.filter(state=Answer.ACCEPTED, ticket__number=ticket.strip().upper()).first()
    if found is None:
        raise OffTheList
    return found


def _check(assembly: Assembly) -> None:
    index = {member.pk: number for number, member in enumerate(queries.people(assembly))}
    core.groups(queries.rules(assembly, index))
