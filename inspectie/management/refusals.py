"""Why a file is refused, as a sentence for the person who imports: what is wrong, where, and what to do."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inspectie.core.refusals import Refused, Why

_WORDS: Final = {
    Why.UNREADABLE: gettext_lazy("Dit bestand kan ik niet openen ({value}). Download het opnieuw."),
    Why.UNKNOWN_HEADER: gettext_lazy("De kolom '{value}' ken ik niet. Is dit het bestand zoals het is gepubliceerd?"),
    Why.MISSING_COLUMN: gettext_lazy("De kolom '{expected}' ontbreekt. Gebruik het bestand zoals het is gepubliceerd."),
    Why.DOUBLE_COLUMN: gettext_lazy("Deze kolom staat er twee keer, met verschillende waarden: {value}."),
    Why.CONTRADICTION: gettext_lazy("'{value}' klopt niet met wat er verder staat: {expected}."),
    Why.MIXED_DECIMAL: gettext_lazy(
        "In '{value}' zijn punt en komma door elkaar gehaald. Gebruik in één kolom maar één van de twee."
    ),
    Why.NOT_A_NUMBER: gettext_lazy("'{value}' is geen getal dat hier mag staan."),
    Why.OUT_OF_RANGE: gettext_lazy("'{value}' kan niet: hier hoort {expected}. Is de punt of komma weggevallen?"),
    Why.NOT_A_CODE: gettext_lazy("'{value}' is geen code. Een code ziet er zo uit: {expected}."),
    Why.NOT_A_DATE: gettext_lazy("'{value}' is geen datum. Een datum ziet er zo uit: {expected}."),
    Why.NO_YEAR: gettext_lazy(
        "Ik zie niet om welk schooljaar het gaat ('{value}'). Zet het in de naam van het bestand."
    ),
    Why.UNKNOWN_WORD: gettext_lazy("'{value}' ken ik niet. Hier mag staan: {expected}."),
    Why.TWICE: gettext_lazy("'{value}' staat twee keer in dit bestand. Haal één van de twee weg."),
    Why.EMPTY: gettext_lazy("Hier staan geen gegevens in. Download het bestand opnieuw."),
    Why.RAGGED: gettext_lazy("Deze rij heeft meer kolommen dan de kop ('{value}')."),
}


def sentence(problem: Refused) -> str:
    """Give the refusal with file, sheet, row and column, and that nothing was stored."""
    place = problem.place
    where = [place.file]
    if place.sheet:
        where.append(_("blad {sheet}").format(sheet=place.sheet))
    if place.row:
        where.append(_("rij {row}").format(row=place.row))
    if place.column:
        where.append(_("kolom {column}").format(column=place.column))
    what = _WORDS[problem.why].format(value=problem.value, expected=problem.expected)
    return _("Geweigerd: {where}. {what} Van dit bestand is niets bewaard.").format(where=", ".join(where), what=what)
