"""Places that offerings share: which offerings, and how the pools lie in each other, which follows from that."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction

from ndt import history
from opleiding.core import pools as core
from opleiding.core.errors import OpleidingError
from opleiding.models import Offering, Pool, University


class Crossing(OpleidingError):
    """Two pools would share an offering while neither lies inside the other; then no fair outcome is certain."""

    code = "crossing"

    def __init__(self, one: str, other: str, offering: str) -> None:
        super().__init__(one, other, offering)
        self.one, self.other, self.offering = one, other, offering


@dataclass(frozen=True, slots=True)
class Shared:
    """What somebody wants: a name, how many places together, and the keys of the offerings that share them."""

    title: str
    places: int
    offerings: frozenset[int]


@transaction.atomic
def keep(*, university: University, pool: Pool | None, wanted: Shared) -> Pool:
    """Keep a pool, new or changed, and lay all pools of the university in each other as their offerings say.

    Raises Crossing, and then nothing changed.
    """
    University.objects.select_for_update().get(pk=university.pk)
    held = members(university)
    name = str(pool.pk) if pool is not None else ""
    sets = {str(key): offerings for key, offerings in held.items() if offerings} | {name: wanted.offerings}
    for one, other, shared in core.crossings(sets):
        titles = {str(row.pk): row.title for row in university.pools.all()} | {name: wanted.title}
        raise Crossing(titles[one], titles[other], str(Offering.objects.select_related("programme").get(pk=shared)))
    if pool is None:
        pool = Pool.objects.create(university=university, title=wanted.title, places=wanted.places)
        sets = {key or str(pool.pk): offerings for key, offerings in sets.items()}
    else:
        pool.title, pool.places = wanted.title, wanted.places
        pool.save(update_fields=["title", "places"])
    _lay(university, {int(key): offerings for key, offerings in sets.items()})
    pool.refresh_from_db()
    return pool


@transaction.atomic
def drop(*, pool: Pool) -> None:
    """Let offerings share these places no longer; what lies around the pool takes over what lay in it."""
    University.objects.select_for_update().get(pk=pool.university_id)
    pool.offerings.update(pool=pool.parent)
    pool.members.update(parent=pool.parent)
    with history.reason("Deze plaatsen worden niet meer gedeeld."):
        pool.delete()


def members(university: University) -> dict[int, frozenset[int]]:
    """Give the keys of the offerings of each pool of a university, also those of the pools inside it."""
    parents = dict(university.pools.values_list("pk", "parent"))
    found: dict[int, set[int]] = defaultdict(set)
    for offering, pool in Offering.objects.filter(pool__in=parents).values_list("pk", "pool"):
        above: int | None = pool
        while above is not None:
            found[above].add(offering)
            above = parents[above]
    return {pool: frozenset(found[pool]) for pool in parents}


def _lay(university: University, sets: dict[int, frozenset[int]]) -> None:
    """Write in which pool each pool and each offering lies."""
    lies_in = core.tree({str(key): offerings for key, offerings in sets.items()})
    for one in university.pools.filter(pk__in=sets):
        parent = lies_in[str(one.pk)]
        one.parent_id = int(parent) if parent else None
        one.save(update_fields=["parent"])
    smallest = sorted(sets, key=lambda key: len(sets[key]), reverse=True)
    inside = {offering: key for key in smallest for offering in sets[key]}
    for offering in Offering.objects.filter(programme__university=university):
        if offering.pool_id != inside.get(offering.pk):
            offering.pool_id = inside.get(offering.pk)
            offering.save(update_fields=["pool"])
