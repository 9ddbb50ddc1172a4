"""The published counts of judgements that this room quotes, each with its source."""

from datetime import date

from django.db import migrations

WEBSITE = "onderwijsinspectie.nl, 9 november 2016"
# period, date, label, schools, share in %, schools in all, visits, approximate, source, confidence
COUNTS = [
    ("begin 2010", date(2010, 1, 1), "zeer_zwak", 100, None, 7000, None, True, "NRC, 11 januari 2011", "press"),
    ("januari 2011", date(2011, 1, 1), "zeer_zwak", 49, None, 7000, None, False, "NRC, 11 januari 2011", "press"),
    *(
        (f"september {year}", date(year, 9, 1), label, None, share, None, None, False, WEBSITE, "official")
        for label, shares in (
            ("zeer_zwak", ("0.6", "0.2", "0.2", "0.2", "0.2", "0.2")),
            ("onvoldoende", ("3.8", "2.9", "2.0", "2.0", "1.9", "1.7")),
        )
        for year, share in zip(range(2011, 2017), shares, strict=True)
    ),
    ("zomer 2019", date(2019, 7, 1), "zeer_zwak", 40, None, None, None, False, "NU.nl, juli 2023", "press"),
    ("zomer 2021", date(2021, 7, 1), "zeer_zwak", 11, None, None, None, False, "NU.nl, juli 2023", "press"),
    ("zomer 2022", date(2022, 7, 1), "zeer_zwak", 13, None, None, 100, True, "NU.nl, juli 2023", "press"),
    ("zomer 2023", date(2023, 7, 1), "zeer_zwak", 39, None, 6545, 250, True, "NU.nl, juli 2023", "press"),
    (
        "1 januari 2020, met zeer zwak en (v)so", date(2020, 1, 1), "onvoldoende", None, "2.0",
        None, None, True, "De Staat van het Onderwijs 2020", "press",
    ),
]  # fmt: skip
FIELDS = (
    "period", "dated", "label", "schools", "share", "total", "visits", "approximate", "source", "confidence",
)  # fmt: skip


def write(apps, schema_editor):
    model = apps.get_model("inspectie", "JudgementCount")
    rows = [model(**dict(zip(FIELDS, count, strict=True))) for count in COUNTS]
    model.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("inspectie", "0003_tracks")]

    # The way back leaves them: the table goes with 0001, and a count never changes.
    operations = [
        migrations.RunPython(write, migrations.RunPython.noop),
    ]
