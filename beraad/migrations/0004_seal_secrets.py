"""Encrypt the secrets of draws that are published and not yet drawn."""

from typing import Any, ClassVar

import pgtrigger
from django.db import migrations

from ndt.privacy import sealed

PURPOSE = "beraad.draw"
GUARD = "beraad.Draw:published_draw_does_not_change"


def seal(apps: Any, _schema_editor: Any) -> None:
    draws = apps.get_model("beraad", "Draw")
    with pgtrigger.ignore(GUARD):
        for draw in draws.objects.filter(state="published", sealed_secret="").exclude(secret=""):
            draw.sealed_secret, draw.secret = sealed.seal(PURPOSE, draw.secret), ""
            draw.save(update_fields=["sealed_secret", "secret"])


def unseal(apps: Any, _schema_editor: Any) -> None:
    draws = apps.get_model("beraad", "Draw")
    with pgtrigger.ignore(GUARD):
        for draw in draws.objects.filter(state="published").exclude(sealed_secret=""):
            draw.secret, draw.sealed_secret = sealed.unseal(PURPOSE, draw.sealed_secret), ""
            draw.save(update_fields=["sealed_secret", "secret"])


class Migration(migrations.Migration):
    dependencies: ClassVar = [("beraad", "0003_enrolment")]

    operations: ClassVar = [migrations.RunPython(seal, unseal)]
