"""What the demo tells the house."""

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from ndt import history
from ndt.privacy import registry

KEPT: Final = registry.Personal(
    purpose=_("De berichten van de demo laten zien in het postvak."),
    ground=registry.Ground.LEGITIMATE_INTEREST,
    retention=_("30 dagen na ontvangst."),
    erase=registry.Erase.ROW,
    keep=timedelta(days=30),
    after="received_at",
)
registry.register(
    "demo.Mail", about=_("wie de demo een bericht stuurt"), owner="recipient",
    recipient=KEPT, sender=KEPT, subject=KEPT, source=KEPT,
)  # fmt: skip
registry.impersonal("demo.Chapter", name=_("Naam van een deel van de verzonnen gegevens."))
history.untracked("demo.Mail", _("Post zoals die binnenkwam; niemand beslist erover."))
history.untracked("demo.Chapter", _("Onthoudt alleen dat verzonnen gegevens geladen zijn."))
