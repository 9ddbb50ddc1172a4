"""Who may open the pages of ordered documents."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from ndt.pdf.models import Order
from tests.house.roles import NOT_FOUND, Row, World, members, only


def order(world: World) -> dict[str, object]:
    """An order of the policymaker."""
    now = timezone.now()
    placed = Order.objects.create(
        owner=world.users["policymaker"], kind="test", title="Lijst", filename="lijst.pdf", content=b"%PDF",
        made_at=now, expires_at=now + timedelta(days=1),
    )  # fmt: skip
    return {"pk": placed.pk}


URLS = {
    "pdf:index": Row(get=members()),
    "pdf:order": Row(get=only("policymaker", others=NOT_FOUND), kwargs=order),
    "pdf:download": Row(get=only("policymaker", others=NOT_FOUND), kwargs=order),
}
