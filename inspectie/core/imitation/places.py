"""The invented places and names of the demo. Spots lie in the Netherlands, so that a map looks like one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Place:
    """A place: the municipality with its code, and how many schools and how complex a population it has."""

    name: str
    municipality: str
    code: int
    province: str
    latitude: float
    longitude: float
    schools: int
    weging: float


# place | municipality ("" is the same) | province | latitude | longitude | schools | mean schoolweging
_LINES: Final = """
Noorderhaven||Groningen|53.22|6.56|22|31.5
Winschoterwold|Oosterkwartier|Groningen|53.13|7.02|7|33.4
Delfzijlstra|Oosterkwartier|Groningen|53.31|6.91|6|33.8
Hoogeveld|Westerland|Groningen|53.24|6.28|6|28.9
Súdwest-Merlân||Friesland|53.03|5.62|12|29.6
Ljouwerd-Noord||Friesland|53.20|5.79|14|31.2
Dokkenwâld|Noardmarren|Friesland|53.33|6.00|6|29.9
Drachterveen|Noardmarren|Friesland|53.11|6.10|8|30.2
Eilanderoog||Friesland|53.38|5.27|3|28.2
Assenberg||Drenthe|53.00|6.56|9|29.4
Emmerwolde|Zuiderveld|Drenthe|52.79|6.90|10|31.0
Meppelhorst|Zuiderveld|Drenthe|52.70|6.19|6|29.8
Zwolsteeg||Overijssel|52.51|6.09|16|29.1
Enscherode||Overijssel|52.22|6.89|18|31.8
Deventerwaard||Overijssel|52.26|6.17|11|30.1
Hardenheem|Vechtstreek|Overijssel|52.57|6.62|8|28.6
Almerlo|Twentelo|Overijssel|52.36|6.66|8|29.7
Polderstad||Flevoland|52.37|5.22|26|31.0
Lelyland||Flevoland|52.51|5.47|10|31.9
Dronterhof||Flevoland|52.53|5.72|6|28.4
Veluwerode||Gelderland|52.21|5.97|16|29.0
Arnhemmer||Gelderland|51.98|5.91|18|31.6
Nijmeerdijk||Gelderland|51.84|5.86|17|30.1
Ederveen aan de Rijn|Rijnwaard|Gelderland|52.04|5.66|12|28.0
't Loo bij Zutfen|Achterlo|Gelderland|52.14|6.20|6|29.2
Winterswaard|Achterlo|Gelderland|51.97|6.72|6|29.0
Tielerkerk|Rivierenhof|Gelderland|51.89|5.43|8|29.9
Domstede||Utrecht|52.09|5.12|30|29.5
Amersvoorde||Utrecht|52.16|5.39|16|28.6
Zeisterbos|Heuvelrug-Oost|Utrecht|52.09|5.24|8|26.6
Veenenwoude|Heuvelrug-Oost|Utrecht|52.03|5.55|8|28.2
IJzelstein|Lekstroom|Utrecht|52.02|5.04|7|28.3
Amstelrade||Noord-Holland|52.37|4.90|44|31.4
Haarlemmerzijl||Noord-Holland|52.38|4.64|15|28.4
Zaandijkerdam||Noord-Holland|52.44|4.83|14|32.6
Alkmeer||Noord-Holland|52.63|4.75|12|29.7
Hoornwijk|Westfries-Oord|Noord-Holland|52.64|5.06|9|29.4
Den Heldersoord||Noord-Holland|52.95|4.76|6|32.2
Gooise Brink||Noord-Holland|52.27|5.17|11|25.2
Bloemenzand|Kennemeroord|Noord-Holland|52.37|4.56|6|24.8
Aalsmeerdijk|Meerlanden-Zuid|Noord-Holland|52.30|4.70|12|28.2
's-Gravenwoude||Zuid-Holland|52.07|4.30|36|32.2
Maashaven||Zuid-Holland|51.92|4.48|42|33.9
Leidewaard||Zuid-Holland|52.16|4.49|13|28.3
Delverskerk||Zuid-Holland|52.01|4.36|9|29.4
Goudestein||Zuid-Holland|52.01|4.71|9|30.6
Dordrijk||Zuid-Holland|51.81|4.67|13|32.0
Wassenduin|Duinrand|Zuid-Holland|52.14|4.40|5|22.6
Noordwijkerzij|Duinrand|Zuid-Holland|52.24|4.45|6|26.2
Spijkenoord|Voorne-Oever|Zuid-Holland|51.84|4.33|8|31.4
Middelburcht||Zeeland|51.50|3.61|8|29.6
Goeserpolder|Bevelandse Kust|Zeeland|51.50|3.89|6|29.0
Terneuzerdijk|Zeeuws Zuid|Zeeland|51.33|3.83|6|30.4
Bredaal||Noord-Brabant|51.59|4.78|16|30.0
Tilburch||Noord-Brabant|51.56|5.09|17|31.2
's-Hertogendonk||Noord-Brabant|51.69|5.30|14|28.9
Lichtstad||Noord-Brabant|51.44|5.47|19|30.4
Helmerode|Peelrand|Noord-Brabant|51.48|5.66|8|31.3
Osserheide|Peelrand|Noord-Brabant|51.76|5.52|7|30.0
Maasmechtingen||Limburg|50.85|5.69|10|31.1
Heerlerbeek|Mijnstreek-Zuid|Limburg|50.89|5.98|9|33.0
Venlooi||Limburg|51.37|6.17|9|31.0
Roermonding|Maas en Roer|Limburg|51.19|5.99|7|30.6
"""


def places() -> tuple[Place, ...]:
    """Give the places; codes of municipalities start at 9001 and are of no real one."""
    codes: dict[str, int] = {}
    found = []
    for line in _LINES.strip().splitlines():
        name, municipality, province, latitude, longitude, schools, weging = line.split("|")
        municipality = municipality or name
        code = codes.setdefault(municipality, 9001 + len(codes))
        spot = float(latitude), float(longitude)
        found.append(Place(name, municipality, code, province, *spot, int(schools), float(weging)))
    return tuple(found)


SCHOOL_NAMES: Final = (
    "De Regenboog", "De Zevensprong", "Het Kompas", "De Vuurtoren", "De Waterlelie", "De Bonte Vlinder", "Het Palet",
    "De Wegwijzer", "De Ark", "De Sterrenwacht", "Het Mozaïek", "De Schakel", "De Klimboom", "Het Anker", "De Zonnewijzer",
    "De Meander", "De Springplank", "Het Baken", "De Toermalijn", "De Kameleon", "'t Schrijverke", "De Vlieger",
    "De Parel", "Het Talent", "De Tandem", "De Horizon", "De Twijn", "De Lindehof", "Het Avontuur", "De Windroos",
    "De Molenwiek", "De Rietkraag", "De Korenaar", "Het Sterrenbos", "De Duinroos", "De Leeuwerik", "De Bron",
    "'t Ruimteschip", "De Verrekijker", "De Kleine Kapitein", "Het Groene Hart", "De Ontdekking", "De Zeester",
    "De Waaier", "De Octopus", "De Ladder", "It Fûgelnêst", "De Weidevogel", "De Beukenlaan", "Het Vogelnest",
)  # fmt: skip
KINDS: Final = (
    ("Openbaar", "OBS"),
    ("Rooms-Katholiek", "KBS"),
    ("Protestants-Christelijk", "CBS"),
    ("Algemeen bijzonder", "Daltonschool"),
    ("Algemeen bijzonder", "Montessorischool"),
    ("Islamitisch", "IBS"),
    ("Reformatorisch", "School met de Bijbel"),
)
BOARD_NAMES: Final = (
    "De Waaier", "Samen Leren", "Kruispunt", "Openbaar Onderwijs Noord", "Openbaar Onderwijs Oost", "Leerkracht",
    "De Brug", "Vaart", "Fryske Skoallen", "Veenland", "Tij", "Wijzer", "Polderwijs", "Nieuw Land", "Veluwegroep",
    "Rijn en Waal", "Achterwijs", "Domstad Samen", "Heuvelkring", "Eem", "Lek en Linge", "Amstelgroep", "Amstel Openbaar",
    "Spaarne", "Zaanwijs", "Westfries Onderwijs", "Gooi Samen", "Duin en Bollen", "Haagrand", "Haagrand Openbaar",
    "Maaswijs", "Maashaven Openbaar", "Rotterkring", "Leidse Kring", "Drechtkring", "Zeeuwse Scholen", "Brabantwijs",
    "Bredakring", "Hartje Brabant", "De Peel", "Lichtkring", "Limburg Samen", "Mijnstreek", "Het Zuiden",
    "Bijzonder Klein",
)  # fmt: skip
