"""The number equals the rows, whatever happens at once."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from campaigns import queries, tasks
from campaigns.core.errors import NumberDrifted
from campaigns.models import LedgerEntry, Signature, Tally
from campaigns.models.signature import State
from campaigns.services import confirming, counting, petitions
from tests.campaigns import factories


def shown(petition):
    return queries.number(petition).public


@pytest.mark.django_db
def test_the_number_is_right_before_and_after_a_fold(petition, now):
    for _ in range(3):
        factories.signature(petition, now=now)

    assert shown(petition) == 3
    assert counting.fold() == 3
    assert shown(petition) == 3
    assert counting.fold() == 0
    assert Tally.objects.get().number == 3


@pytest.mark.django_db
def test_every_road_to_and_from_counted_passes_the_ledger(petition, now):
    made = factories.signature(petition, now=now)
    Signature.objects.filter(pk=made.pk).update(state=State.REJECTED)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE campaigns_signature SET state = 'confirmed'")
        cursor.execute("DELETE FROM campaigns_signature")

    assert list(LedgerEntry.objects.order_by("id").values_list("delta", flat=True)) == [1, -1, 1, -1]
    assert shown(petition) == 0
    assert counting.recount() == []


@pytest.mark.django_db
def test_a_number_that_drifted_is_found(petition, now):
    factories.signature(petition, now=now)
    counting.fold()
    Tally.objects.update(number=7)

    assert counting.recount() == [(petition.slug, 7, 1)]


@pytest.mark.django_db
def test_random_lives_leave_number_and_rows_equal(petition, now):
    rng = random.Random(2021)
    made = [factories.signature(petition, now=now, state=rng.choice(State.values)) for _ in range(40)]
    for _ in range(200):
        one = rng.choice(made)
        Signature.objects.filter(pk=one.pk).update(state=rng.choice(State.values), confirmed_at=now)
        if rng.random() < 0.2:
            counting.fold(most=rng.randrange(1, 20))

    assert counting.recount() == []
    assert shown(petition) == Signature.objects.counted().count()


@pytest.mark.django_db(transaction=True)
def test_two_folders_at_once_add_each_step_once(petition, now):
    for _ in range(300):
        factories.signature(petition, now=now)

    def folding(_number):
        try:
            return sum(counting.fold(most=7) for _ in range(60))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        folded = sum(pool.map(folding, range(4)))
    counting.fold()

    assert folded <= 300
    assert Tally.objects.get().number == 300
    assert counting.recount() == []


@pytest.mark.django_db(transaction=True)
def test_a_confirmation_that_commits_late_is_counted_by_a_later_fold(petition, now):
    def late():
        try:
            with transaction.atomic():
                factories.signature(petition, now=now)
                with ThreadPoolExecutor(1) as other:
                    other.submit(fold_elsewhere).result()
        finally:
            connection.close()

    def fold_elsewhere():
        try:
            factories.signature(petition, now=now)
            counting.fold()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(late).result()

    counting.fold()
    assert Tally.objects.get().number == 2


@pytest.mark.django_db
def test_the_number_takes_one_query(petition, now, django_assert_num_queries):
    for _ in range(5):
        factories.signature(petition, now=now)

    with django_assert_num_queries(1):
        shown(petition)


@pytest.mark.django_db
def test_after_delivery_the_number_stays_and_the_page_says_how_many_went(petition, now):
    made = [factories.signature(petition, now=now) for _ in range(3)]
    petitions.close(petition=petition, now=now)
    petition = petitions.deliver(petition=petition, now=now)

    confirming.entomb(made[0], now=now)

    number = queries.number(petition)
    assert (number.public, number.removed) == (3, 1)


@pytest.mark.django_db
def test_before_delivery_the_number_falls_with_an_erasure(petition, now):
    made = [factories.signature(petition, now=now) for _ in range(3)]

    confirming.entomb(made[0], now=now)

    assert shown(petition) == 2


@pytest.mark.django_db
def test_a_number_that_drifted_stops_the_daily_check_so_that_the_operator_hears(petition, now):
    factories.signature(petition, now=now)
    tasks.check_numbers(now)
    counting.fold()
    Tally.objects.update(number=7)

    with pytest.raises(NumberDrifted):
        tasks.check_numbers(now)
