"""Strangers learn nothing from how long an answer takes."""

from __future__ import annotations

import random
import time

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from ndt.people.models import User
from ndt.people.steady import STEP, remaining

DOORS = ("/account/inloggen/", "/account/aanmelden/")


@given(st.floats(0, 30))
def test_an_answer_ends_at_a_whole_step(spent):
    steps = (spent + remaining(spent)) / STEP

    assert abs(steps - round(steps)) < 1e-6
    assert 0 < remaining(spent) <= STEP


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
def test_an_answer_never_comes_before_the_first_step(client, amina, door):
    began = time.perf_counter()
    client.post(door, {"email": amina.email})

    assert time.perf_counter() - began >= STEP


def rank(ones: list[float], others: list[float]) -> float:
    """Give the chance that one of the first takes longer than one of the second; 0.5 tells nothing."""
    pairs = [(one > other) + 0.5 * (one == other) for one in ones for other in others]
    return sum(pairs) / len(pairs)


@pytest.mark.full
@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
def test_timing_tells_nobody_from_somebody(door, record_figure):
    for number in range(500):
        user = User.objects.create_user(f"known{number}@voorbeeld.example")
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    took: dict[str, list[float]] = {"known": [], "new": []}

    for number in range(500):
        for kind in random.sample(["known", "new"], 2):
            browser = Client(REMOTE_ADDR=f"10.{number // 200}.{number % 200}.{len(kind)}")
            began = time.perf_counter()
            answer = browser.post(door, {"email": f"{kind}{number}@voorbeeld.example"})
            took[kind].append(time.perf_counter() - began)
            assert answer.status_code == 302

    chance = rank(took["known"], took["new"])
    record_figure(f"AUC with/without an account, {door}", target="0.45 to 0.55", measured=chance)
    assert 0.45 <= chance <= 0.55
