"""A school on the public map: its director says yes or no, and can change that on any day."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ndt import history
from wisselkracht.core.refusals import NotNow
from wisselkracht.models import Applicant, MapAnswer, Role, Stage
from wisselkracht.services import settling


@transaction.atomic
def answer(*, director: Applicant, agreed: bool, now: datetime) -> MapAnswer:
    """Keep what a school says about the map; the last word of a known director counts.

    Raises NotNow for who is not known to be the director: nobody else speaks for a school.
    """
    application = settling.locked(director.application_id)
    director = application.people.get(pk=director.pk)
    if director.role != Role.DIRECTOR or not director.has_confirmed or application.stage != Stage.VERIFIED:
        raise NotNow
    with history.reason(_("Schoolleider over de kaart")):
        found, _is_new = MapAnswer.objects.update_or_create(
            school_id=application.school_id, defaults={"application": application, "agreed": agreed, "at": now}
        )
    return found
