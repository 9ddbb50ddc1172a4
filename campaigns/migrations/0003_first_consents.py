"""Keep the exact words of the form's consents, version 1: each signature says which version it agreed to."""

from django.db import migrations

WORDS = {
    "sign": "Ja, ik teken deze petitie. Een handtekening kan laten zien wat u van politiek vindt. "
    "Daarom vragen wij uw toestemming. U kunt die altijd intrekken.",
    "show": "Mijn naam mag op deze website staan. Met uw plaats, zonder uw e-mailadres.",
    "deliver": "Mijn naam mag op de lijst die wij aanbieden. "
    "De mensen die over het onderwijs beslissen, zien dan uw naam en plaats.",
    "updates": "Houd mij op de hoogte. U krijgt een mail als er een antwoord is.",
}


def write(apps, schema_editor):
    consent = apps.get_model("campaigns", "Consent")
    consent.objects.bulk_create(consent(kind=kind, version=1, words=words) for kind, words in WORDS.items())


def remove(apps, schema_editor):
    # The trigger that keeps consents from changing guards them from this too.
    schema_editor.execute("TRUNCATE campaigns_consent")


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_count_into_ledger")]

    operations = [migrations.RunPython(write, remove)]
