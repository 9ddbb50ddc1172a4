"""The least valid application, and random ones."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

from wisselkracht.core.candidates import Candidate, Role, School, Terms, Wishes
from wisselkracht.core.qualification import Degree, Duty, Licence, Stage

PERIOD = (date(2027, 2, 1), date(2027, 7, 9))


def candidate(name: str, **facts: object) -> Candidate:
    """Give an application that any other one can swap with."""
    school = School(f"school {name}", f"board {name}", "po", "openbaar", {"lezen": 2}, {"lezen": 1, "rekenen": 2})
    plain = Candidate(
        id=name, school=school, confirmed=frozenset(Role), licences=(Licence(Degree.PRIMARY),), duty=Duty(Stage.PO),
        days=frozenset({1, 2, 3}), free=frozenset({1, 2, 3}), fte=60, wishes=Wishes(minutes=30), period=PERIOD, buddy=PERIOD,
    )  # fmt: skip
    changes = dict(facts)
    for name_of_field in ("school", "wishes"):
        if isinstance(changes.get(name_of_field), dict):
            changes[name_of_field] = replace(getattr(plain, name_of_field), **changes[name_of_field])  # type: ignore[arg-type]
    return replace(plain, **changes)  # type: ignore[arg-type]


def terms(*candidates: Candidate, minutes: int = 10, **facts: object) -> Terms:
    """Give terms under which everybody lives near everybody."""
    near = {(one.id, other.id): minutes for one in candidates for other in candidates if one.id != other.id}
    return Terms(near, **facts)  # type: ignore[arg-type]


def some(rng: random.Random, count: int) -> tuple[list[Candidate], Terms]:
    """Give random applications between which about a third of the swaps is possible."""
    made = [
        candidate(
            f"t{number}",
            school={
                "code": f"s{rng.randrange(count)}", "sector": rng.choice(("po", "po", "po", "so")),
                "denomination": rng.choice(("openbaar", "rk", "pc")), "goals": {"lezen": rng.randint(1, 3)},
                "welcomes": rng.choice((None, None, frozenset({"openbaar", "rk"}))),
            },
            days=frozenset(rng.sample(range(1, 6), 3)), free=frozenset(rng.sample(range(1, 6), rng.choice((3, 4, 5)))),
            wishes={
                "minutes": rng.randrange(15, 45), "other_sector": rng.random() < 0.5, "three_way": rng.random() < 0.8,
                "denominations": rng.choice((None, None, frozenset({"openbaar", "pc"}))),
            },
            excluded=frozenset({f"t{rng.randrange(count)}"} if rng.random() < 0.3 else ()),
        )
        for number in range(count)
    ]  # fmt: skip
    minutes = {(one.id, other.id): rng.randrange(5, 60) for one in made for other in made if one is not other}
    return made, Terms(minutes, least=-1000)
