"""Celery's side: it says 'look', and the looking is in services. All of it is safe to run twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from ndt.jobs import services


@shared_task
def sweep() -> int:
    """Do the jobs that are due."""
    return services.sweep()


@shared_task
def daily() -> int:
    """Write today's rounds."""
    return services.plan_daily(now=timezone.now())


@shared_task
def watch() -> bool:
    """Say in the log when the outbox is late."""
    return services.watch(now=timezone.now())
