"""A step of a month for all its providers: one job a provider, so that one that fails keeps no other from going on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final
from uuid import uuid4

from bijles.core.errors import NotSettled
from bijles.core.settlement import Step
from bijles.models import PassScheme, Provider, Settlement
from bijles.queries import settling as queries
from bijles.services import invoicing, settling
from ndt.jobs import services as jobs

STEP: Final = queries.JOB


def _freeze(scheme: PassScheme, provider: Provider, month: date, now: datetime) -> object:
    return settling.freeze(scheme=scheme, provider=provider, month=month, now=now)


def _approve(scheme: PassScheme, provider: Provider, month: date, now: datetime) -> object:
    return settling.approve(of=_settlement(scheme, provider, month), now=now)


def _invoice(scheme: PassScheme, provider: Provider, month: date, now: datetime) -> object:
    return invoicing.invoice(of=_settlement(scheme, provider, month), now=now)


def _settlement(scheme: PassScheme, provider: Provider, month: date) -> Settlement:
    return Settlement.objects.get(scheme=scheme, provider=provider, month=month)


VERBS: Final[dict[str, Callable[[PassScheme, Provider, date, datetime], object]]] = {
    "freeze": _freeze,
    "approve": _approve,
    "invoice": _invoice,
}
FROM: Final = {"approve": Step.FROZEN, "invoice": Step.APPROVED}


def start(*, scheme: PassScheme, month: date, verb: str, by: int, now: datetime) -> int:
    """Let a step be taken for every provider that waits for it; give how many there are.

    verb: freeze, approve or invoice. by: the account that asks. Raises NotSettled: "month" when a month is frozen before its end,
    "done" when nobody waits, "billing" when nobody who waits has what an invoice needs. A second press asks nothing twice that
    the first still does: each step happens once.
    """
    waiting = _waiting(scheme, month, verb, now)
    press = uuid4().hex[:12]
    for provider in waiting:
        jobs.enqueue(
            kind=STEP,
            key=f"{queries.job_key(scheme.pk, month)}{verb}:{provider}:{press}",
            payload={"scheme": scheme.pk, "provider": provider, "month": month.isoformat(), "verb": verb, "by": by},
        )
    return len(waiting)


def take(payload: dict[str, Any], *, now: datetime) -> None:
    """Take one provider's step. What another took before, or what cannot be taken now, is left as it is: the desk shows it."""
    scheme, provider = PassScheme.objects.get(pk=payload["scheme"]), Provider.objects.get(pk=payload["provider"])
    try:
        VERBS[payload["verb"]](scheme, provider, date.fromisoformat(payload["month"]), now)
    except NotSettled:
        return


def _waiting(scheme: PassScheme, month: date, verb: str, now: datetime) -> list[int]:
    page = queries.month(scheme, month)
    if verb == "freeze":
        if not queries.is_over(month, now):
            raise NotSettled("month")
        waiting = [row.provider for row in page.rows if row.step is Step.OPEN and row.cents]
    else:
        waiting = [row.provider for row in page.rows if row.step is FROM[verb]]
    if not waiting:
        raise NotSettled("done")
    if verb == "invoice":
        complete = [row.provider for row in page.rows if row.provider in waiting and not row.lacks_billing]
        if not complete or page.lacks_billing:
            raise NotSettled("billing")
        return complete
    return waiting
