"""What this room tells the house."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from ndt import history
from ndt.jobs import registry as jobs
from ndt.jobs.models import Priority
from ndt.pdf import orders, views
from ndt.privacy import registry as privacy
from ndt.privacy.registry import Erase, Ground, Personal
from ndt.web import registry as web

web.desk(web.Desk(_("Bekijk uw documenten"), "pdf:index", views.has_orders))
# The row stays longer than the order, so that its page can tell that the job stopped.
jobs.register("pdf.make", orders.make, priority=Priority.SLOW, keep=timedelta(days=14))
jobs.daily("pdf.clean", orders.clean)

history.untracked("pdf.Order", _("Een bestelling die na een week weg is; niemand beslist erover."))

ORDERED = Personal(
    purpose=_("Een document klaarzetten voor wie het bestelde."),
    ground=Ground.PUBLIC_TASK,
    retention=_("7 dagen na de bestelling."),
    erase=Erase.ROW,
    kept_by="pdf.clean",
)
privacy.register(
    "pdf.Order", owner="owner", about=_("mensen die een document bestellen"),
    also={"owner": ORDERED}, parameters=ORDERED, content=ORDERED, title=ORDERED, filename=ORDERED,
)  # fmt: skip
