"""The pages of ordered documents: for whoever ordered them, and nobody else."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ndt.jobs import progress
from ndt.jobs.models import State
from ndt.pdf import http
from ndt.pdf.models import Order
from ndt.people.access import allowed
from ndt.people.models import User


def anybody(_user: object) -> bool:
    """Let everybody with an account in; each sees the own orders only."""
    return True


def has_orders(user: object) -> bool:
    """Say whether there is something to see for `user`."""
    return isinstance(user, User) and Order.objects.filter(owner=user, expires_at__gt=timezone.now()).exists()


def get_order_for(user: object, pk: UUID) -> Order:
    """Give the order when `user` placed it; for others it does not exist (404)."""
    assert isinstance(user, User)
    order = Order.objects.filter(owner=user, pk=pk, expires_at__gt=timezone.now()).first()
    if order is None:
        raise Http404
    return order


@never_cache
@require_safe
@allowed(anybody)
def index(request: HttpRequest) -> HttpResponse:
    """List what somebody ordered."""
    assert isinstance(request.user, User)
    orders = Order.objects.listed().filter(owner=request.user, expires_at__gt=timezone.now())
    return render(request, "pdf/pages/orders.html", {"orders": orders})


@never_cache
@require_safe
@allowed(anybody)
def order(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show how far a document is; htmx asks again by itself, others reload."""
    placed = get_order_for(request.user, pk)
    how_far = progress.read(placed.job_key)
    context = {
        "order": placed,
        "ready": placed.made_at is not None,
        "failed": placed.made_at is None and (how_far is None or how_far.state not in {State.QUEUED, State.DONE}),
        "percentage": how_far.percentage if how_far else 0,
        "crumbs": [(_("Mijn documenten"), reverse("pdf:index"))],
    }
    return render(request, "pdf/pages/order.html", context)


@never_cache
@require_safe
@allowed(anybody)
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the document."""
    placed = get_order_for(request.user, pk)
    if placed.content is None:
        raise Http404
    return http.document(bytes(placed.content), filename=placed.filename)
