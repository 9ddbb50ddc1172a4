"""What health tells the house."""

from django.utils.translation import gettext_lazy as _

from ndt import history
from ndt.health import services
from ndt.jobs import registry as jobs
from ndt.privacy import registry as privacy

jobs.after_sweep(services.note_sweep)
jobs.daily("health.clean", services.clean)
privacy.impersonal("health.Heartbeat", name=_("Naam van een proces van het platform."))
history.untracked("health.Heartbeat", _("Een klok die tikt; niemand beslist erover."))
history.untracked("health.PolicyViolation", _("Browsers melden het; niemand beslist erover."))
