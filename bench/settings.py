"""The platform's settings with, beside its own addresses, those that only a bench asks."""

from ndt.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
