"""Which rules for tracks there are to choose from: those of the norm sets, each different pair once."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from inspectie.core.norms import NormSet
from inspectie.core.tracks import Rules, Trigger
from inspectie.queries import norm_sets


@dataclass(frozen=True, slots=True)
class Option:
    """The rules of one norm set. digest: the SHA-256 of that norm set."""

    slug: str
    title: str
    digest: str
    rules: Rules

    @property
    def both(self) -> bool:
        """Say whether onvoldoende starts a track as well."""
        return len(self.rules.triggers) == len(Trigger)


def rules_of(norm_set: NormSet) -> Rules | None:
    """Give the rules of a norm set; None when under it no judgement starts a track."""
    track = norm_set.track
    if not track.triggers:
        return None
    return Rules(frozenset(Trigger(trigger) for trigger in track.triggers), track.deadline_months)


def options() -> list[Option]:
    """Give what may be chosen, in the order of the norm sets: of equal rules only the first."""
    found: dict[Rules, Option] = {}
    for slug, norm_set in norm_sets.every().items():
        rules = rules_of(norm_set)
        if rules is not None and rules not in found:
            title = norm_set.title.within(get_language() or "nl")
            found[rules] = Option(slug, title, norm_set.sha256, rules)
    return list(found.values())
