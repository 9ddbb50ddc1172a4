"""What this room tells the house."""

from django.utils.translation import gettext_lazy as _

from ndt import history
from ndt.privacy import registry as privacy

REGISTER = _("Staat in het openbare register van scholen, en is van de school.")
privacy.impersonal(
    "schools.SchoolLocation",
    code=REGISTER,
    street=REGISTER,
    house_number=REGISTER,
    postcode=REGISTER,
    place=REGISTER,
    email=_("Het algemene mailadres van de school."),
    lat=REGISTER,
    lon=REGISTER,
)
privacy.impersonal("schools.Postcode", lat=_("Het midden van een wijk."), lon=_("Het midden van een wijk."))
history.untracked("schools.Edition", "A file that was read; the schools it changed have a history.")
history.untracked("schools.Postcode", "Loaded from a file as it stands.")
history.untracked("schools.TravelTime", "Loaded from a file as it stands.")
