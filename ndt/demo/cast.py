"""The people of the demo: one account a role. All invented, all on `example` domains.

No Django here: the supervisor prints these names before there are settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


def gettext(text: str) -> str:
    """Mark a text for the catalogue; the page that shows it translates it."""
    return text


@dataclass(frozen=True, slots=True)
class House:
    """An organisation of the demo. kind: a value of ndt.people's Kind. solution: the room it works for."""

    name: str
    kind: str
    solution: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody to log in as.

    about: what this person is, in Dutch. role: a value of ndt.people's Role, "" for an account
    without a role. houses: where they hold it. staff: an operator, who may open the whole admin.
    """

    name: str
    about: str
    role: str = ""
    houses: tuple[House, ...] = ()
    staff: bool = False

    @property
    def email(self) -> str:
        return f"{self.name.lower()}@demo.example"


SOLUTIONS: Final = ("campaigns", "bijles", "opleiding", "wisselkracht", "beraad", "inspectie")
# Every solution has a team that runs it; Coby coordinates each of them.
TEAMS: Final = tuple(
    House(name, "campaign_team", room)
    for room, name in zip(
        SOLUTIONS,
        (
            "Team Kansen Te Koop",
            "Team Pas Op Gelijke Kansen",
            "Team Opleiding op Maat",
            "Team WisselKracht",
            "Team Het LerarenBeraad",
            "Team Kwaliteit In-zicht",
        ),
        strict=True,
    )
)
FAMILY: Final = House("Gezin van Amina", "household", "bijles")
SCHOOL: Final = House("Basisschool De Verzonnen Vlieger", "school")
SECOND_SCHOOL: Final = House("Basisschool Het Bedachte Bos", "school")
BOARD: Final = House("Schoolbestuur Fantasia", "board")
PROVIDER: Final = House("Stichting Bijles Denkbeeld", "provider", "bijles")
LIBRARY: Final = House("Bibliotheek Nergenshuizen", "help", "bijles")
INSTITUTE: Final = House("Instituut Examenklaar Voorbeeld", "institute", "opleiding")
PROGRAMME: Final = House("Lerarenopleiding Nergenshuizen", "programme", "opleiding")
MUNICIPALITY: Final = House("Gemeente Nergenshuizen", "municipality")
MINISTRY: Final = House("Ministerie (verzonnen voorbeeld)", "ministry")
TEACHERS: Final = House("Vereniging Leraren Denkbeeld", "teachers_organisation", "beraad")

ACCOUNTS: Final = (
    Account("Amina", gettext("Moeder, zoekt gratis bijles voor haar zoon"), "family", (FAMILY,)),
    Account("Bram", gettext("Leraar op een basisschool"), "teacher", (SCHOOL,)),
    Account("Coby", gettext("Coördinator van alle zes de plannen"), "coordinator", TEAMS),
    Account("Daan", gettext("Schoolleider van die basisschool"), "director", (SCHOOL,)),
    Account("Eva", gettext("Beleidsmaker bij een gemeente"), "policymaker", (MUNICIPALITY,)),
    Account("Omar", gettext("Heeft een account, maar nog geen rol")),
    Account("Tess", gettext("Geeft bijles"), "tutor", (PROVIDER,)),
    Account("Piet", gettext("Leidt een organisatie voor bijles"), "provider", (PROVIDER,)),
    Account("Hana", gettext("Helpt ouders in een bibliotheek"), "helper", (LIBRARY,)),
    Account("Sanne", gettext("Contactpersoon van een school"), "school_contact", (SCHOOL,)),
    Account("Bo", gettext("Buddy van een leraar die wisselt"), "buddy", (SECOND_SCHOOL,)),
    Account("Bert", gettext("Bestuurder van een groep scholen"), "board_member", (BOARD,)),
    Account("Tim", gettext("Examentrainer, denkt over lesgeven"), "trainer", (INSTITUTE,)),
    Account("Ilse", gettext("Werkt bij een instituut voor examentraining"), "institute", (INSTITUTE,)),
    Account("Petra", gettext("Werkt bij een lerarenopleiding"), "programme", (PROGRAMME,)),
    Account("Anna", gettext("Adviseert wie leraar wil worden"), "adviser", (PROGRAMME,)),
    Account("Otto", gettext("Organiseert bijeenkomsten voor examentrainers"), "organiser", (TEAMS[2],)),
    Account("Fatma", gettext("Leidt de gesprekken van het beraad"), "facilitator", (TEAMS[4],)),
    Account("Aad", gettext("Controleert de loting van het beraad"), "auditor", (TEACHERS,)),
    Account("Mo", gettext("Beoordeelt wat op controle wacht"), "moderator", TEAMS),
    Account("Vera", gettext("Vertrouwenspersoon"), "confidant", (TEAMS[3],)),
    Account("Olga", gettext("Beheert het platform zelf"), staff=True),
)
