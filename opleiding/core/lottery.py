"""Lottery numbers, and the order at each offering that follows from classes and numbers.

Number of candidate c = HMAC-SHA256(key = seed, message = c in UTF-8), or of `o|c` at offering o with multiple
tie-breaking. The lower number goes first; equal numbers go by id. In the mode `most_places` the number decides only
between candidates that are admissible at as many offerings: who has fewer options goes first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import add
from typing import Final

from opleiding.core.market import Market

BLOCK: Final = 64

Number = bytes | int


@dataclass(frozen=True, slots=True)
class Draw:
    """Everybody's number. names: what each number belongs to, a candidate or `offering|candidate`."""

    names: tuple[str, ...]
    numbers: tuple[Number, ...]

    def shown(self) -> dict[str, str | int]:
        """Give the numbers as they are published: hexadecimal digits, or the numbers that were given."""
        return {
            name: number.hex() if isinstance(number, bytes) else number
            for name, number in zip(self.names, self.numbers, strict=True)
        }


@dataclass(frozen=True, slots=True)
class Order:
    """Who goes before whom. The lower key goes first.

    keys: per offering, candidate to class * span + turn. holders: turn to candidate. tickets: turn to place in
    `Draw.names`. span: how many turns there are.
    Turns are shared by all offerings, so that keys can be compared inside a pool too.
    """

    keys: tuple[dict[int, int], ...]
    holders: tuple[int, ...]
    tickets: tuple[int, ...]
    span: int


def hmac_sha256(key: bytes, messages: Iterable[str]) -> list[bytes]:
    """Give HMAC-SHA256 of many messages under one key; the two halves of the key are hashed once (RFC 2104)."""
    padded = (hashlib.sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded)).copy
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded)).copy
    found = []
    for message in messages:
        inside, outside = inner(), outer()
        inside.update(message.encode())
        outside.update(inside.digest())
        found.append(outside.digest())
    return found


def draw(market: Market) -> Draw:
    """Give everybody a number: drawn from the seed, or as given. Without lottery all are 0, so that ids decide."""
    names = _names(market)
    lottery = market.lottery
    if lottery.seed is not None:
        return Draw(names, tuple(hmac_sha256(lottery.seed, names)))
    if lottery.numbers is not None:
        return Draw(names, tuple([lottery.numbers[name] for name in names]))
    return Draw(names, (0,) * len(names))


def order(market: Market, drawn: Draw) -> Order:
    """Give the order at each offering that classes and numbers make."""
    numbers = drawn.numbers
    # Candidates stand by id and sorting is stable, so that equal numbers go by id.
    by_turn = sorted(range(len(numbers)), key=numbers.__getitem__)
    if market.mode == "most_places":
        options, owners = market.options(), _owners(market)
        by_turn.sort(key=lambda ticket: options[owners[ticket]])
    return ordered(market, by_turn)


def ordered(market: Market, by_turn: Sequence[int]) -> Order:
    """Give the order in which the tickets (places in `Draw.names`) have their turn as listed."""
    span = max(len(by_turn), 1)
    turns = [0] * len(by_turn)
    for turn, ticket in enumerate(by_turn):
        turns[ticket] = turn
    if market.tie_breaking == "single":
        keys = tuple(
            [
                dict(
                    zip(group, map(add, map(span.__mul__, group.values()), map(turns.__getitem__, group)), strict=True)
                )
                for group in market.classes
            ]
        )
        return Order(keys, tuple(by_turn), tuple(by_turn), span)
    owners, left = _owners(market), iter(turns)
    many = [{person: group[person] * span + next(left) for person in sorted(group)} for group in market.classes]
    return Order(tuple(many), tuple([owners[ticket] for ticket in by_turn]), tuple(by_turn), span)


def _owners(market: Market) -> Sequence[int]:
    """Give per number the candidate that it belongs to."""
    if market.tie_breaking == "single":
        return range(len(market.candidates))
    return [person for group in market.classes for person in sorted(group)]


def _names(market: Market) -> tuple[str, ...]:
    if market.tie_breaking == "single":
        return market.candidates
    return tuple(
        [
            f"{offering}|{market.candidates[person]}"
            for offering, group in zip(market.offerings, market.classes, strict=True)
            for person in sorted(group)
        ]
    )
