"""Write the ledger by trigger: every road to and from "counted" passes here."""

from django.db import migrations

# Plain SQL and not pgtrigger: its triggers can be told to be silent, these cannot; and they spare the
# subtransaction that asks for that at every row, which cost more than the insert itself.
FORWARD = """
CREATE FUNCTION campaigns_count_into_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state = 'confirmed' THEN
        INSERT INTO campaigns_ledgerentry (petition_id, text_id, delta, created_at, folded)
        VALUES (OLD.petition_id, OLD.text_id, -1, clock_timestamp(), FALSE);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state = 'confirmed' THEN
        INSERT INTO campaigns_ledgerentry (petition_id, text_id, delta, created_at, folded)
        VALUES (NEW.petition_id, NEW.text_id, 1, clock_timestamp(), FALSE);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER count_on_insert AFTER INSERT ON campaigns_signature
    FOR EACH ROW WHEN (NEW.state = 'confirmed') EXECUTE FUNCTION campaigns_count_into_ledger();
CREATE TRIGGER count_on_update AFTER UPDATE OF state, petition_id, text_id ON campaigns_signature
    FOR EACH ROW WHEN ((OLD.state, OLD.petition_id, OLD.text_id) IS DISTINCT FROM (NEW.state, NEW.petition_id, NEW.text_id))
    EXECUTE FUNCTION campaigns_count_into_ledger();
CREATE TRIGGER count_on_delete AFTER DELETE ON campaigns_signature
    FOR EACH ROW WHEN (OLD.state = 'confirmed') EXECUTE FUNCTION campaigns_count_into_ledger();
"""
BACKWARD = """
DROP TRIGGER count_on_insert ON campaigns_signature;
DROP TRIGGER count_on_update ON campaigns_signature;
DROP TRIGGER count_on_delete ON campaigns_signature;
DROP FUNCTION campaigns_count_into_ledger();
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
