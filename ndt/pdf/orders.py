"""Order a document that takes long; make it in a job; forget it after some days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ndt.jobs import progress
from ndt.jobs import services as jobs
from ndt.jobs.core.errors import PermanentFailure, TryAgain
from ndt.jobs.models import Job
from ndt.pdf import registry, services
from ndt.pdf.models import Order
from ndt.people.models import User

KEPT: Final = timedelta(days=7)


class TooManyOrders(Exception):
    """Somebody has so many orders waiting that others would wait for them."""

    code = "too_many_orders"


# Documents are made one after the other, for everybody: nobody may fill the queue.
MOST_WAITING: Final = 5


@transaction.atomic
def place(*, owner: User, kind: str, parameters: dict[str, Any], title: str, filename: str, now: datetime) -> Order:
    """Order a document. The same order that still waits is not made twice.

    parameters: JSON-able choices for the builder of `kind`. filename: "tekenaars.pdf".
    Raises KeyError for a kind that nobody registered, TooManyOrders.
    """
    registry.kind(kind)
    User.objects.select_for_update().get(pk=owner.pk)
    waiting = Order.objects.listed().filter(owner=owner, made_at=None, expires_at__gt=now)
    same = waiting.filter(kind=kind, parameters=parameters).first()
    if same is not None:
        return same
    if waiting.count() >= MOST_WAITING:
        raise TooManyOrders
    order = Order.objects.create(
        owner=owner, kind=kind, parameters=parameters, title=title, filename=filename,
        created_at=now, expires_at=now + KEPT,
    )  # fmt: skip
    jobs.enqueue(kind="pdf.make", key=order.job_key, payload={"order": str(order.pk)})
    return order


def make(job: Job) -> None:
    """Make an ordered document: the handler of "pdf.make"."""
    order = Order.objects.listed().select_related("owner").filter(pk=UUID(job.payload["order"])).first()
    if order is None or order.made_at is not None:
        return
    if not order.owner.is_active:
        raise PermanentFailure("owner-gone")
    if not services.available():
        # An operator can install what is missing; the job waits and is tried again.
        raise TryAgain("pango-missing")

    def tell(done: int, total: int) -> None:
        progress.report(job, done, total)

    try:
        order.content = registry.kind(order.kind).build(order.owner, order.parameters, order.created_at, tell)
    except registry.NotAllowed as problem:
        raise PermanentFailure(problem.code) from problem
    order.made_at = timezone.now()
    order.save(update_fields=["content", "made_at"])


def clean(now: datetime) -> int:
    """Delete the orders whose time is over; give how many."""
    deleted, _by_model = Order.objects.over(now).delete()
    return deleted
