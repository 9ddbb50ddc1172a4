"""What this room tells the house."""

from django.utils.translation import gettext_lazy as _

from ndt import history
from ndt.jobs import registry as jobs
from ndt.mail import unsubscribe
from ndt.pdf import registry as pdf
from ndt.people.predicates import is_policymaker
from ndt.privacy import registry as privacy
from ndt.privacy.registry import Erase, Ground, Personal
from ndt.reports import emails, registry
from ndt.reports.pdf import ORDER, make_ordered
from ndt.reports.registry import Audience, Measure, Report
from ndt.reports.services import following, rounds
from ndt.web import registry as web

registry.register(
    Report(
        slug="stand-van-het-platform",
        room="",
        title=_("De stand van het platform"),
        summary=_("Wat tellen de zes plannen, en aan welke doelen werken ze?"),
        build="ndt.reports.platform.state",
        goals=(1, 2, 3, 4, 5, 6, 7),
        audience=Audience.PUBLIC,
        by_period=True,
    )
)
registry.measure(Measure(room="", title=_("accounts"), count="ndt.reports.platform.accounts"))
registry.measure(Measure(room="", title=_("organisaties"), count="ndt.reports.platform.organisations"))

web.desk(web.Desk(_("Bekijk de rapporten"), "reports:index", is_policymaker))
pdf.register(ORDER, make_ordered)
jobs.daily("reports.send_due", rounds.send_due)
jobs.daily("reports.clean", rounds.clean)
unsubscribe.register(emails.SERIES, title=_("een rapport"), stop=following.stop)

history.untracked("reports.Subscription", _("Alleen de ontvanger zelf verandert een abonnement."))

FOLLOWER = Personal(
    purpose=_("Een rapport mailen aan wie daarom vroeg."),
    ground=Ground.CONSENT,
    retention=_("Tot u het abonnement opzegt. Niet bevestigd: 7 dagen."),
    erase=Erase.ROW,
    kept_by="reports.clean",
)
privacy.register(
    "reports.Subscription", owner=("email", "user"), about=_("mensen die een rapport volgen"),
    email=FOLLOWER, user=FOLLOWER, municipality=FOLLOWER,
)  # fmt: skip
