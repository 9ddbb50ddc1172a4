"""What this room tells the house."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from ndt.allies import queries
from ndt.allies.services import rounds
from ndt.jobs import registry as jobs
from ndt.privacy import registry as privacy
from ndt.privacy.registry import Erase, Ground, Personal
from ndt.reports import registry as reports
from ndt.web import registry as web

web.desk(web.Desk(_("Lees berichten van wie wil meedoen"), "allies:desk", queries.may_handle))
jobs.daily("allies.remind", rounds.remind)
jobs.daily("allies.close_old", rounds.close_old)

OFFERED = Personal(
    purpose=_("Antwoord geven aan wie wil meedoen."),
    ground=Ground.CONSENT,
    retention=_("12 maanden nadat het bericht is afgesloten."),
    erase=Erase.ROW,
    keep=timedelta(days=365),
    after="closed_at",
)
privacy.register(
    "allies.Offer", owner="email", about=_("mensen die aanbieden om mee te doen"),
    also={"name": OFFERED}, email=OFFERED, organisation=OFFERED, message=OFFERED, answer=OFFERED,
)  # fmt: skip
privacy.register(
    "allies.Offer",
    answered_by=Personal(
        purpose=_("Weten welke coördinator het antwoord gaf."),
        ground=Ground.PUBLIC_TASK,
        retention=_("Zo lang als het bericht zelf."),
        erase=Erase.NULL,
    ),
)

reports.register(
    reports.Report(
        slug="wie-wil-meedoen",
        room="",
        title=_("Wie wil meedoen?"),
        summary=_("Hoeveel mensen bieden hulp aan, bij welk plan, en krijgen ze op tijd antwoord?"),
        build="ndt.allies.reports.taking_part",
        goals=(5, 6),
        by_period=True,
    )
)
reports.measure(
    reports.Measure(room="", title=_("berichten van mensen die willen meedoen"), count="ndt.allies.reports.received")
)
