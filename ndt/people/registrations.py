"""What people tells the house: which accounts do not stay, and whose phone is whose."""

from django.utils.translation import gettext_lazy as _

from ndt.history import untracked
from ndt.mail import phonebook
from ndt.people import phones, services
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
registry.register(
    "people.Phone",
    owner="user",
    about=_("mensen die inloggen met hun telefoon"),
    consequence=_("U kunt niet meer inloggen met uw telefoon."),
    user=Personal(
        purpose=_("Weten bij welk account het nummer hoort."),
        ground=Ground.CONTRACT,
        retention=_("Zolang u een account hebt, of tot u het nummer weghaalt."),
        erase=Erase.ROW,
    ),
    number=Personal(
        purpose=_("U laten inloggen met een code per sms, en u sms'en als u geen e-mailadres hebt."),
        ground=Ground.CONTRACT,
        retention=_("Zolang u een account hebt, of tot u het nummer weghaalt. Wij bewaren het versleuteld."),
        erase=Erase.ROW,
    ),
    number_hash=Personal(
        purpose=_("Uw account vinden bij uw nummer."),
        ground=Ground.CONTRACT,
        retention=_("Zolang u een account hebt, of tot u het nummer weghaalt."),
        erase=Erase.ROW,
        secret=True,
    ),
)
untracked("people.Phone", "A history would keep the number that its owner took off.")
phonebook.register(phones.number_of)
registry.impersonal("people.Organisation", name=_("De naam van een school, gemeente of bedrijf."))
