"""Rounds that look like those of WisselKracht, for the bench and for tests: applications in blocks of sector and subject.

A teacher can take over a job of the same block, on days that differ by one at most, within the teacher's own radius (10 to
40 km), where that school is good at what the own school wants to learn. The weight of an arc is a whole number
from 1 on. The numbers are chosen so that 1,000 applications give about 10,000 exchanges and 2,000 about 80,000, most of
them three-ways, with half of all applications in one part.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from wisselkracht.core.instance import Id, Instance, instance_of

THEMES = 8
DAYS = (0b11111, 0b11111, 0b11111, 0b11110, 0b01111, 0b11100)
BLOCKS = (("po", 10), ("vo-talen", 3), ("vo-exact", 3), ("vo-zaak", 2), ("so", 1), ("mbo", 1))
SIDE_KM = 148.0


@dataclass(frozen=True)
class Application:
    """One application. days: a bit a day. expertise, goals: what the school is good at, and wants to learn, with a level."""

    block: str
    x: float
    y: float
    radius_km: float
    days: int
    expertise: dict[int, int]
    goals: dict[int, int]


def applications(count: int, *, seed: int) -> list[Application]:
    """Give a region of applications."""
    rng = random.Random(f"round {seed}")
    made = []
    for _ in range(count):
        block = rng.choices([name for name, _ in BLOCKS], weights=[size for _, size in BLOCKS])[0]
        expertise, goals = ({theme: rng.randint(1, 3) for theme in rng.sample(range(THEMES), 2)} for _ in range(2))
        place = (rng.uniform(0, SIDE_KM), rng.uniform(0, SIDE_KM))
        made.append(Application(block, *place, rng.uniform(10, 40), rng.choice(DAYS), expertise, goals))
    return made


def round_of(count: int, *, seed: int) -> Instance:
    """Give a round."""
    made = applications(count, seed=seed)
    weights: dict[tuple[Id, Id], int] = {}
    for one, teacher in enumerate(made):
        for other, job in enumerate(made):
            if one == other or teacher.block != job.block or (job.days & ~teacher.days).bit_count() > 1:
                continue
            distance = math.hypot(teacher.x - job.x, teacher.y - job.y)
            learnt = sum(level * teacher.goals.get(theme, 0) for theme, level in job.expertise.items())
            brought = sum(level * job.goals.get(theme, 0) for theme, level in teacher.expertise.items())
            if distance <= teacher.radius_km and learnt:
                weights[one, other] = 2 * learnt + brought + round(8 * (1 - distance / 40))
    return instance_of(range(count), weights)
