"""A pool and the quotas of an assembly as the core wants them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from beraad import queries
from beraad.core.instance import Feature, Instance, Quota, pool_of
from beraad.models import Assembly


def instance_of(assembly: Assembly, profiles: Iterable[Mapping[str, str]]) -> Instance:
    """Give the instance of these people, in their order, under the quotas of the assembly as they are now."""
    values = queries.values_of(assembly)
    titles = list(dict.fromkeys(value.feature.title for value in values))
    features = [
        Feature(title, tuple(value.title for value in values if value.feature.title == title)) for title in titles
    ]
    pool = pool_of(features, [[profile[title] for title in titles] for profile in profiles])
    quotas = tuple(
        Quota(value.feature.title, value.title, bounds.least, bounds.most)
        for value in values
        for bounds in [queries.bounds_of(value, assembly.size)]
    )
    return Instance(pool, quotas, assembly.size)
