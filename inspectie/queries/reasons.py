"""Why a verdict is what it is and how sure it is, in plain Dutch."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from inspectie.core.engine import Reason, Verdicts
from inspectie.queries.words import number, percent

# The chance of a school is a model's: more figures would say more than it knows.
SURE: Final = 0.99


def code(verdicts: Verdicts, row: int, column: int) -> str:
    """Give the reason as a stable word for programs."""
    return Reason(verdicts.reason[row, column]).name.lower()


def reason(verdicts: Verdicts, row: int, column: int) -> str:
    """Give the reason of one verdict in a sentence or two."""
    threshold = percent(float(verdicts.threshold[row, column]))
    match Reason(verdicts.reason[row, column]):
        case Reason.REACHED:
            return _("De norm is %(norm)s. Deze school haalt dat.") % {"norm": threshold}
        case Reason.NOT_REACHED:
            return _("De norm is %(norm)s. Deze school haalt dat niet.") % {"norm": threshold}
        case Reason.MASKED:
            return _("De norm is %(norm)s. De bron verbergt kleine aantallen. Daardoor kan het beide kanten op.") % {
                "norm": threshold
            }
        case Reason.VALUE_UNKNOWN:
            return _("Waarde onbekend: deze norm is nergens te vinden.")
        case Reason.NO_WEGING:
            return _("Wij weten de schoolweging (hoe moeilijk de leerlingen het hebben) niet.")
        case Reason.FEW_PUPILS:
            return _few(verdicts)
    return _unknown(Reason(verdicts.reason[row, column]))


def _few(verdicts: Verdicts) -> str:
    return _("Er zijn minder dan %(few)s leerlingen. De inspectie kijkt dan naar %(years)s jaar.") % {
        "few": verdicts.norm_set.small_fewer_than,
        "years": verdicts.norm_set.small_years,
    }


def _unknown(found: Reason) -> str:
    match found:
        case Reason.YEAR_MISSING:
            return _("Van een van de jaren zijn geen cijfers.")
        case Reason.YEAR_HIDDEN:
            return _("In een van de jaren waren minder dan vijf leerlingen. Dan toont de bron niets.")
        case Reason.NOT_ONE_VESTIGING:
            return _("De cijfers per vak zijn niet zeker van deze school. Er zijn meer scholen op dit adres.")
    return _("Van deze school zijn geen cijfers per vak.")


def interval(low: float, high: float) -> str:
    """Give between which percentages the school really lies, in a sentence. Holds for 95 in 100 schools."""
    return _("Zonder toeval ligt het cijfer waarschijnlijk tussen %(low)s en %(high)s.") % {
        "low": percent(low, 0),
        "high": percent(high, 0),
    }


def chance(share: float) -> str:
    """Give the chance that a school is really below the norm, in a sentence. share: between 0 and 1."""
    if share >= SURE:
        return _("De kans dat deze school echt onder de norm zit, is groter dan 99 procent.")
    if share <= 1 - SURE:
        return _("De kans dat deze school echt onder de norm zit, is kleiner dan 1 procent.")
    return _("De kans dat deze school echt onder de norm zit, is ongeveer %(percent)s procent.") % {
        "percent": number(100 * share, 0)
    }
