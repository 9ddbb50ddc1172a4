"""What jobs tell the house."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from ndt.history import untracked
from ndt.jobs import registry, services
from ndt.jobs.models import Priority
from ndt.privacy import registry as privacy
from ndt.privacy.registry import Erase, Ground, Keyed, Personal

registry.register("jobs.daily", services.do_daily, priority=Priority.SLOW, keep=timedelta(days=35))
registry.daily("jobs.clean", services.clean)

privacy.register(
    "jobs.Job",
    owner=Keyed("recipient", "mailbox"),
    about=_("mensen die post van ons krijgen"),
    payload=Personal(
        purpose=_("De brief of het bericht dat nog weg moet."),
        ground=Ground.PUBLIC_TASK,
        retention=_("Tot het bericht weg is. Lukt dat niet, dan 30 dagen."),
        erase=Erase.BLANK,
        kept_by="jobs.clean",
        secret=True,
        mentions=True,
    ),
    recipient=Personal(
        purpose=_("Zien dat een adres niet te veel post krijgt."),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("Tot 90 dagen na verzending, alleen als versleutelde code."),
        erase=Erase.BLANK,
        kept_by="jobs.clean",
        secret=True,
    ),
)
privacy.eraser("jobs.Job", services.erase)
untracked("jobs.Job", "Machines move it; what an operator decides stands in the admin's log.")
privacy.impersonal(
    "jobs.Job",
    key=_("Bestaat uit woorden uit de software en nummers van rijen."),
    last_error=_("Bevat alleen codes en plaatsen in de software."),
)
