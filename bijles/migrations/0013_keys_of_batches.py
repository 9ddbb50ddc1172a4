from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bijles", "0012_bookings_that_stand"),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="key",
            field=models.UUIDField(blank=True, editable=False, null=True, unique=True),
        ),
    ]
