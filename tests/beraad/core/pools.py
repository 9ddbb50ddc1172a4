"""Pools to measure with: made from a seed, skewed as pools of volunteers are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from beraad.core.instance import Feature, Instance, Quota, pool_of

SIZES = (2, 3, 4, 5, 6, 8, 10)
RECORD = {"people": 1727, "size": 110, "values": SIZES, "seed": 7, "skew": 1.2}
NOBODY_SHOWED = {"people": 10_000, "size": 160, "values": (2, 3, 4, 5, 6, 8, 10, 4), "seed": 7, "skew": 1.4}


def skewed(*, people: int, size: int, values: Sequence[int], seed: int, skew: float, width: int = 1) -> Instance:
    """Make a pool whose answers lean away from the population, with quotas around a panel that undoes the lean.

    values: how many answers each feature has. skew: how far answers of the pool lean; the answers of one person
    hang together. width: how many seats a quota leaves on both sides of that panel.
    """
    rng = np.random.default_rng(seed)
    features = [Feature(f"f{at}", tuple(f"f{at}v{code}" for code in range(count))) for at, count in enumerate(values)]
    latent = rng.normal(size=people)
    answers = np.empty((people, len(values)), dtype=int)
    undo = np.zeros(people)
    for at, count in enumerate(values):
        lean = rng.normal(scale=skew, size=count)
        logits = (
            np.log(rng.dirichlet(np.full(count, 4.0))) + lean + 0.5 * skew * np.outer(latent, rng.normal(size=count))
        )
        answers[:, at] = np.argmax(logits + rng.gumbel(size=(people, count)), axis=1)
        undo -= 0.5 * lean[answers[:, at]]
    panel = np.argsort(-(undo + rng.gumbel(size=people)))[:size]
    quotas = [
        Quota(f"f{at}", f"f{at}v{code}", max(0, int(here) - width), int(here) + width)
        for at, count in enumerate(values)
        for code, here in enumerate(np.bincount(answers[panel, at], minlength=count))
    ]
    names = [[features[at].values[code] for at, code in enumerate(row)] for row in answers.tolist()]
    return Instance(pool_of(features, names), tuple(quotas), size)


def proportional(*, people: int, size: int, seed: int) -> Instance:
    """Make a pool like the fixture's (4 features) whose quotas leave room on both sides of its own shares."""
    rng = np.random.default_rng(seed)
    features = [Feature(name, tuple(f"{name}{code}" for code in range(count))) for name, count in
                (("gender", 3), ("age", 4), ("level", 4), ("place", 8))]  # fmt: skip
    shares = [(0.49, 0.49, 0.02), (0.2, 0.3, 0.27, 0.23), (0.2, 0.22, 0.28, 0.3), (0.125,) * 8]
    answers = np.column_stack([rng.choice(len(share), size=people, p=share) for share in shares])
    quotas: list[Quota] = []
    for at, feature in enumerate(features):
        for code, value in enumerate(feature.values):
            share = float(np.mean(answers[:, at] == code)) * size
            quotas.append(Quota(feature.name, value, max(0, int(share) - 1), int(np.ceil(share)) + 1))
    names = [[features[at].values[code] for at, code in enumerate(row)] for row in answers.tolist()]
    return Instance(pool_of(features, names), tuple(quotas), size)
