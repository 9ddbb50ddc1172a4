"""The report about one draw, in words, charts and tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beraad.queries import Share
from beraad.queries.replacements import LoggedRound
from beraad.queries.transparency import Facts
from beraad.queries.words import shown
from ndt.charts import bars, dumbbells
from ndt.charts.shapes import Chart
from ndt.reports.core.paper import Cell, Column, Kind, Number, Paper, Section, Table
from ndt.reports.display import count


def transparency_paper(facts: Facts, *, now: datetime) -> Paper:
    """Give the report about one draw: from registering to the panel, with all that proves it."""
    page = facts.page
    return Paper(
        finding=_finding(facts),
        lead=_("Dit verslag zegt hoe er is geloot, en hoe u dat zelf narekent. Er staan geen namen in."),
        measured_at=now,
        numbers=(
            Number(count(page.people), _("leraren op de lijst")),
            Number(count(page.size), _("plaatsen")),
            Number(_percent(page.minimum), _("de kleinste kans")),
            Number(count(page.panels), _("groepen om uit te kiezen")),
        ),
        sections=(
            _funnel(facts),
            *(_feature(feature, shares, page.size) for feature, shares in page.features),
            _chances(facts),
            _rounds(facts.rounds),
            _proof(facts),
        ),
        notes=(
            _("Wie de mail nooit bevestigt, verdwijnt na drie weken. Die mensen tellen niet meer mee."),
            _("Kleine groepen op de lijst tonen wij niet. Zo is niemand te herkennen."),
            _("Van de groep zelf tonen wij elk kenmerk apart, nooit samen."),
        ),
    )


def _finding(facts: Facts) -> str:
    if facts.draw.index is None:
        return _("De groepen staan vast, het lot moet nog kiezen")
    return _("Het lot koos groep %(number)s") % {"number": facts.draw.index}


def _percent(value: float, places: int = 2) -> str:
    return f"{formats.number_format(value, places)} %"


def _funnel(facts: Facts) -> Section:
    row = facts.funnel
    steps = [
        (_("Aangemeld"), row.registered),
        (_("Mail bevestigd"), row.confirmed),
        (_("Bekend als leraar"), row.verified),
        (_("Op de lijst"), row.pool),
        (_("In de groep"), row.panel),
    ]
    if row.accepted is not None:
        steps.append((_("Doet mee"), row.accepted))
    words: tuple[str, ...] = ()
    if row.invited is not None:
        words = (
            _("Tot nu toe zijn %(invited)s mensen gevraagd. Hiervan zeiden %(no)s nee, of zij gaven geen antwoord.")
            % {"invited": count(row.invited), "no": count(row.declined or 0)},
        )
    table = Table(
        _("Van aanmelding tot groep"), (Column(_("Stap")), Column(_("Mensen"), Kind.COUNT)), tuple(steps)
    )  # fmt: skip
    chart = bars.draw(
        [bars.Bar(label, number, count(number), accent=number == row.panel) for label, number in steps],
        title=_("Van %(many)s aanmeldingen naar %(few)s plaatsen")
        % {"many": count(row.registered), "few": count(row.panel)},
        description=_("Staafdiagram. De tabel eronder heeft dezelfde cijfers."),
    )
    return Section(title=_("Van aanmelding tot groep"), paragraphs=words, chart=chart, table=table)


def _feature(feature: str, shares: Sequence[Share], size: int) -> Section:
    has_panel = shares[0].seats is not None
    columns = [
        Column(_("Waarde")), Column(_("Alle leraren"), Kind.PERCENT), Column(_("Lijst"), Kind.PERCENT),
        Column(_("Plaatsen, volgens de regel")),
    ]  # fmt: skip
    if has_panel:
        columns += [Column(_("Plaatsen"), Kind.COUNT), Column(_("Groep"), Kind.PERCENT)]
    table = Table(shown(feature), tuple(columns), tuple(_row(share, size, has_panel=has_panel) for share in shares))
    return Section(
        title=shown(feature), chart=_mixed(feature, shares, size) if has_panel else _listed(shares), table=table
    )  # fmt: skip


def _row(share: Share, size: int, *, has_panel: bool) -> tuple[Cell, ...]:
    in_pool = _("niet getoond") if share.pool is None else _decimal(share.pool)
    cells: list[Cell] = [shown(share.value), _decimal(share.population), in_pool, f"{share.least}–{share.most}"]
    if has_panel:
        seats = share.seats or 0
        cells += [seats, _decimal(100 * seats / size)]
    return tuple(cells)


def _decimal(value: float) -> Decimal:
    return Decimal(f"{value:.1f}")


def _mixed(feature: str, shares: Sequence[Share], size: int) -> Chart:
    """Draw the panel beside all teachers; the title says how far they are apart at most."""
    most = max(abs(100 * (share.seats or 0) / size - share.population) for share in shares)
    return dumbbells.draw(
        [
            dumbbells.Pair(
                label=shown(share.value),
                before=share.population,
                after=100 * (share.seats or 0) / size,
                before_shown=_percent(share.population, 0),
                after_shown=_percent(100 * (share.seats or 0) / size, 0),
            )
            for share in shares
        ],
        title=_("%(feature)s: het grootste verschil is %(points)s procentpunt")
        % {"feature": shown(feature), "points": formats.number_format(most, 1)},
        description=_("Per waarde het deel van alle leraren en van de groep. De tabel heeft dezelfde cijfers."),
        ends=dumbbells.Ends(_("alle leraren"), _("de groep")),
        from_zero=True,
    )


def _listed(shares: Sequence[Share]) -> Chart:
    return bars.draw(
        [bars.Bar(shown(share.value), share.population, _percent(share.population, 0)) for share in shares],
        title=_("Zo zijn alle leraren verdeeld"),
        description=_("Staafdiagram. De tabel eronder heeft dezelfde cijfers."),
    )


def _chances(facts: Facts) -> Section:
    page = facts.page
    rows = tuple(
        (_percent(part.low) if part.low == part.high else f"{_percent(part.low)} – {_percent(part.high)}", part.people)
        for part in page.bins
    )
    if len(rows) == 1:
        title = _("Iedereen had dezelfde kans: %(percent)s") % {"percent": _percent(page.minimum)}
    else:
        title = _("De kansen liepen van %(low)s tot %(high)s") % {
            "low": _percent(page.minimum),
            "high": _percent(page.largest),
        }
    most = max(part.people for part in page.bins)
    chart = bars.draw(
        [bars.Bar(label, people, count(people), accent=people == most) for label, people in rows],
        title=title,
        description=_("Per balk hoeveel mensen die kans hadden. De tabel eronder heeft dezelfde cijfers."),
    )
    words = [
        _("De kleinste kans was %(least)s. Gemiddeld was de kans %(mean)s.")
        % {"least": _percent(page.minimum), "mean": _percent(page.average)}
    ]
    if page.is_highest:
        words.append(_("Geen enkele loting met deze verdeling geeft een grotere kleinste kans. Dat is bewezen."))
    columns = (Column(_("Kans")), Column(_("Mensen"), Kind.COUNT))
    return Section(
        title=_("Hoe groot was ieders kans?"),
        paragraphs=tuple(words),
        chart=chart,
        table=Table(_("Mensen per kans"), columns, rows),
    )


def _rounds(rounds: Sequence[LoggedRound]) -> Section:
    """Give the replacement log."""
    title = _("Aanvullingen")
    if not rounds:
        return Section(title=title, paragraphs=(_("Er is nog niemand vervangen."),))
    columns = (
        Column(_("Aanvulling")), Column(_("Open plaatsen"), Kind.COUNT), Column(_("Op de lijst"), Kind.COUNT),
        Column(_("Kleinste kans")), Column(_("Groep")), Column(_("Regels")),
    )  # fmt: skip
    rows = tuple(
        (
            str(one.number),
            one.seats,
            one.people,
            "–" if one.minimum is None else _percent(one.minimum),
            "–" if one.index is None else str(one.index),
            _("gehouden") if one.is_exact else _("versoepeld"),
        )
        for one in rounds
    )
    words = [
        ngettext("Er was %d aanvulling. Wie ja zei, bleef.", "Er waren %d aanvullingen. Wie ja zei, bleef.", len(rows))
        % len(rows)
    ]
    words += [
        _("Aanvulling %(number)s, %(feature)s, %(value)s: van %(had)s naar %(now)s plaatsen.")
        % {
            "number": one.number,
            "feature": shown(left.feature),
            "value": shown(left.value),
            "had": f"{left.had_least}–{left.had_most}",
            "now": f"{left.least}–{left.most}",
        }
        for one in rounds
        for left in one.relaxed
    ]
    return Section(title=title, paragraphs=tuple(words), table=Table(_("Elke aanvulling"), columns, rows))


def _proof(facts: Facts) -> Section:
    """Give every hash and number that somebody needs to hold against the bundle."""
    draw, trail = facts.draw, facts.trail
    rows: list[tuple[str, str]] = [
        (_("Lijst"), draw.assembly.pool_sha256),
        (_("Begingetal"), draw.seed),
        (_("Vastgelegd"), draw.commitment_sha256),
        (_("Vastgelegd op"), formats.date_format(timezone.localtime(facts.published_at), "j F Y, H:i:s")),
        *sorted(facts.hashes.items()),
    ]
    if trail is not None and draw.drawn_at is not None:
        if trail.is_balls:
            rows.append((_("Balletjes"), " ".join(attempt.written for attempt in trail.attempts)))
        else:
            rows += [(_("Getal van drand"), trail.randomness), (_("Geheim"), trail.secret)]
            rows.append((_("Uitkomst van de som"), trail.last.written))
        rows += [
            (_("Groep"), str(trail.index)),
            (_("Geloot op"), formats.date_format(timezone.localtime(draw.drawn_at), "j F Y, H:i:s")),
        ]
    rows.append((_("Laatste stap in het logboek"), facts.last_entry))
    table = Table(_("Vingerafdrukken en toeval"), (Column(_("Wat")), Column(_("Waarde"))), tuple(rows))
    return Section(
        title=_("Vingerafdrukken en toeval"),
        paragraphs=(_source(facts), _("Verandert er één teken in een bestand, dan klopt de vingerafdruk niet meer.")),
        table=table,
    )


def _source(facts: Facts) -> str:
    if facts.announced["kind"] == "balls":
        return _("Het toeval kwam van balletjes met cijfers, getrokken in %(place)s.") % facts.announced
    return _("Het toeval kwam van drand: ronde %(round)s van %(chain)s.") % facts.announced
