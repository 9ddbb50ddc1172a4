"""Explanation sheets: why this proposal, and why no partner yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ndt.charts import bars
from ndt.charts.shapes import Chart
from ndt.pdf import services as pdf
from wisselkracht.core.sheets import (
    Alternative,
    Change,
    ChangeKind,
    Direction,
    FailedRule,
    PartKind,
    ProposalSheet,
    Rule,
    UnmatchedSheet,
)
from wisselkracht.pdf import words

PARTS: Final[dict[PartKind, Promise]] = {
    PartKind.EXPERTISE: gettext_lazy("Wat de school goed kan, en de ander wil leren"),
    PartKind.STRENGTHS: gettext_lazy("Waar de leraar sterk in is"),
    PartKind.PERSONAL: gettext_lazy("Wat de leraar zelf wil leren"),
    PartKind.TRAVEL: gettext_lazy("Reistijd"),
    PartKind.DAYS: gettext_lazy("Verschil in dagen"),
}
RULES: Final[dict[Rule, Promise]] = {
    Rule.SAME_BOARD: gettext_lazy("Zelfde bestuur"),
    Rule.QUALIFICATION: gettext_lazy("Bevoegdheid past niet"),
    Rule.SECTOR: gettext_lazy("Andere soort school"),
    Rule.DAYS: gettext_lazy("Dagen passen niet"),
    Rule.FTE: gettext_lazy("Omvang van de baan past niet"),
    Rule.TRAVEL: gettext_lazy("Te ver reizen"),
    Rule.DENOMINATION: gettext_lazy("Geloof of richting van de school"),
    Rule.PERIOD: gettext_lazy("Andere periode"),
    Rule.BUDDY: gettext_lazy("Geen buddy in die periode"),
    Rule.SCORE: gettext_lazy("Te weinig te leren van elkaar"),
    Rule.EXCLUDED: gettext_lazy("Door deze school uitgesloten"),
    Rule.OTHER: gettext_lazy("Een andere reden"),
}
_CHANGES: Final[dict[ChangeKind, Promise]] = {
    ChangeKind.FTE: gettext_lazy("Sta toe dat de banen meer in omvang verschillen."),
    ChangeKind.SECTOR: gettext_lazy("Kijk ook bij een andere soort school."),
    ChangeKind.OWN_BOARD: gettext_lazy("Kijk ook bij scholen van het eigen bestuur."),
    ChangeKind.THREE_WAY: gettext_lazy("Zeg ja tegen een ruil met drie leraren."),
}


@dataclass(frozen=True, slots=True)
class ShownDirection:
    """One direction with its figures in words. parts: (what, themes, points)."""

    one: Direction
    part: str
    weekdays: str
    learns: str
    brings: str
    parts: tuple[tuple[str, str, str], ...]
    points: str


def proposal(sheet: ProposalSheet, *, language: str, now: datetime) -> bytes:
    """Give the explanation of a proposal: why this partner, point by point. Raises PdfUnavailable."""
    with translation.override(language):
        teachers = words.series(one.teacher for one in sheet.directions)
        context = {
            "sheet": sheet,
            "directions": [_direction(one) for one in sheet.directions],
            "points": _points(sheet.points),
            "farthest": max(one.travel_minutes for one in sheet.directions),
            "themes": len({theme for one in sheet.directions for theme in one.learns}),
            "alternatives": [(one.school, _price(one)) for one in sheet.alternatives],
        }
        title = _("Waarom dit voorstel: %(teachers)s") % {"teachers": teachers}
    return _render("wisselkracht/proposal.html", context, title=title, language=language, now=now)


def unmatched(sheet: UnmatchedSheet, *, language: str, now: datetime) -> bytes:
    """Give the explanation of an application without a partner: what stood in the way, what helps most.

    Raises PdfUnavailable.
    """
    with translation.override(language):
        failed = sorted((one for one in sheet.failed if one.candidates), key=lambda one: (-one.candidates, one.rule))
        context = {
            "sheet": sheet,
            "failed": [(str(RULES[one.rule]), formats.number_format(one.candidates)) for one in failed],
            "chart": _reasons(failed, sheet.looked_at) if failed else None,
            "changes": [change(one) for one in sheet.smallest],
            "gives": gives(sheet.gives),
            "price": forcing(*sheet.forcing) if sheet.forcing else "",
        }
        title = _("Nog geen ruil voor %(teacher)s") % {"teacher": sheet.teacher}
    return _render("wisselkracht/unmatched.html", context, title=title, language=language, now=now)


def _render(template: str, context: dict[str, object], *, title: str, language: str, now: datetime) -> bytes:
    return pdf.render(
        template, context, title=title, language=language, now=now, styles=("wisselkracht/sheets.css",)
    )  # fmt: skip


def _direction(one: Direction) -> ShownDirection:
    return ShownDirection(
        one=one,
        part=words.part(one.fte),
        weekdays=words.weekdays(one.weekdays),
        learns=words.series(one.learns) if one.learns else "–",
        brings=words.series(one.brings) if one.brings else "–",
        parts=tuple((str(PARTS[part.kind]), ", ".join(part.themes), _points(part.points)) for part in one.parts),
        points=_points(one.points),
    )


def _points(points: int) -> str:
    """Give points with a real minus, so that a column of them reads as a sum."""
    shown = formats.number_format(abs(points), 0, force_grouping=True)
    return f"−{shown}" if points < 0 else shown


def _price(one: Alternative) -> str:
    lost = []
    if one.exchanges_lost:
        lost.append(
            ngettext("%(number)s ruil minder", "%(number)s ruilen minder", one.exchanges_lost)
            % {"number": formats.number_format(one.exchanges_lost)}
        )
    if one.points_lost:
        lost.append(
            ngettext("%(number)s punt minder", "%(number)s punten minder", one.points_lost)
            % {"number": _points(one.points_lost)}
        )
    return words.series(lost) if lost else _("even goed; het lot koos")


def _reasons(failed: list[FailedRule], looked_at: int) -> Chart:
    most = failed[0]
    return bars.draw(
        [
            bars.Bar(str(RULES[one.rule]), one.candidates, formats.number_format(one.candidates), accent=one is most)
            for one in failed
        ],
        title=_("Bij %(number)s van de %(all)s: %(reason)s")
        % {
            "number": formats.number_format(most.candidates),
            "all": formats.number_format(looked_at),
            "reason": str(RULES[most.rule]).lower(),
        },
        description=_("Per balk hoeveel kandidaten om die reden afvielen. De tabel eronder heeft dezelfde cijfers."),
    )


def change(one: Change) -> str:
    """Give a change in words."""
    match one.kind:
        case ChangeKind.TRAVEL:
            return ngettext("Reis %(number)s minuut langer.", "Reis %(number)s minuten langer.", one.minutes) % {
                "number": formats.number_format(one.minutes)
            }
        case ChangeKind.DAYS:
            return _("Werk ook op %(days)s.") % {"days": words.weekdays(one.weekdays)}
        case ChangeKind.DENOMINATION:
            return _("Kijk ook bij deze scholen: %(names)s.") % {"names": words.series(one.names)}
    return str(_CHANGES[one.kind])


def gives(candidates: int) -> str:
    """Say how many candidates a change gives."""
    return ngettext("Dat geeft %(number)s kandidaat.", "Dat geeft %(number)s kandidaten.", candidates) % {
        "number": formats.number_format(candidates)
    }


def forcing(exchanges: int, points: int) -> str:
    """Say what the round would lose by taking this application in."""
    if exchanges:
        return ngettext(
            "Met deze aanmelding erin telt de ronde %(number)s ruil minder.",
            "Met deze aanmelding erin telt de ronde %(number)s ruilen minder.",
            exchanges,
        ) % {"number": formats.number_format(exchanges)}
    if points:
        return ngettext(
            "Er zijn dan evenveel ruilen, maar %(number)s punt minder.",
            "Er zijn dan evenveel ruilen, maar %(number)s punten minder.",
            points,
        ) % {"number": _points(points)}
    return _("Het was gelijk. Het lot koos een andere verdeling.")
