"""Where the money of a programme is. Read from the balances of the ledger, so that it costs the same after years of lessons."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from bijles.core.ledger import Place, Unit
from bijles.models import PassScheme, Programme

# Two kinds of owner: "programme:7" has the pot, "programme:7:child:9" what a child got of it.
_BALANCES = """
    SELECT split_part(owner, ':', 2)::bigint, place, unit, count(*) FILTER (WHERE place = 'budget'), sum(balance)
    FROM bijles_account
    WHERE owner LIKE 'programme:%%' AND split_part(owner, ':', 2) = ANY(%s)
    GROUP BY 1, 2, 3
"""
_FILLED = """
    SELECT split_part(a.owner, ':', 2)::bigint, a.unit, sum(e.amount)
    FROM bijles_account a JOIN bijles_entry e ON e.account_id = a.id
    WHERE a.place = 'pot' AND a.owner = ANY(%s) AND e.amount > 0
    GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Sums:
    """An amount, in cents or in minutes, and where it is. filled = pot + budget + held + spent + returned.

    pot: no child has it. budget: children have it and did not use it. held: for lessons that are booked. spent: earned by
    providers. returned: went back at the end.
    """

    filled: int = 0
    pot: int = 0
    budget: int = 0
    held: int = 0
    returned: int = 0

    @property
    def granted(self) -> int:
        """What children got out of the pot."""
        return self.filled - self.pot - self.returned

    @property
    def spent(self) -> int:
        """What providers earned; money is conserved, so it is the rest."""
        return self.filled - self.pot - self.budget - self.held - self.returned


@dataclass(frozen=True, slots=True)
class Shown:
    """A programme with its children, cents and minutes."""

    programme: Programme
    children: int
    cents: Sums
    minutes: Sums


def budgets(schemes: QuerySet[PassScheme]) -> list[Shown]:
    """Give where the money of each programme is, newest programme first. Three queries."""
    found = list(Programme.objects.filter(scheme__in=schemes).select_related("scheme__municipality"))
    numbers = [one.pk for one in found]
    sums: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    children: dict[int, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES, [[str(number) for number in numbers]])
        for number, place, unit, count, balance in cursor.fetchall():
            sums[number, unit][place] = int(balance)
            if place == Place.BUDGET:
                children[number] = count
        cursor.execute(_FILLED, [[f"programme:{number}" for number in numbers]])
        for number, unit, amount in cursor.fetchall():
            sums[number, unit]["filled"] = int(amount)
    return [
        Shown(one, children.get(one.pk, 0), Sums(**sums[one.pk, Unit.CENTS]), Sums(**sums[one.pk, Unit.MINUTES]))
        for one in found
    ]
