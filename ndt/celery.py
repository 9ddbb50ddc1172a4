"""The Celery application. It is a doorbell: every job it announces is a row in Postgres (`ndt.jobs`)."""

import os

from celery import Celery

from ndt.health.pulse import WorkerPulse
from ndt.jobs.firstlook import FirstLook

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ndt.settings")

app = Celery("ndt")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(WorkerPulse)
app.steps["worker"].add(FirstLook)
