from django.contrib.postgres.fields.ranges import RangeStartsWith
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bijles", "0011_credit_notes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(
                RangeStartsWith("period"), condition=models.Q(state="confirmed"), name="bookings_that_stand"
            ),
        ),
    ]
