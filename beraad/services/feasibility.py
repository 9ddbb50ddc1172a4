"""Can a panel be drawn from the pool as it stands, frozen or not?"""

from __future__ import annotations

from typing import Final

from beraad import queries
from beraad.core import relaxation
from beraad.models import Assembly
from beraad.queries import instances

# It runs while somebody waits for a page. For 2,000 people it takes some hundredths of a second.
SECONDS: Final = 2.0


def can_be_met(assembly: Assembly, *, seconds: float = SECONDS) -> bool:
    """Say whether some panel from this pool keeps all quotas: exact, by one integer program over the types.

    It changes nothing. How quotas could be relaxed takes longer and belongs to the computation of the draw.
    Raises OutOfTime when the program has no answer within so many seconds.
    """
    return relaxation.feasible(instances.instance_of(assembly, queries.profiles_in_pool(assembly)), seconds=seconds)
