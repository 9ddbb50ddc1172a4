"""A petition with a crowd that signed and did not confirm yet."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from campaigns.models import Petition
from campaigns.services import counting, petitions
from campaigns.services.petitions import Words

# Signature number i has the public id i, so that its link can be made without asking the database.
CROWD = """
    INSERT INTO campaigns_signature (
        public_id, petition_id, text_id, text_digest, mailbox, slot, name, email, place, language, consent_version,
        show_name, deliver_name, keep_informed, state, hold, block, signals, receipt, code_hash, code_tries, created_at
    )
    SELECT lpad(to_hex(i), 32, '0')::uuid, %(petition)s, %(text)s, repeat('0', 64), lpad(to_hex(i), 64, '0'), 1,
        'Signer ' || i, 'signer' || i || '@ouders.example', '1012 AB', 'nl', 1,
        FALSE, FALSE, FALSE, 'pending', FALSE, '', '[]', 'R' || i, '', 0, now()
    FROM generate_series(0, %(number)s - 1) AS i
"""


def gather(number: int) -> None:
    """Write the petition "kansen" and `number` unconfirmed signatures under it."""
    now = timezone.now()
    petition = Petition.objects.create(
        slug="kansen", title="Kansen te koop", slogan="Maar alleen voor rijke ouders", addressee="de Tweede Kamer",
        opens_at=now - timedelta(days=1),
    )  # fmt: skip
    text = petitions.write_text(petition=petition, words=Words("wij", "dit", "dat"), now=now)
    petitions.open_for_signing(petition=petition)
    with connection.cursor() as cursor:
        cursor.execute(CROWD, {"petition": petition.pk, "text": text.pk, "number": number})
        cursor.execute("VACUUM ANALYZE campaigns_signature")


def check() -> None:
    """Fail when the number and the rows differ after all that load."""
    assert counting.recount() == [], "number and rows differ"
