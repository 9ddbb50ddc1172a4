"""The agreement set: as many mirrored secondments as teachers, their goals, their signatures and what the schools pay."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from ndt.pdf import services as pdf
from wisselkracht.core.agreement import Agreement, Caution, Secondment, Signature, Warn, fee_limit
from wisselkracht.core.evaluations import Planned
from wisselkracht.core.exchange_steps import Party, Role
from wisselkracht.core.qualification import Judgement, Lack
from wisselkracht.pdf import words


@dataclass(frozen=True, slots=True)
class ShownSignature:
    """One line of a signature block. when: None while it is not signed; is_old: another version was signed."""

    role: str
    school: str
    name: str
    when: datetime | None
    is_old: bool


@dataclass(frozen=True, slots=True)
class ShownSecondment:
    """One agreement with its figures in words."""

    number: int
    one: Secondment
    judgement: Judgement
    part: str
    weekdays: str
    wage: str
    fee: str
    limit: str
    travel: str
    goals: tuple[tuple[str, str, str, str], ...]
    moments: tuple[tuple[str, date, date], ...]
    signatures: tuple[ShownSignature, ...]

    @property
    def ground(self) -> str:
        """The ground on which this teacher teaches, for the template."""
        return self.judgement.ground.name

    @property
    def is_over_limit(self) -> bool:
        """Say whether VAT must be reckoned with."""
        return self.one.fee_cents > fee_limit(self.one.wage_cents)


def agreement(
    found: Agreement,
    *,
    signatures: Sequence[Signature],
    moments: Mapping[str, Sequence[Planned]],
    language: str,
    now: datetime,
) -> bytes:
    """Give the whole set as one document. Raises PdfUnavailable.

    signatures: all that were given, of any version; only those under this fingerprint count.
    moments: per key of the lending school the evaluation moments of its teacher; none while they are not planned.
    """
    terms = found.terms
    with translation.override(language):
        teachers = words.series(one.teacher for one in terms.secondments)
        title = _("Overeenkomst %(number)s: %(teachers)s ruilen van baan") % {
            "number": terms.number,
            "teachers": teachers,
        }
        context = {
            "terms": terms,
            "agreement": found,
            "secondments": _secondments(found, signatures, moments),
            "first": terms.secondments[0].first,
            "last": terms.secondments[0].last,
            "warnings": [caution(one) for one in found.warnings],
            "signed": len({one.party for one in signatures if one.fingerprint == found.fingerprint}),
            "needed": len(found.signers),
            "payments": [(one.payer.name, one.payee.name, words.euros(one.cents)) for one in found.payments],
            "balances": [_balance(school.name, cents) for school, cents in found.balances],
            "has_money": any(one.cents for one in found.payments),
        }
    return pdf.render(
        "wisselkracht/agreement.html",
        context,
        title=title,
        language=language,
        now=now,
        styles=("cover.css", "wisselkracht/agreement.css"),
    )


def caution(one: Caution) -> tuple[str, str]:
    """Give a warning as its teacher and its sentence, with what to do."""
    return one.teacher, " ".join([_WARNINGS[one.warn](one), *(_LACKS[lack]() for lack in one.lacks)])


def _secondments(
    found: Agreement, signatures: Sequence[Signature], moments: Mapping[str, Sequence[Planned]]
) -> list[ShownSecondment]:
    pairs = zip(found.terms.secondments, found.judgements, strict=True)
    return [
        ShownSecondment(
            number=number,
            one=one,
            judgement=judgement,
            part=words.part(one.fte),
            weekdays=words.weekdays(one.weekdays),
            wage=words.euros(one.wage_cents),
            fee=words.euros(one.fee_cents),
            limit=words.euros(fee_limit(one.wage_cents)),
            travel=words.euros(one.travel_cents),
            goals=tuple((str(words.GOALS[goal.kind]), goal.theme, goal.text, goal.measure) for goal in one.goals),
            moments=tuple(
                (str(words.MOMENTS[planned.moment]), planned.opens, planned.due)
                for planned in moments.get(one.lender.key, ())
            ),
            signatures=_signatures(one, found, signatures),
        )
        for number, (one, judgement) in enumerate(pairs, 1)
    ]


def _signatures(one: Secondment, found: Agreement, given: Sequence[Signature]) -> tuple[ShownSignature, ...]:
    """Give who signs this secondment: both directors, the teacher, and the buddy at the host."""
    wanted = (
        (Party(one.lender.key, Role.DIRECTOR), _("Directeur die uitleent"), one.lender.name, one.lender.director),
        (Party(one.host.key, Role.DIRECTOR), _("Directeur die ontvangt"), one.host.name, one.host.director),
        (Party(one.lender.key, Role.TEACHER), str(words.ROLES[Role.TEACHER]), one.lender.name, one.teacher),
        (Party(one.host.key, Role.BUDDY), str(words.ROLES[Role.BUDDY]), one.host.name, one.host.buddy),
    )  # fmt: skip
    now = {signature.party: signature.at for signature in given if signature.fingerprint == found.fingerprint}
    before = {signature.party for signature in given} - {*now}
    return tuple(
        ShownSignature(role, school, name, now.get(party), party in before) for party, role, school, name in wanted
    )


def _balance(school: str, cents: int) -> tuple[str, str, str]:
    if cents == 0:
        return school, _("betaalt en krijgt evenveel"), words.euros(0)
    return school, _("krijgt") if cents > 0 else _("betaalt"), words.euros(abs(cents))


_WARNINGS: Final[Mapping[Warn, Callable[[Caution], str]]] = {
    Warn.CANNOT_TEACH: lambda _one: _("Deze leraar mag dit werk nu niet doen."),
    Warn.NO_VOG: lambda _one: _("Er is nog geen VOG (een bewijs van goed gedrag). Vraag die aan vóór de eerste dag."),
    Warn.TEACHES_ON_CONDITION: lambda _one: _("De leraar mag dit werk doen, maar er zijn eisen. Lees het deel over bevoegdheid."),
    Warn.VAT_DUE: lambda one: _(
        "Het bedrag ligt %(amount)s boven de grens voor btw. Verlaag het, of reken op 21%% btw."
    ) % {"amount": words.euros(one.amount_cents)},
    Warn.NOT_INDISPENSABLE: lambda _one: _(
        "De school kan ook zonder deze leraar. Dan geldt de vrijstelling van btw niet. Vraag raad aan uw belastingadviseur."
    ),
    Warn.CLOSED_PURSE: lambda _one: _(
        "De scholen rekenen elkaar niets. Wij weten niet zeker hoe de btw dan werkt. Vraag raad aan uw belastingadviseur."
    ),
    Warn.COSTS_ON_TOP: lambda one: _(
        "Het bedrag is hoger dan het loon. Tot %(amount)s mag dat, als vergoeding van kosten."
    ) % {"amount": words.euros(one.amount_cents)},
    Warn.FTE_APART: lambda _one: _("De twee banen verschillen veel in omvang. Spreek af wat er met de andere uren gebeurt."),
    Warn.DAYS_DO_NOT_FIT: lambda _one: _("De baan past niet in de gekozen dagen. Kies meer dagen of minder uren."),
    Warn.GOALS_MISSING: lambda one: _("Er ontbreken leerdoelen: %(goals)s.") % {
        "goals": words.series(str(words.GOALS[goal]).lower() for goal in one.goals)
    },
    Warn.NO_TASKS: lambda _one: _("Er staat niet wat de leraar gaat doen. Schrijf de taken op."),
    Warn.OVER_A_YEAR: lambda _one: _("De ruil duurt langer dan een jaar. Overleg met uw afdeling personeel."),
}  # fmt: skip
_LACKS: Final[Mapping[Lack, Callable[[], str]]] = {
    Lack.NO_GROUND: lambda: _("Er is geen bevoegdheid voor, en geen toestemming van de directeur."),
    Lack.NO_VOG: lambda: "",
    Lack.TOO_LONG: lambda: _("De tijd die de wet hiervoor geeft, is dan om."),
    Lack.MOSTLY_UPPER: lambda: _("De leraar moet meer dan de helft van de lessen in de onderbouw geven."),
    Lack.SCHOOL_OVER_5_PERCENT: lambda: _(
        "De school geeft al één op de twintig lessen in de bovenbouw op deze manier."
    ),
    Lack.NOT_IN_TRAINING: lambda: _("De leraar moet een opleiding volgen voor dit vak."),
    Lack.DISPENSATION_TOO_SHORT: lambda: _("De toestemming van de directeur geldt niet voor de hele periode."),
}
