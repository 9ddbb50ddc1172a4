"""A school closed while an application stands at it: the application goes to a school of the same board, or ends."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ndt import history
from ndt.schools.models import SchoolLocation
from wisselkracht import emails
from wisselkracht.core.refusals import NotNow, NotThere
from wisselkracht.models import Application, MapAnswer, Place, Stage
from wisselkracht.services import inviting, leaving, settling


def _may(application: Application) -> bool:
    """Say whether the register gives reason to act, and no exchange holds the application: that has its own steps."""
    held = Place.objects.filter(application=application, is_binding=True).exists()
    return application.is_live and not application.school.is_open and not held


@transaction.atomic
def move(*, application: Application, school: SchoolLocation, now: datetime) -> Application:
    """Put an application at another school of the same board, as when schools merge; its people hear of it.

    Raises NotNow when it ended, its school is open or an exchange holds it, NotThere for a school that will not do.
    """
    application = settling.locked(application.pk)
    if not _may(application):
        raise NotNow
    before = application.school
    inside = application.round.region.schools().filter(pk=school.pk, board=before.board_id)
    if not inside.exists():
        raise NotThere
    application.school = school
    with history.reason(_("School gesloten: naar een school van hetzelfde bestuur")):
        application.save(update_fields=["school"])
    # The old school said something about the map; the new one did not.
    MapAnswer.objects.filter(application=application).delete()
    for person in inviting.reached(application):
        if person.email:
            inviting.write(person, emails.school_moved, now=now, before=str(before))
    return application


@transaction.atomic
def end(*, application: Application, now: datetime) -> Application:
    """End an application because its school closed, and say so to its people. Raises NotNow as `move` does."""
    application = settling.locked(application.pk)
    if not _may(application):
        raise NotNow
    people = inviting.reached(application)
    leaving.end(application, Stage.WITHDRAWN, now=now)
    for person in people:
        if person.email:
            inviting.tell(person, emails.school_closed(person), now=now)
    return application
