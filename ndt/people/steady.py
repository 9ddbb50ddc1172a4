"""An answer that takes as long for an address with an account as for one without."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from django.http import HttpResponse

Post = TypeVar("Post", bound=Callable[..., HttpResponse])
# Well above what the slowest of the ways takes: making an account costs some 20 ms more than a mail.
STEP: Final = 0.15


def steady(post: Post) -> Post:
    """Answer at the next whole step of time after the request came in."""

    @wraps(post)
    def waiting(*args: Any, **kwargs: Any) -> HttpResponse:
        began = time.perf_counter()
        response = post(*args, **kwargs)
        time.sleep(remaining(time.perf_counter() - began))
        return response

    return waiting  # type: ignore[return-value]


def remaining(spent: float) -> float:
    """Give the seconds from `spent` to the next whole step."""
    return STEP - spent % STEP
