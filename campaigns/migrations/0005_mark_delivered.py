"""Mark what was handed over before signatures carried the mark."""

from django.db import migrations

FORWARD = """
UPDATE campaigns_signature AS signature SET delivered = TRUE
FROM campaigns_petition AS petition
WHERE petition.id = signature.petition_id AND petition.state IN ('delivered', 'answered')
    AND signature.state = 'confirmed' AND signature.confirmed_at <= petition.delivered_at
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0004_delivered")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
