"""What people tells the house: which accounts do not stay."""

from django.utils.translation import gettext_lazy as _

from ndt.people import services
from ndt.privacy import registry
from ndt.privacy.registry import Erase, Ground, Personal

registry.retention("people.unconfirmed", services.delete_unconfirmed)
registry.retention("people.devices", services.delete_ended_sessions)
registry.register(
    registry.ACCOUNT,
    language=Personal(
        purpose=_("U schrijven in uw eigen taal."),
        ground=Ground.CONTRACT,
        retention=_("Zolang u een account hebt."),
        erase=Erase.KEEP,
        reason=_("Nederlands of Engels zegt zonder naam en adres niets over iemand."),
    ),
)
registry.impersonal("people.Organisation", name=_("De naam van een school, gemeente of bedrijf."))
