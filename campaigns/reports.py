"""The report about the petitions: how many signed, under which version, week by week."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import TruncWeek
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns import queries
from campaigns.models import Petition, Signature
from ndt.charts import bars
from ndt.reports.core.paper import Column, Kind, Number, Paper, Section, Selection, Table
from ndt.reports.display import count
from ndt.reports.platform import period

WEEKS = 12


def confirmed(since: date | None, until: date | None) -> int:
    """Count the signatures that were confirmed in the period and still count."""
    return Signature.objects.counted().filter(**period("confirmed_at", since, until)).count()


def petitions(selection: Selection) -> Paper:
    """Give the number of every petition, and the weeks in which people signed. The numbers are public already."""
    total = confirmed(selection.since, selection.until)
    return Paper(
        finding=ngettext("%(number)s mens tekende", "%(number)s mensen tekenden", total) % {"number": count(total)},
        lead=_("Wij tellen alleen handtekeningen die per mail zijn bevestigd."),
        measured_at=selection.now,
        numbers=(Number(count(total), _("bevestigde handtekeningen")),),
        sections=(_by_petition(), _by_week(selection)),
        notes=(
            _("Wie de handtekening intrekt, telt niet meer mee."),
            _("Met één mailadres kunnen hooguit twee mensen tekenen."),
        ),
    )


def _by_petition() -> Section:
    rows = tuple(
        (petition.title, str(petition.get_state_display()), queries.number(petition).public, petition.goal)
        for petition in Petition.objects.visible()
    )
    columns = (
        Column(_("Petitie")), Column(_("Stand")), Column(_("Handtekeningen"), Kind.COUNT), Column(_("Doel"), Kind.COUNT),
    )  # fmt: skip
    return Section(title=_("Per petitie"), table=Table(_("Handtekeningen per petitie"), columns, rows))


def _by_week(selection: Selection) -> Section:
    start = selection.since or (selection.now - timedelta(weeks=WEEKS)).date()
    signed = Signature.objects.counted().filter(**period("confirmed_at", start, selection.until))
    weeks = signed.annotate(week=TruncWeek("confirmed_at")).values_list("week").annotate(Count("pk")).order_by("week")
    rows = tuple((date_format(week.date(), "j F"), number) for week, number in weeks)
    table = Table(_("Bevestigd per week"), (Column(_("Week van")), Column(_("Handtekeningen"), Kind.COUNT)), rows)
    if not rows:
        return Section(title=_("Per week"), paragraphs=(_("In deze weken tekende niemand."),))
    most = max(number for _week, number in rows)
    chart = bars.draw(
        [bars.Bar(week, number, count(number), accent=number == most) for week, number in rows],
        title=_("De drukste week had %(most)s handtekeningen") % {"most": count(most)},
        description=_("Staafdiagram. De tabel eronder heeft dezelfde cijfers."),
    )
    return Section(title=_("Per week"), chart=chart, table=table)
