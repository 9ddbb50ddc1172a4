"""Documents that take long: ordered, made in a job, for their owner only, gone after a week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from ndt.jobs import services as jobs
from ndt.jobs.models import Job, State
from ndt.pdf import engine, orders, registry
from ndt.pdf.models import Order
from ndt.people.models import User
from tests.house.roles import log_in

CONTENT = b"%PDF-1.7 test"


@pytest.fixture
def eva(db: None) -> User:
    return User.objects.create_user("eva@voorbeeld.example", name="Eva")


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give a function that lets `made` make the documents of kind "test.list"."""

    def register(made: registry.Build = lambda user, parameters, now, tell: CONTENT) -> None:
        monkeypatch.setitem(registry._kinds, "test.list", registry.Kind("test.list", made))

    register()
    return register


def place(owner: User, **facts: Any) -> Order:
    order: dict[str, Any] = {
        "kind": "test.list", "parameters": {}, "title": "Een lijst", "filename": "lijst.pdf", "now": timezone.now()
    }  # fmt: skip
    return orders.place(owner=owner, **(order | facts))


def test_an_order_is_made_by_a_job_and_fetched_by_its_owner(client, eva, build):
    order = place(eva)
    log_in(client, eva)
    waiting = client.get(order.get_absolute_url()).content.decode()
    early = client.get(reverse("pdf:download", args=[order.pk]))

    jobs.sweep()

    ready = client.get(order.get_absolute_url()).content.decode()
    given = client.get(reverse("pdf:download", args=[order.pk]))
    assert "hx-trigger" in waiting
    assert "Bekijk de stand" in waiting
    assert early.status_code == 404
    assert "Het document is klaar." in ready
    assert "hx-trigger" not in ready
    assert given.content == CONTENT
    assert given["Content-Type"] == "application/pdf"
    assert "lijst.pdf" in given["Content-Disposition"]
    assert "no-store" in given["Cache-Control"]


def test_somebody_else_cannot_tell_that_it_exists(client, eva, build):
    order = place(eva)
    jobs.sweep()
    log_in(client, User.objects.create_user("omar@voorbeeld.example"))

    assert client.get(order.get_absolute_url()).status_code == 404
    assert client.get(reverse("pdf:download", args=[order.pk])).status_code == 404
    assert "Een lijst" not in client.get(reverse("pdf:index")).content.decode()


def test_the_page_shows_how_far_it_is(client, eva, build):
    order = place(eva)
    shown: list[str] = []

    def slow(_user: User, _parameters: dict[str, Any], _now: object, tell: registry.Progress) -> bytes:
        tell(1, 4)
        log_in(client, eva)
        shown.append(client.get(order.get_absolute_url()).content.decode())
        return CONTENT

    build(slow)
    jobs.sweep()

    assert 'value="25"' in shown[0]


def test_the_same_order_twice_is_one_job(eva, build):
    first, second = place(eva), place(eva)

    assert first == second
    assert Job.objects.filter(kind="pdf.make").count() == 1
    assert place(eva, parameters={"plaats": "Nergenshuizen"}) != first


def test_nobody_fills_the_queue(eva, build):
    for number in range(orders.MOST_WAITING):
        place(eva, parameters={"n": number})

    with pytest.raises(orders.TooManyOrders):
        place(eva, parameters={"n": "nog een"})


def test_who_lost_the_right_gets_no_document(client, eva, build):
    def refuse(*_facts: object) -> bytes:
        raise registry.NotAllowed

    build(refuse)
    order = place(eva)
    jobs.sweep()
    log_in(client, eva)

    assert Job.objects.get(kind="pdf.make").state == State.DEAD
    assert "Het document is niet gelukt" in client.get(order.get_absolute_url()).content.decode()


def test_without_pango_an_order_waits_for_the_operator(eva, build, monkeypatch):
    monkeypatch.setattr(engine, "MISSING", "no pango")
    place(eva)
    jobs.sweep()

    job = Job.objects.get(kind="pdf.make")
    assert (job.state, job.last_error) == (State.QUEUED, "pango-missing")


def test_an_order_goes_after_a_week_with_its_document(eva, build):
    order = place(eva)
    jobs.sweep()

    assert orders.clean(order.created_at + timedelta(days=6)) == 0
    assert orders.clean(order.created_at + timedelta(days=8)) == 1
    assert not Order.objects.exists()


def test_an_order_of_a_deleted_account_does_nothing(eva, build):
    place(eva)
    eva.delete()

    jobs.sweep()

    assert Job.objects.get(kind="pdf.make").state == State.DONE
