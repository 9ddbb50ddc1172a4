"""What a person may do, as plain facts: no database, no Django."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# Roles that see what others entrusted to us, or change what others see.
SECOND_FACTOR_ROLES: Final = frozenset({"coordinator", "moderator", "confidant"})


@dataclass(frozen=True, slots=True)
class Post:
    """One role in one organisation.

    organisation: its id. kind: what sort of organisation. solution: the room it works for, or "".
    """

    role: str
    organisation: int
    kind: str
    solution: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Every post that somebody holds today."""

    posts: frozenset[Post] = frozenset()

    def holds(
        self, *roles: str, solution: str | None = None, organisation: int | None = None, kind: str | None = None
    ) -> bool:
        """Say whether one single post has one of `roles` and every other property that is asked for.

        Two posts never add up: coordinator here and policymaker there is not coordinator there.
        """
        return any(
            post.role in roles
            and (solution is None or post.solution == solution)
            and (organisation is None or post.organisation == organisation)
            and (kind is None or post.kind == kind)
            for post in self.posts
        )

    def organisations(self, *roles: str, solution: str | None = None) -> frozenset[int]:
        """Give the ids of the organisations where one of `roles` is held."""
        return frozenset(
            post.organisation
            for post in self.posts
            if post.role in roles and (solution is None or post.solution == solution)
        )

    @property
    def needs_second_factor(self) -> bool:
        """Say whether one of the posts is too powerful for a mailbox alone."""
        return self.holds(*SECOND_FACTOR_ROLES)


NOBODY: Final = Standing()
