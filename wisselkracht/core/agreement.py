"""The agreement of an exchange: as many secondments as teachers, each the mirror of the others, with its goals.

Pure facts: the words of the articles stand in the template. Money is in cents, a part of a week a fraction.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Final

from wisselkracht.core.exchange_steps import Goal, Party, Role, parties_of
from wisselkracht.core.lifecycle_errors import BadAgreement
from wisselkracht.core.qualification import Condition, Duty, Judgement, Lack, Licence, Standing, judge, months

# Of the wage costs, what may come on top of them in a fee without its becoming a business.
# Besluit omzetbelasting, terbeschikkingstelling personeel, 7 June 2024, Stcrt. 2024, 17448, 6.3.
_ON_TOP_PERCENT: Final = 5
_TALK_MONTHS: Final = 3
NOTICE_WEEKS: Final = 4
MOST_FTE_APART: Final = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class School:
    """A school of the exchange and who signs for it. key: as in `Party`."""

    key: str
    name: str
    board: str
    place: str
    director: str
    buddy: str


@dataclass(frozen=True, slots=True)
class LearningGoal:
    """One goal: whose question it answers, what the teacher will do or know, and how we see that."""

    kind: Goal
    theme: str
    text: str
    measure: str


@dataclass(frozen=True, slots=True)
class Secondment:
    """A teacher goes from the lender to the host. first, last: days of the host, both included.

    fte: of this work. own_fte: of the work at home that stays behind. weekdays: 0 = Monday .. 4.
    wage_cents: gross wage costs of the lender for this work in this period. fee_cents: what the host pays for it.
    travel_cents: for each working day, paid by the host, no part of the fee.
    """

    lender: School
    host: School
    teacher: str
    job: str
    tasks: tuple[str, ...]
    duty: Duty
    licences: tuple[Licence, ...]
    standing: Standing
    first: date
    last: date
    fte: Fraction
    own_fte: Fraction
    weekdays: frozenset[int]
    wage_cents: int
    fee_cents: int
    travel_cents: int = 0
    goals: tuple[LearningGoal, ...] = ()
    is_indispensable: bool = True


@dataclass(frozen=True, slots=True)
class Terms:
    """What the parties agreed about the exchange. number: of the exchange. version: from 1, up with every change."""

    number: str
    version: int
    made_on: date
    secondments: tuple[Secondment, ...]
    notice_weeks: int = NOTICE_WEEKS


@dataclass(frozen=True, slots=True)
class Signature:
    """Somebody signed a version. fingerprint: of the version that he saw. at: aware."""

    party: Party
    name: str
    at: datetime
    fingerprint: str


class Warn(StrEnum):
    """What the wizard says about an agreement. `BLOCKING` names those that stop it."""

    CANNOT_TEACH = "cannot-teach"
    NO_VOG = "no-vog"
    TEACHES_ON_CONDITION = "teaches-on-condition"
    VAT_DUE = "vat-due"
    NOT_INDISPENSABLE = "not-indispensable"
    CLOSED_PURSE = "closed-purse"
    COSTS_ON_TOP = "costs-on-top"
    FTE_APART = "fte-apart"
    DAYS_DO_NOT_FIT = "days-do-not-fit"
    GOALS_MISSING = "goals-missing"
    NO_TASKS = "no-tasks"
    OVER_A_YEAR = "over-a-year"


BLOCKING: Final = frozenset({Warn.CANNOT_TEACH, Warn.NO_VOG, Warn.GOALS_MISSING, Warn.NO_TASKS, Warn.DAYS_DO_NOT_FIT})


@dataclass(frozen=True, slots=True)
class Caution:
    """One warning about one secondment. amount_cents: how far the fee is over the limit, or the limit."""

    warn: Warn
    teacher: str
    lacks: tuple[Lack, ...] = ()
    conditions: tuple[Condition, ...] = ()
    goals: tuple[Goal, ...] = ()
    amount_cents: int = 0

    @property
    def blocks(self) -> bool:
        """Say whether the agreement cannot be made until this is mended."""
        return self.warn in BLOCKING


@dataclass(frozen=True, slots=True)
class Payment:
    """What one school pays another for the whole period, before anything is set off."""

    payer: School
    payee: School
    cents: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """The terms with all that follows from them. talk_on: from when schools talk about an extension."""

    terms: Terms
    fingerprint: str
    judgements: tuple[Judgement, ...]
    warnings: tuple[Caution, ...]
    payments: tuple[Payment, ...]
    balances: tuple[tuple[School, int], ...]
    talk_on: date
    signers: tuple[tuple[Party, str], ...]

    @property
    def is_blocked(self) -> bool:
        """Say whether a warning stops it."""
        return any(warning.blocks for warning in self.warnings)


def settle(terms: Terms) -> Agreement:
    """Give the agreement that follows from the terms.

    Raises BadAgreement: "too-few" or "too-many" (two or three), "not-a-circle" (each school lends one teacher and
    hosts one of another), "period-differs", "bad-period", "bad-fte" (0 < fte <= 1), "bad-money" (below zero).
    """
    _check(terms)
    judgements = tuple(
        judge(one.licences, one.duty, one.standing, first=one.first, last=one.last) for one in terms.secondments
    )
    pairs = zip(terms.secondments, judgements, strict=True)
    payments = tuple(Payment(one.host, one.lender, one.fee_cents) for one in terms.secondments)
    return Agreement(
        terms=terms,
        fingerprint=fingerprint(terms),
        judgements=judgements,
        warnings=tuple(warning for one, judgement in pairs for warning in _warnings(one, judgement)),
        payments=payments,
        balances=_balances(terms, payments),
        talk_on=max(terms.secondments[0].first, _months_before(terms.secondments[0].last, _TALK_MONTHS)),
        signers=_signers(terms),
    )


def fingerprint(terms: Terms) -> str:
    """Give the SHA-256 of the terms, in hexadecimal: the same for the same words, another after any change."""
    whole = json.dumps(asdict(terms), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return hashlib.sha256(whole.encode()).hexdigest()


def next_version(terms: Terms, *, made_on: date, secondments: tuple[Secondment, ...]) -> Terms:
    """Give the terms of the next version. Signatures under the last one do not count for it."""
    return replace(terms, version=terms.version + 1, made_on=made_on, secondments=secondments)


def wage_part(month_cents: int, *, fte: Fraction, months_worked: Fraction) -> int:
    """Give the wage costs of a part of a job, from those of a full month at 1 fte; half a cent goes up."""
    exact = month_cents * fte * months_worked
    return int((2 * exact + 1) // 2)


def fee_limit(wage_cents: int) -> int:
    """Give the highest fee for which condition d of the VAT exemption may be taken as met, in whole cents."""
    return wage_cents * (100 + _ON_TOP_PERCENT) // 100


def _plain(value: object) -> object:
    """Give what JSON has no word for in one fixed form. Raises TypeError for anything that terms never hold."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)


