"""Calendar links by a random key, of coordinators and of the people of an exchange. Links from before stop working."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import wisselkracht.models.feed


class Migration(migrations.Migration):
    dependencies = [
        ("wisselkracht", "0005_talks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel(name="CalendarFeed"),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        default=wisselkracht.models.feed.new_key, max_length=32, unique=True, verbose_name="sleutel"
                    ),
                ),
                (
                    "applicant",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wisselkracht.applicant",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "link naar een agenda",
                "verbose_name_plural": "links naar agenda's",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("applicant__isnull", True), ("user__isnull", False))
                        | models.Q(("applicant__isnull", False), ("user__isnull", True)),
                        name="calendar_link_is_of_one",
                    )
                ],
            },
        ),
    ]
