"""Delete the files of erased rows, after the erasure is committed."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from ndt.jobs.models import Job


def delete(job: Job) -> None:
    """Delete one file where its field keeps files; the handler of `privacy.delete_file`. Gone already: fine."""
    field = apps.get_model(job.payload["model"])._meta.get_field(job.payload["field"])
    assert isinstance(field, models.FileField)
    field.storage.delete(job.payload["path"])