def _check(terms: Terms) -> None:
    parts = terms.secondments
    first = parts[0] if parts else None
    checks: Mapping[str, bool] = {
        "too-few": len(parts) < 2,
        "too-many": len(parts) > 3,
        "not-a-circle": not _is_circle(parts),
        "period-differs": any(
            first is not None and (one.first, one.last) != (first.first, first.last) for one in parts
        ),
        "bad-period": any(one.last < one.first for one in parts),
        "bad-fte": any(not 0 < fte <= 1 for one in parts for fte in (one.fte, one.own_fte)),
        "bad-money": any(cents < 0 for one in parts for cents in (one.wage_cents, one.fee_cents, one.travel_cents)),
    }
    for what, is_so in checks.items():
        if is_so:
            raise BadAgreement(what)


def _is_circle(parts: tuple[Secondment, ...]) -> bool:
    """Say whether going from lender to host passes every school once and comes back."""
    ahead = {one.lender.key: one.host.key for one in parts}
    if len(ahead) != len(parts) or {*ahead.values()} != {*ahead}:
        return False
    start = here = parts[0].lender.key if parts else ""
    for _step in parts[1:]:
        here = ahead[here]
        if here == start:
            return False
    return bool(parts) and ahead[here] == start


def _balances(terms: Terms, payments: tuple[Payment, ...]) -> tuple[tuple[School, int], ...]:
    """Give what each school receives in all, below zero for what it pays; together they are nothing."""
    total = {one.lender.key: 0 for one in terms.secondments}
    for payment in payments:
        total[payment.payer.key] -= payment.cents
        total[payment.payee.key] += payment.cents
    return tuple((one.lender, total[one.lender.key]) for one in terms.secondments)


def _signers(terms: Terms) -> tuple[tuple[Party, str], ...]:
    names: dict[Party, str] = {}
    for one in terms.secondments:
        school = one.lender.key
        names[Party(school, Role.DIRECTOR)] = one.lender.director
        names[Party(school, Role.TEACHER)] = one.teacher
        names[Party(school, Role.BUDDY)] = one.lender.buddy
    return tuple((party, names[party]) for party in parties_of({one.lender.key for one in terms.secondments}))


def _months_before(day: date, number: int) -> date:
    """Give the day a number of months earlier; the last of the month where that day does not exist."""
    year, month = divmod(12 * day.year + day.month - 1 - number, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def _warnings(one: Secondment, judgement: Judgement) -> tuple[Caution, ...]:
    name, found = one.teacher, []
    lacks = tuple(lack for lack in judgement.lacks if lack is not Lack.NO_VOG)
    if lacks:
        found.append(Caution(Warn.CANNOT_TEACH, name, lacks=lacks))
    if Lack.NO_VOG in judgement.lacks:
        found.append(Caution(Warn.NO_VOG, name))
    if judgement.conditions and not lacks:
        found.append(Caution(Warn.TEACHES_ON_CONDITION, name, conditions=judgement.conditions))
    found += _money(one)
    missing = tuple(goal for goal in Goal if goal not in {own.kind for own in one.goals})
    if missing:
        found.append(Caution(Warn.GOALS_MISSING, name, goals=missing))
    plain = {
        Warn.FTE_APART: abs(one.fte - one.own_fte) > MOST_FTE_APART,
        # Somebody who works w of the 5 days cannot fill more than w/5 of a full job.
        Warn.DAYS_DO_NOT_FIT: Fraction(len(one.weekdays), 5) < one.fte,
        Warn.NO_TASKS: not one.tasks,
        Warn.OVER_A_YEAR: months(one.first, one.last) > 12,
    }
    return (*found, *(Caution(warn, name) for warn, is_so in plain.items() if is_so))


def _money(one: Secondment) -> list[Caution]:
    """Say what the fee means for VAT, between schools that give funded education (conditions a and b are met).

    A closed purse is told apart: how it is taxed was not verified.
    """
    if not one.is_indispensable:
        return [Caution(Warn.NOT_INDISPENSABLE, one.teacher)]
    limit = fee_limit(one.wage_cents)
    if one.fee_cents > limit:
        return [Caution(Warn.VAT_DUE, one.teacher, amount_cents=one.fee_cents - limit)]
    if one.fee_cents > one.wage_cents:
        return [Caution(Warn.COSTS_ON_TOP, one.teacher, amount_cents=limit)]
    return [Caution(Warn.CLOSED_PURSE, one.teacher)] if one.fee_cents == 0 else []
