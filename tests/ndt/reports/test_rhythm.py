"""When a follower gets a mail."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ndt.reports.core.rhythm import Rhythm, is_due

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("rhythm", "last", "today", "changed", "due"),
    [
        (Rhythm.MONTHLY, None, DAY, False, True),
        (Rhythm.MONTHLY, date(2026, 10, 31), date(2026, 11, 1), False, True),
        (Rhythm.MONTHLY, date(2026, 11, 1), date(2026, 11, 30), True, False),
        (Rhythm.MONTHLY, date(2026, 12, 5), date(2027, 1, 1), False, True),
        (Rhythm.CHANGE, DAY, DAY + timedelta(days=1), True, True),
        (Rhythm.CHANGE, DAY, DAY + timedelta(days=1), False, False),
        (Rhythm.CHANGE, DAY, DAY, True, False),
    ],
)
def test_examples_by_hand(rhythm, last, today, changed, due):
    assert is_due(rhythm, last=last, today=today, changed=changed) is due


@given(st.dates(), st.sampled_from(Rhythm), st.booleans())
def test_nobody_gets_two_mails_on_one_day(day, rhythm, changed):
    assert not is_due(rhythm, last=day, today=day, changed=changed)


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_a_month_has_one_mail_however_often_one_looks(start):
    days = [start + timedelta(days=step) for step in range(1, 366)]
    last, mails = start, 0
    for today in days:
        if is_due(Rhythm.MONTHLY, last=last, today=today, changed=True):
            last, mails = today, mails + 1

    assert mails == sum(day.day == 1 for day in days)
