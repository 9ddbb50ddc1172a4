"""Six kinds of addresses that the form may not tell apart, a stopwatch, and a rank test."""

from __future__ import annotations

import math
import random
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import combinations

from django.utils import timezone

from campaigns.models import Petition, Signature
from campaigns.models.signature import State
from campaigns.services import confirming
from ndt.mail import services as mail
from ndt.mail.models import Reason
from tests.campaigns import factories
from tests.e2e.visitor import Answer, Visitor, signing

NAME = "Amina el Amrani"
STATES = ("new", "pending", "confirmed", "withdrawn", "blocked", "alias")
TARGET = 0.05
# How many standard errors chance may bring: all 15 pairs stay within them in 998 of 1,000 runs.
SIGMAS = 3.85


def prepare(petition: Petition, number: int) -> dict[str, list[str]]:
    """Give so many addresses of each kind, all written alike: what differs is what the platform knows."""
    letters = dict(zip(STATES, "abcdef", strict=True))
    typed = {
        state: [f"kijker{letters[state]}.{one:06d}@gmail.com" for one in range(number)] for state in STATES
    }  # fmt: skip
    for state, known in {"pending": State.PENDING, "confirmed": State.CONFIRMED}.items():
        for address in typed[state]:
            factories.signature(petition, state=known, email=address, name=NAME)
    for address in typed["alias"]:
        # Signed under another spelling of the same mailbox.
        spelled = address.replace(".0", "0", 1).replace("@", "+werk@")
        factories.signature(petition, state=State.CONFIRMED, email=spelled, name=NAME)
    for address in typed["withdrawn"]:
        confirming.entomb(factories.signature(petition, email=address, name=NAME), now=timezone.now())
    for address in typed["blocked"]:
        mail.suppress(address=address, reason=Reason.NOT_ME, now=timezone.now())
    assert Signature.objects.count() == 4 * number
    return typed


@dataclass
class Crowd:
    """Sends forms to one petition, each as somebody whom the server never saw."""

    url: str
    path: str
    sent: int = 0
    cookies: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.visitor = Visitor(self.url)
        page = self.visitor.get(f"{self.path}teken/")
        self.token = page.cookies["csrftoken"].value
        self.unseen = {
            "csrfmiddlewaretoken": page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0],
            "started": page.text.split('name="started" value="')[1].split('"')[0],
        }

    def send(self, state: str, address: str) -> float:
        """Send the form for an address; give how long the answer took."""
        answer = self._post(f"{self.path}teken/", signing(address, name=NAME))
        assert answer.status == 302, answer.text
        self.cookies.setdefault(state, []).append(answer.cookies["aanvraag"].value)
        return answer.seconds

    def guess(self, _state: str, cookie: str) -> float:
        """Send a wrong code as the browser that sent a form; give how long the answer took."""
        answer = self._post(f"{self.path}kijk-in-uw-mail/", {"code": "000000"}, aanvraag=cookie)
        assert answer.status == 422, answer.status
        return answer.seconds

    def _post(self, path: str, facts: dict[str, str], **cookies: str) -> Answer:
        self.sent += 1
        # From everywhere: none of them is held because of the others.
        self.visitor.address = f"198.{18 + self.sent // 62500}.{self.sent // 250 % 250}.{self.sent % 250}"
        self.visitor.cookies = {"csrftoken": self.token, **cookies}
        return self.visitor.post(path, self.unseen | facts)


def interleaved(
    ask: Callable[[str, str], float], what: dict[str, list[str]], *, rng: random.Random, warm_up: int = 5
) -> dict[str, list[float]]:
    """Ask for one of each kind, in a new order each round; give the seconds by kind. The first rounds do not count."""
    seconds: dict[str, list[float]] = {state: [] for state in what}
    for number, one_of_each in enumerate(zip(*what.values(), strict=True)):
        order = list(zip(what, one_of_each, strict=True))
        rng.shuffle(order)
        for state, subject in order:
            took = ask(state, subject)
            if number >= warm_up:
                seconds[state].append(took)
    return seconds


def auc(slow: Iterable[float], quick: Iterable[float]) -> float:
    """Give the chance that one of `slow` takes longer than one of `quick` (Mann-Whitney U; a tie is half)."""
    ordered, slow = sorted(quick), list(slow)
    wins = sum((bisect_left(ordered, one) + bisect_right(ordered, one)) / 2 for one in slow)
    return wins / (len(slow) * len(ordered))


def bound(number: int) -> float:
    """Give how far from 0.5 an AUC over two times `number` may lie: the target, or what chance alone brings."""
    return max(TARGET, SIGMAS * math.sqrt((2 * number + 1) / (12 * number * number)))


def worst(seconds: dict[str, list[float]]) -> tuple[float, str]:
    """Give the AUC that is farthest from 0.5, above it, and of which two kinds it is."""
    found = [
        (max(value, 1 - value), f"{one} / {other}")
        for one, other in combinations(seconds, 2)
        for value in [auc(seconds[one], seconds[other])]
    ]
    return max(found)
