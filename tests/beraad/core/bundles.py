"""A small lottery whose bundle the verifier can check, held with the test chain or with balls."""

import random
from datetime import UTC, datetime, timedelta

from beraad.core import bundle
from beraad.core.bundle import Fixed, Rule
from ndt.draws import beacons, commitments, index
from ndt.draws.beacons import TEST_CHAIN, BallsAnnouncement, DrandAnnouncement

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECRET = bytes(range(32))
FEATURES = ("sector", "leeftijd")


def fixed(*, panels=40, size=6, people=24, seed=4):
    """Twelve people of each sector; every panel has three of each, dealt in turn."""
    rng = random.Random(seed)
    tickets = [f"T{number:04d}" for number in rng.sample(range(10_000), people)]
    halves = tickets[: people // 2], tickets[people // 2 :]
    half = size // 2
    made = tuple(
        tuple(group[(number * half + place) % len(group)] for group in halves for place in range(half))
        for number in range(panels)
    )
    sectors = {ticket: sector for group, sector in zip(halves, ("PO", "VO"), strict=True) for ticket in group}
    return Fixed(
        subject="Een proef, loting 1",
        tickets=tuple(tickets),
        panels=made,
        rules=(Rule("sector", "PO", 3, 3), Rule("sector", "VO", 2, 4)),
        features=FEATURES,
        profiles={ticket: (sectors[ticket], "30-39, met komma") for ticket in tickets},
        chances=dict.fromkeys(tickets, f"{size}/{people}"),
    )


def files(lottery, *, announcement=None, for_auditors=False, drawn=True, published_at=NOON):
    """Give the whole bundle."""
    announcement = announcement or DrandAnnouncement(TEST_CHAIN, TEST_CHAIN.first_after(NOON + timedelta(hours=1)))
    balls = isinstance(announcement, BallsAnnouncement)
    secret = b"" if balls else SECRET
    commitment = bundle.commit(
        lottery,
        announcement=announcement,
        secret_sha256="" if balls else commitments.digest(secret),
        published_at=published_at,
    )
    made = bundle.public_files(lottery) | {"commitment.json": commitment.content()}
    if for_auditors:
        made |= bundle.auditor_files(lottery)
    if drawn:
        recording = (
            beacons.read_balls(["97", "13"], digits=2)
            if balls
            else beacons.read_drand(commitments.canonical(beacons.made_up_round(announcement.number, seed=b"seed")))
        )
        later = announcement.at + timedelta(minutes=1)
        outcome = index.draw(commitment, recording, secret=secret, published_at=NOON, now=later)
        made |= bundle.drawn_files(lottery.panels, recording=recording, secret=secret, outcome=outcome)
    return bundle.sealed(made)


def write(place, made):
    """Write a bundle to a directory."""
    place.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (place / name).write_bytes(content)
    return place
