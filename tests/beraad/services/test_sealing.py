"""The secret of a draw is nobody's before the draw, not even with the whole database."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from beraad import queries
from beraad.models import Draw
from beraad.services import drawing
from beraad.services.drawing import Source
from ndt.draws import beacons, commitments
from ndt.draws.commitments import canonical
from ndt.privacy import sealed
from tests.beraad import factories

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def published(now):
    return drawing.publish(assembly=factories.solved(), source=Source("test", now + HOUR), now=now)


def test_before_the_draw_no_column_holds_the_secret_and_after_it_everybody_may_have_it(now, settings):
    draw = published(now)
    opened = sealed.unseal(drawing.PURPOSE, draw.sealed_secret)
    assert commitments.digest(bytes.fromhex(opened)) in draw.commitment
    with connection.cursor() as cursor:
        cursor.execute("SELECT beraad_draw::text FROM beraad_draw")
        assert opened not in cursor.fetchone()[0]
    settings.HASH_KEYS = ["a new key, the old one behind it", *settings.HASH_KEYS]
    announced = queries.announcement(draw)
    typed = canonical(beacons.made_up_round(announced.number, seed=b"x")).decode()

    drawn = drawing.record(assembly=draw.assembly, typed=typed, now=announced.at)

    assert drawn.secret == opened
    assert opened.encode() in b"".join(queries.bundle_files(drawn).values())


@pytest.mark.parametrize("change", [{"sealed_secret": "x"}, {"index": 20}, {"secret": "00"}])
def test_the_database_keeps_the_secret_and_the_outcome_as_they_are(now, change):
    draw = published(now)
    announced = queries.announcement(draw)
    typed = canonical(beacons.made_up_round(announced.number, seed=b"x")).decode()
    drawing.record(assembly=draw.assembly, typed=typed, now=announced.at)

    with pytest.raises(DatabaseError), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(**change)
