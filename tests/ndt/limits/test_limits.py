from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from ndt.limits import services
from ndt.limits.models import Bucket

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def use(subject="a", *, at=NOW, limit=5):
    return services.allow(purpose="test", subject=subject, limit=limit, window=MINUTE, now=at)


@pytest.mark.django_db
def test_the_sixth_of_five_is_refused_and_another_subject_is_not():
    assert [use() for _ in range(6)] == [True] * 5 + [False]
    assert use("b")


@pytest.mark.django_db
def test_asking_what_is_left_uses_nothing_and_says_what_allow_would():
    for _again in range(7):
        before = services.left(purpose="test", subject="a", limit=5, window=MINUTE, now=NOW)
        services.left(purpose="test", subject="a", limit=5, window=MINUTE, now=NOW)
        assert use() is before


@pytest.mark.django_db
def test_allowance_returns_evenly():
    for _ in range(5):
        use()

    assert not use(at=NOW + timedelta(seconds=11))
    assert use(at=NOW + timedelta(seconds=12))
    assert not use(at=NOW + timedelta(seconds=12))


@pytest.mark.django_db
def test_one_use_is_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        use()


@pytest.mark.django_db
def test_the_subject_cannot_be_read_from_the_table():
    use("amina@voorbeeld.example")

    assert "amina" not in Bucket.objects.get().key


@pytest.mark.django_db
def test_whole_buckets_are_cleaned():
    use()

    assert services.clean(now=NOW + 2 * MINUTE) == 1


@pytest.mark.django_db(transaction=True)
def test_forty_at_once_get_no_more_than_the_limit():
    def attempt(_number):
        try:
            return use(limit=10)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        allowed = list(pool.map(attempt, range(40)))

    assert sum(allowed) == 10


class Laws(TestCase):
    @given(
        gaps=st.lists(st.integers(0, 90), max_size=40),
        limit=st.integers(1, 6),
    )
    def test_no_window_holds_more_than_twice_the_limit_and_the_long_run_rate_holds(self, gaps, limit):
        Bucket.objects.all().delete()
        at, allowed = NOW, []
        for gap in gaps:
            at += timedelta(seconds=gap)
            if use(at=at, limit=limit):
                allowed.append(at)

        for start in allowed:
            inside = [moment for moment in allowed if start <= moment < start + MINUTE]
            assert len(inside) <= 2 * limit
        if allowed:
            minutes = (allowed[-1] - allowed[0]) / MINUTE
            assert len(allowed) <= limit * (minutes + 1) + 1e-6
