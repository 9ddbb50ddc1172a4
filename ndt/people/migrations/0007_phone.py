import django.db.models.deletion
import django.utils.timezone
import ndt.people.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_helpers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Phone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", ndt.people.models.SealedField(verbose_name="telefoonnummer")),
                (
                    "number_hash",
                    models.CharField(max_length=64, unique=True, verbose_name="telefoonnummer (versleuteld)"),
                ),
                ("verified_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="bewezen op")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phone",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "telefoon",
                "verbose_name_plural": "telefoons",
            },
        ),
    ]
