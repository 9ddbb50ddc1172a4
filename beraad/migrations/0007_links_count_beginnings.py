"""A link counts who begins to register: to look at a page changes nothing."""

from typing import Any, ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Give the total of a day the name of what it counts."""

    dependencies: ClassVar[list[Any]] = [("beraad", "0006_draw_papers")]

    operations: ClassVar[list[Any]] = [
        migrations.RenameField(model_name="linkday", old_name="visits", new_name="started"),
        migrations.AlterField(
            model_name="linkday",
            name="started",
            field=models.PositiveIntegerField(default=0, verbose_name="begonnen"),
        ),
    ]
