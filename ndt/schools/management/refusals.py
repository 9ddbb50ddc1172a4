"""Why a file was refused, as a sentence: where, what, and what to do."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ndt.geo.errors import BadTable
from ndt.schools.core.errors import Refused, What

SENTENCES: Final = {
    What.UNREADABLE: gettext_lazy("Dit bestand kan ik niet lezen. Geef een bestand in .csv, .xlsx, .ods of .parquet."),
    What.EMPTY: gettext_lazy("Er staan geen scholen in. Geef het hele bestand van DUO."),
    What.COLUMN_MISSING: gettext_lazy("Deze kolom ontbreekt. Geef het bestand zoals DUO het uitgeeft."),
    What.CODE: gettext_lazy("‘{value}’ is geen vestigingscode. Die heeft zes tekens, zoals 12AB00."),
    What.CODE_MIXED: gettext_lazy(
        "‘{value}’ hoort bij een andere instelling dan er op deze rij staat. Kijk de rij na."
    ),
    What.TWICE: gettext_lazy("‘{value}’ stond al op een eerdere rij. Haal een van de twee weg."),
    What.BLANK: gettext_lazy("Dit vak is leeg. Vul het in of haal de rij weg."),
    What.LONG: gettext_lazy("‘{value}…’ is te lang. Staat er een aanhalingsteken te weinig?"),
    What.POSTCODE: gettext_lazy("‘{value}’ is geen postcode. Schrijf vier cijfers en twee letters, zoals 1234 AB."),
    What.PLACE: gettext_lazy("‘{value}’ is geen plek in Nederland. Schrijf graden, zoals 52.37 en 4.90."),
    What.NUMBER: gettext_lazy("‘{value}’ is geen nummer. Schrijf alleen cijfers."),
    What.EMAIL: gettext_lazy("‘{value}’ is geen mailadres. Schrijf het zo: school@voorbeeld.nl."),
    What.SECTOR: gettext_lazy("‘{value}’ ken ik niet. Schrijf bo, sbo, so, vso of vo."),
    What.SECTOR_UNKNOWN: gettext_lazy(
        "Ik weet niet wat voor scholen dit zijn. Geef het erbij: --sector bo, sbo, so of vo."
    ),
    What.OLDER: gettext_lazy("Dit bestand is ouder dan wat ik al heb, van {value}. Geef een nieuwer bestand."),
    What.MANY_CLOSURES: gettext_lazy(
        "{value} scholen staan er niet meer in. Is dit het hele bestand? Geef dan --accept-closures erbij."
    ),
}
TABLES: Final = {
    "columns": gettext_lazy("Deze kolom ontbreekt. Zet hem op de eerste regel."),
    "csv": gettext_lazy("Deze regel kan ik niet lezen. Kijk de aanhalingstekens en haakjes na."),
    "postcode": gettext_lazy("‘{value}’ is geen postcode. Schrijf vier cijfers, zoals 1234."),
    "place": gettext_lazy("‘{value}’ is geen plek op aarde. Schrijf graden, zoals 52.37 en 4.90."),
    "mode": gettext_lazy("‘{value}’ ken ik niet. Schrijf walk, bike, transit of car."),
    "minutes": gettext_lazy("‘{value}’ is geen aantal minuten. Schrijf een getal van 0 tot en met 1440."),
    "twice": gettext_lazy("‘{value}’ is anders dan op een eerdere regel. Haal een van de twee weg."),
}


def sentence(problem: Refused, file: str) -> str:
    """Give the sentence about a file of the register."""
    return _join(file, problem.row, problem.column, str(SENTENCES[problem.what]).format(value=problem.value))


def table_sentence(problem: BadTable, file: str) -> str:
    """Give the sentence about a table of postcodes or travel times."""
    return _join(file, problem.line, problem.column, str(TABLES[problem.what]).format(value=problem.value))


def _join(file: str, row: int, column: str, why: str) -> str:
    parts = [file]
    if row:
        parts.append(_("rij {row}").format(row=row))
    if column:
        parts.append(_("kolom {column}").format(column=column))
    return f"{', '.join(parts)}: {why}"
