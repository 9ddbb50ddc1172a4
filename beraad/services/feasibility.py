"""Can a panel be drawn from the pool as it stands, frozen or not?"""

from __future__ import annotations

from beraad import queries
from beraad.core import relaxation
from beraad.core.instance import Feature, Instance, Quota, pool_of
from beraad.models import Assembly


def can_be_met(assembly: Assembly) -> bool:
    """Say whether some panel from this pool keeps all quotas: exact, by one integer program over the types.

    It changes nothing. For 2,000 people it takes well under a second, so that the answer need not wait for a job;
    how quotas could be relaxed takes longer and belongs to the computation of the draw.
    """
    values = queries.values_of(assembly)
    titles = list(dict.fromkeys(value.feature.title for value in values))
    features = [
        Feature(title, tuple(value.title for value in values if value.feature.title == title)) for title in titles
    ]
    people = queries.profiles_in_pool(assembly)
    pool = pool_of(features, [[profile[title] for title in titles] for profile in people])
    quotas = []
    for value in values:
        bounds = queries.bounds_of(value, assembly.size)
        quotas.append(Quota(value.feature.title, value.title, bounds.least, bounds.most))
    return relaxation.feasible(Instance(pool, tuple(quotas), assembly.size))
