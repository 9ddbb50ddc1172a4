"""An assembly's way in words: its steps, what is wrong with quotas, and what would make them possible."""

from __future__ import annotations

from typing import Any, Final

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beraad.core import steps
from beraad.core.targets import Fault
from beraad.models import Assembly, Draw, Entry
from beraad.queries import DrawPage
from beraad.queries.words import shown
from ndt.charts import bars
from ndt.charts.shapes import Chart

STEPS: Final = {
    steps.State.CONCEPT: (
        gettext_lazy("Voorbereiden"),
        gettext_lazy("Vul in wie het startschot geeft. Lees aantallen over alle leraren in."),
    ),
    steps.State.STARTSCHOT: (
        gettext_lazy("Startschot"),
        gettext_lazy("Leraren, overheid en een organisatie van leraren beginnen samen."),
    ),
    steps.State.OPEN: (gettext_lazy("Aanmelden"), gettext_lazy("Alle leraren mogen zich aanmelden.")),
    steps.State.FROZEN: (
        gettext_lazy("Lijst vast"),
        gettext_lazy("Wie zich nu aanmeldt, is te laat. Iedereen op de lijst heeft een lot."),
    ),
    steps.State.QUOTAS: (
        gettext_lazy("Verdeling vast"),
        gettext_lazy("Bij elk kenmerk staat hoeveel plaatsen er minstens en hooguit zijn."),
    ),
    steps.State.FEASIBLE: (
        gettext_lazy("Kansen berekend"),
        gettext_lazy("De computer zoekt groepen waarbij ieders kans zo gelijk mogelijk is."),
    ),
    steps.State.PUBLISHED: (
        gettext_lazy("Groepen openbaar"),
        gettext_lazy("Alle groepen staan vast, vóór het lot valt."),
    ),
    steps.State.DRAWN: (gettext_lazy("Loting"), gettext_lazy("Het lot kiest één van de groepen.")),
    steps.State.INVITING: (gettext_lazy("Uitnodigen"), gettext_lazy("De mensen uit die groep horen of zij willen.")),
    steps.State.DELIBERATING: (gettext_lazy("Beraad"), gettext_lazy("De groep praat en beslist.")),
}
ROUND_STEPS: Final = {
    "round-published": gettext_lazy("Aanvulling %(number)d: akkoord"),
    "round-drawn": gettext_lazy("Aanvulling %(number)d: geloot"),
}
TABLES_FIXED: Final = gettext_lazy("Tafelindeling %(number)d staat vast")
FAULTS: Final = {
    "min-above-max": gettext_lazy("%(value)s: minstens is meer dan hooguit. Verander een van de twee."),
    "min-above-pool": gettext_lazy("%(value)s: op de lijst staan er maar %(number)d. Vraag er minder."),
    "sum-of-min": gettext_lazy("Samen is minstens %(number)d. Dat is meer dan de %(size)d plaatsen."),
    "sum-of-max": gettext_lazy("Samen is hooguit %(number)d. Dat is minder dan de %(size)d plaatsen."),
}


def timeline(assembly: Assembly) -> list[dict[str, Any]]:
    """Give the steps of an assembly for the timeline component, with the moment each was taken."""
    taken = {entry.step: entry.at for entry in assembly.entries.all()}
    found = []
    for state in steps.ORDER:
        title, text = STEPS[state]
        is_here = state == assembly.here
        is_done = steps.is_past(assembly.here, state)
        found.append(
            {
                "title": title,
                "text": text if is_here or not is_done else "",
                "at": taken.get(state.value) if is_done else None,
                "state": "now" if is_here else "done" if is_done else "",
            }
        )
    return found


def log(assembly: Assembly) -> list[tuple[Entry, Any]]:
    """Give the entries of the chain, each with the name of its step."""
    return [(entry, _entry_title(entry)) for entry in assembly.entries.all()]


def _entry_title(entry: Entry) -> str:
    if entry.step in ROUND_STEPS:
        return str(ROUND_STEPS[entry.step]) % {"number": entry.facts["round"]}
    if entry.step == "tables-fixed":
        return str(TABLES_FIXED) % {"number": entry.facts["plan"]}
    return str(STEPS[steps.State(entry.step)][0])


def fault_text(fault: Fault, *, size: int) -> str:
    """Say what is wrong with a quota, and what to do."""
    return str(FAULTS[fault.code]) % {"value": shown(fault.value), "number": fault.number, "size": size}


def chances_chart(page: DrawPage) -> Chart:
    """Draw how many people had which chance."""
    drawn = [
        bars.Bar(
            label=_percent(part.low) if part.low == part.high else f"{_percent(part.low)} – {_percent(part.high)}",
            value=float(part.people),
            shown=formats.number_format(part.people, force_grouping=True),
            accent=part == max(page.bins, key=lambda found: found.people),
        )
        for part in page.bins
    ]
    if len(page.bins) == 1:
        title = _("Iedereen had dezelfde kans: %(percent)s") % {"percent": _percent(page.minimum)}
    else:
        title = _("De kansen liepen van %(low)s tot %(high)s") % {
            "low": _percent(page.minimum),
            "high": _percent(page.largest),
        }
    return bars.draw(drawn, title=title, description=_("Per balk hoeveel mensen die kans hadden."))


def _percent(value: float) -> str:
    return f"{formats.number_format(value, 2)} %"


def relaxations(draw: Draw | None) -> list[dict[str, Any]]:
    """Give the ways in which impossible quotas would become possible, in words."""
    if draw is None:
        return []
    found = []
    for option in draw.report.get("relaxations", []):
        words = [
            _("%(feature)s, %(value)s: van %(old_min)d–%(old_max)d naar %(min)d–%(max)d")
            % (change | {"feature": shown(change["feature"]), "value": shown(change["value"])})
            for change in option["changes"]
        ]
        found.append({"changes": words, "minimum": option.get("minimum")})
    return found
