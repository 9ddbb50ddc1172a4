"""An advice in words: every point and every rule is a sentence. From the facts that were kept, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from opleiding.core.admission import Outcome
from opleiding.models import Advice, Goal, Offering, Route, Study

Json = Mapping[str, Any]

AT_ONCE: Final = 3
HEADS: Final[dict[Outcome, Promise]] = {
    Outcome.MET: gettext_lazy("Hier kun je naartoe"),
    Outcome.REPAIRABLE: gettext_lazy("Hier kun je naartoe met een paar punten erbij"),
    Outcome.UNKNOWN: gettext_lazy("Hier weten we nog niet genoeg voor"),
    Outcome.NOT_MET: gettext_lazy("Dit kan nu niet"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its mark: points such as '+7', or the outcome of a rule."""

    mark: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An option in words. opens: what would open it, or "". rules: which version of the rules, and where it stands."""

    offering: int
    title: str
    where: str
    route: str
    starts_on: date
    deadline: date
    months: int
    days: int
    cost_euro: int
    outcome: Outcome
    score: int
    emphasis: bool
    terms: tuple[Line, ...]
    findings: tuple[Line, ...]
    opens: str
    rules: str
    source: str
    seen_on: date


@dataclass(frozen=True, slots=True)
class Group:
    """Options with the same outcome, best first."""

    head: str
    outcome: Outcome
    options: tuple[Shown, ...]

    @property
    def first(self) -> tuple[Shown, ...]:
        """Give the ones that a page shows at once."""
        return self.options[:AT_ONCE]

    @property
    def others(self) -> tuple[Shown, ...]:
        """Give the ones that stand behind a fold."""
        return self.options[AT_ONCE:]


@dataclass(frozen=True, slots=True)
class Page:
    """An advice as pages and letters show it. best: what stands first, or None; why: of an adviser who put it first."""

    best: Shown | None
    why: str
    groups: tuple[Group, ...]
    development: tuple[Json, ...]
    weights: str


def page(advice: Advice) -> Page:
    """Give an advice in the language of now."""
    titles = advice.facts["subjects"]
    options = [_shown(one, titles) for one in advice.facts["options"]]
    amendment = getattr(advice, "amendment", None)
    chosen = [one for one in options if amendment is not None and one.offering == amendment.offering]
    possible = [one for one in options if one.outcome in {Outcome.MET, Outcome.REPAIRABLE}]
    best = next(iter(chosen or possible), None)
    groups = [
        Group(str(HEADS[outcome]), outcome, tuple(one for one in options if one.outcome == outcome))
        for outcome in Outcome
    ]
    development = tuple(_offered(one) for one in advice.facts["development"])
    return Page(
        best=best,
        why=amendment.why if chosen and amendment else "",
        groups=tuple(group for group in groups if group.options),
        development=development,
        weights=advice.facts["weights"],
    )


def _offered(one: Json) -> Json:
    """Give what is offered besides; of a module until when somebody can enter it."""
    closes = one.get("closes_on")
    return dict(one) | {
        "goal": str(Goal(one["goal"]).label),
        "module": one.get("module"),
        "closes_on": date.fromisoformat(closes) if closes else None,
    }


def _shown(one: Json, titles: Mapping[str, str]) -> Shown:
    outcome = Outcome(one["outcome"])
    rules = one["rules"]
    return Shown(
        offering=one["offering"],
        title=one["title"],
        where=f"{one['university']}, {one['town']}",
        route=str(Route(one["route"]).label),
        starts_on=date.fromisoformat(one["starts_on"]),
        deadline=date.fromisoformat(one["deadline"]),
        months=one["months"],
        days=one["days"],
        cost_euro=one["cost_euro"],
        outcome=outcome,
        score=one["score"],
        emphasis=one["emphasis"] and any(term["code"] == "emphasis" for term in one["terms"]),
        terms=tuple(_term(term, one) for term in one["terms"]),
        findings=tuple(_finding(found, titles) for found in one["findings"]),
        opens=_opens(one, titles) if outcome == Outcome.REPAIRABLE else "",
        rules=_("Regels versie %(version)s") % {"version": rules["version"]},
        source=rules["source"],
        seen_on=date.fromisoformat(rules["seen_on"]),
    )


def _term(term: Json, one: Json) -> Line:
    """Give '+7: je gaf 140 uur wiskunde.'"""
    return Line(f"{term['points']:+d}".replace("-", "\N{MINUS SIGN}"), TERMS[term["code"]](term["facts"], one))


def _subject_hours(facts: Json, one: Json) -> str:
    words = {"hours": facts["hours"], "confirmed": facts["confirmed"], "subject": one["subject"]}
    if facts["confirmed"] == facts["hours"]:
        return _("Je gaf %(hours)d uur %(subject)s. Je instituut bevestigde dat.") % words
    if facts["confirmed"]:
        return _("Je gaf %(hours)d uur %(subject)s. Je instituut bevestigde %(confirmed)d uur.") % words
    return _("Je gaf %(hours)d uur %(subject)s. Niet bevestigd, dus dat telt half.") % words


def _goals(facts: Json, _one: Json) -> str:
    names = [str(Goal(code).label) for code in facts["goals"].split(", ")]
    return _("Je leert hier ook wat je wilt: %(goals)s.") % {"goals": ", ".join(names)}


def _travel(facts: Json, one: Json) -> str:
    words = {"minutes": facts["minutes"]}
    if one["estimate"]:
        return _("Je reist %(minutes)d minuten (schatting).") % words
    return _("Je reist %(minutes)d minuten.") % words


TERMS: Final[dict[str, Callable[[Json, Json], str]]] = {
    "subject_hours": _subject_hours,
    "other_hours": lambda facts, _one: _("Je gaf %(hours)d uur in andere vakken.") % {"hours": facts["hours"]},
    "upper_hours": lambda facts, _one: (
        _("Je gaf %(hours)d uur in de bovenbouw van havo of vwo.") % {"hours": facts["hours"]}
    ),
    "didactic_hours": lambda facts, _one: _("Je kreeg %(hours)d uur les in lesgeven.") % {"hours": facts["hours"]},
    "hybrid": lambda _facts, _one: _("Je wilt lesgeven naast een baan of studie. Dat kan hier."),
    "full_time": lambda _facts, _one: _("Je wilt leraar worden als gewone baan. Dat past hier."),
    "start": lambda facts, _one: (
        _("De opleiding begint in %(month)s, zoals je wilt.") % {"month": Offering.Term(facts["start"]).label}
    ),
    "goals": _goals,
    "travel": _travel,
    "too_far": lambda facts, _one: _("Dat is langer dan de %(most)d minuten die je wilt.") % {"most": facts["most"]},
    "emphasis": lambda _facts, _one: _("Dit is Trainees in Onderwijs: je werkt, leert en verdient tegelijk."),
}


def _finding(found: Json, titles: Mapping[str, str]) -> Line:
    return Line(found["outcome"], sentence(found, titles))


def sentence(found: Json, titles: Mapping[str, str]) -> str:
    """Give what a rule says, by what its facts are about."""
    facts, outcome = found["facts"] or {}, Outcome(found["outcome"])
    subject = titles.get(found["subject"], found["subject"])
    if "table" in facts:
        return _related(outcome, facts | {"subject": subject})
    if "asked" in facts:
        return _credits(outcome, facts | {"level": _level(facts), "short": found["ec"]})
    if "least" in facts:
        return _grade(outcome, facts)
    if "hours" in facts:
        return _hours(outcome, facts | {"subject": subject or _("alle vakken samen")})
    if "language" in facts:
        names = dict(Offering.Language.choices)
        return _language(outcome, {"language": str(names.get(facts["language"], facts["language"]))})
    return _degree(outcome, {"level": _level(facts)})


def _level(facts: Json) -> str:
    return str(Study.Level(facts["level"]).label)


def _related(outcome: Outcome, words: Json) -> str:
    return {
        Outcome.MET: _("Je studie past bij %(subject)s."),
        Outcome.REPAIRABLE: _("Je mist %(short)s EC %(subject)s. Die kun je nog halen."),
        Outcome.UNKNOWN: _("Wij weten niet of je studie past bij %(subject)s. Vraag het de opleiding."),
        Outcome.NOT_MET: _("Je mist %(short)s EC %(subject)s. Bij de start mag je er hooguit %(most)s missen."),
    }[outcome] % ({"short": ""} | dict(words))


def _credits(outcome: Outcome, words: Json) -> str:
    return {
        Outcome.MET: _("Je hebt genoeg punten in je %(level)s: %(found)d EC."),
        Outcome.REPAIRABLE: _("Je hebt nog %(short)d EC nodig in je %(level)s."),
        Outcome.UNKNOWN: _("Wij weten niet hoeveel EC je hebt in je %(level)s. Vul je studie in."),
        Outcome.NOT_MET: _("Dit kan alleen tijdens een %(level)s."),
    }[outcome] % words


def _grade(outcome: Outcome, facts: Json) -> str:
    words = {"least": f"{facts['least']:g}"}
    return {
        Outcome.MET: _("Je gemiddelde cijfer is hoog genoeg: %(least)s of meer."),
        Outcome.UNKNOWN: _("Je gemiddelde cijfer moet %(least)s of meer zijn. Vul het in bij je studie."),
        Outcome.NOT_MET: _("Je gemiddelde cijfer moet %(least)s of meer zijn."),
    }[outcome] % words


def _hours(outcome: Outcome, words: Json) -> str:
    return {
        Outcome.MET: _("Je gaf genoeg les: minstens %(hours)d uur (%(subject)s)."),
        Outcome.UNKNOWN: _("Je gaf %(found)d uur les (%(subject)s). Laat je instituut %(hours)d uur bevestigen."),
        Outcome.NOT_MET: _("Je moet %(hours)d uur les hebben gegeven (%(subject)s). Dat is nu %(found)d uur."),
    }[outcome] % words


def _language(outcome: Outcome, words: Json) -> str:
    return {
        Outcome.MET: _("Je spreekt de taal van de opleiding: %(language)s."),
        Outcome.UNKNOWN: _("Spreek je %(language)s? Vul het in bij je wensen."),
        Outcome.NOT_MET: _("Voor deze opleiding moet je %(language)s spreken."),
    }[outcome] % words


def _degree(outcome: Outcome, words: Json) -> str:
    return {
        Outcome.MET: _("Je hebt op tijd een %(level)s af."),
        Outcome.UNKNOWN: _("Voor de start moet je een %(level)s af hebben. Vul in wanneer je klaar bent."),
        Outcome.NOT_MET: _("Voor de start moet je een %(level)s af hebben, en niet te lang geleden."),
    }[outcome] % words


def _opens(one: Json, titles: Mapping[str, str]) -> str:
    """Give 'Met 6 EC statistiek kun je hierheen.'"""
    short = [found for found in one["findings"] if found["outcome"] == Outcome.REPAIRABLE]
    subjects = sorted({titles.get(found["subject"], found["subject"]) for found in short if found["subject"]})
    words = {"ec": one["ec"], "subjects": ", ".join(subjects)}
    if subjects:
        return _("Met %(ec)d EC %(subjects)s erbij kun je hier naartoe.") % words
    return (
        ngettext("Met %(ec)d EC erbij kun je hier naartoe.", "Met %(ec)d EC erbij kun je hier naartoe.", one["ec"])
        % words
    )
