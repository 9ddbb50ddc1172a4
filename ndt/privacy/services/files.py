"""Delete the files of erased rows, after the erasure is committed."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from ndt.jobs.models import Job


def delete(job: Job) -> None:
    """Delete one file where its field keeps files; the handler of `privacy.delete_file`. Gone already: fine."""
    field_of(job.payload["model"], job.payload["field"]).storage.delete(job.payload["path"])


def field_of(model: str, name: str) -> models.FileField:
    """Give the field that knows in which storage its files are."""
    field = apps.get_model(model)._meta.get_field(name)
    assert isinstance(field, models.FileField)
    return field
