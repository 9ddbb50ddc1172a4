"""What history tells the house."""

from django.utils.translation import gettext_lazy as _

from ndt.history import services
from ndt.privacy import registry
from ndt.privacy.registry import Erase, Ground, Personal

registry.retention("history.events", services.clean)
registry.register(
    "pghistory.Context",
    called=_("redenen van wijzigingen"),
    about=_("medewerkers die iets wijzigen, en mensen over wie zij een reden opschrijven"),
    metadata=Personal(
        title=_("wie iets wijzigde, en de reden"),
        purpose=_("Weten wie iets wijzigde en waarom."),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("5 jaar na de wijziging."),
        erase=Erase.SCRUB,
        kept_by="history.events",
        secret=True,
    ),
)
