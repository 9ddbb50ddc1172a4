"""A month is frozen once, approved once, and nobody changes what was frozen."""

from __future__ import annotations

import random

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bijles.core.attendance import Tick
from bijles.core.errors import NotSettled
from bijles.core.ledger import Place, Unit
from bijles.core.settlement import Step
from bijles.models import Settlement, SettlementLine
from bijles.models.claim import ClaimState
from bijles.services import claiming, invoicing, paying, posting, settling
from tests.bijles import months
from tests.bijles.months import AFTER_APRIL, AFTER_MARCH, APRIL, MARCH
from tests.campaigns.races import both, until_somebody_waits_for_us

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return months.world()


def stands(of, *places):
    return [posting.balance(place, f"provider:{of.provider_id}") for place in places]


def proven():
    assert posting.faults() == []
    assert settling.faults() == []
    return True


def test_a_month_goes_from_lessons_to_money_that_is_proven(here):
    agreed, tutor = months.provider(here)
    here.given(agreed, tutor)
    here.given(agreed, tutor)
    here.given(agreed, tutor, tick=Tick.NO_SHOW)
    here.left_late(agreed, tutor)
    money = (Place.RECEIVABLE, Place.PAYABLE, Place.PAID)

    frozen = months.frozen(here, agreed)
    assert (frozen.step, frozen.claims, frozen.cents, frozen.minutes) == ("frozen", 4, 7500, 120)
    assert stands(agreed, *money) == [7500, 0, 0]

    approved = settling.approve(of=frozen, now=AFTER_MARCH)
    assert (approved.step, stands(agreed, *money)) == ("approved", [0, 7500, 0])
    assert {line.claim.state for line in frozen.lines.all()} == {ClaimState.APPROVED}

    invoice = invoicing.invoice(of=approved, now=AFTER_MARCH)
    assert (invoice.number, invoice.net, invoice.gross) == (f"P{agreed.provider_id}-2027-0001", 7500, 7500)
    assert proven()

    months.exported(here)
    assert paying.read_bank(scheme=here.scheme, data=months.statement(invoice), now=AFTER_MARCH).matched == 1
    assert stands(agreed, *money) == [0, 0, 7500]
    assert posting.balance(Place.PAID, f"provider:{agreed.provider_id}", Unit.MINUTES) == 120

    assert paying.reconcile(scheme=here.scheme, month=MARCH) == 1
    assert Settlement.objects.get().step == Step.RECONCILED
    assert proven()


def test_a_step_taken_twice_changes_nothing(here):
    agreed, tutor = months.provider(here)
    here.given(agreed, tutor)

    first = months.frozen(here, agreed)
    here.given(agreed, tutor)
    assert months.frozen(here, agreed).claims == first.claims == 1
    for _twice in range(2):
        assert settling.approve(of=first, now=AFTER_MARCH).step == Step.APPROVED
    assert stands(agreed, Place.PAYABLE) == [2500]
    one, other = (invoicing.invoice(of=first, now=AFTER_MARCH) for _twice in range(2))
    assert one == other
    assert proven()


def test_no_step_is_skipped(here):
    agreed, tutor = months.provider(here)
    here.given(agreed, tutor)
    frozen = months.frozen(here, agreed)

    with pytest.raises(NotSettled, match="step"):
        invoicing.invoice(of=frozen, now=AFTER_MARCH)
    with pytest.raises(NotSettled, match="done"):
        paying.export(scheme=here.scheme, month=MARCH, pays_on=AFTER_MARCH.date(), now=AFTER_MARCH)
    with pytest.raises(NotSettled, match="done"):
        paying.reconcile(scheme=here.scheme, month=MARCH)


def test_a_month_that_is_not_over_or_empty_is_not_frozen(here):
    agreed, tutor = months.provider(here)
    with pytest.raises(NotSettled, match="done"):
        months.frozen(here, agreed)
    here.given(agreed, tutor)
    with pytest.raises(NotSettled, match="month"):
        months.frozen(here, agreed, month=APRIL)

    assert not Settlement.objects.exists()


def test_what_is_put_aside_stays_out_and_comes_back_in_a_later_month(here):
    agreed, tutor = months.provider(here)
    here.given(agreed, tutor)
    odd = here.claim(agreed, tutor)
    claiming.put_aside(claim=odd, why="De ouder belde: de les ging niet door.")

    assert months.frozen(here, agreed).claims == 1
    claiming.accept(claim=odd, why="Het was een misverstand.")
    later = months.frozen(here, agreed, month=APRIL, now=AFTER_APRIL)
    assert [line.claim for line in later.lines.all()] == [odd]
    assert proven()


def test_what_is_refused_goes_back_to_the_child(here):
    agreed, tutor = months.provider(here)
    before = posting.balance(Place.BUDGET, f"programme:{here.programme.pk}:child:{here.child.pk}") or 1_000_000
    given, missed = here.claim(agreed, tutor), here.claim(agreed, tutor, tick=Tick.NO_SHOW)

    for claim in (given, missed, given):
        refused = claiming.refuse(claim=claim, why="De les is niet gegeven.", now=AFTER_MARCH)
        assert (refused.state, refused.why) == (ClaimState.REJECTED, "De les is niet gegeven.")
    assert stands(agreed, Place.RECEIVABLE) == [0]
    assert posting.balance(Place.BUDGET, given.booking.owner) == before
    assert proven()


def test_a_decision_has_a_reason_and_comes_before_the_month_is_frozen(here):
    agreed, tutor = months.provider(here)
    claim = here.claim(agreed, tutor)
    with pytest.raises(NotSettled, match="reason"):
        claiming.refuse(claim=claim, why="  ", now=AFTER_MARCH)
    months.frozen(here, agreed)

    for decide in (claiming.put_aside, claiming.accept):
        with pytest.raises(NotSettled, match="claim"):
            decide(claim=claim, why="Te laat.")
    with pytest.raises(NotSettled, match="claim"):
        claiming.refuse(claim=claim, why="Te laat.", now=AFTER_MARCH)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE bijles_settlement SET cents = cents + 1",
        "UPDATE bijles_settlement SET month = '2027-02-01'",
        "UPDATE bijles_settlement SET step = 'open'",
        "UPDATE bijles_settlement SET step = 'reconciled'",
        "UPDATE bijles_settlement SET export_id = NULL WHERE export_id IS NOT NULL",
        "DELETE FROM bijles_settlement",
        "UPDATE bijles_settlementline SET cents = 1",
        "DELETE FROM bijles_settlementline",
        "UPDATE bijles_claim SET state = 'rejected'",
        "UPDATE bijles_invoice SET gross = gross + 1, tax = tax + 1",
        "DELETE FROM bijles_invoice",
        "UPDATE bijles_paymentexport SET content = ''",
        "DELETE FROM bijles_paymentexport",
        "UPDATE bijles_bankline SET cents = 1",
        "DELETE FROM bijles_bankline",
    ],
)
def test_the_database_refuses_every_change_of_what_is_frozen(here, statement):
    agreed, tutor = months.provider(here)
    here.given(agreed, tutor)
    made = months.invoiced(here, agreed)
    months.exported(here)
    paying.read_bank(scheme=here.scheme, data=months.statement(made, bedrag="-1,00"), now=AFTER_MARCH)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_no_claim_stands_in_two_lines_or_in_the_month_of_another(here):
    agreed, tutor = months.provider(here)
    other, _tutor = months.provider(here)
    claim = here.claim(agreed, tutor)
    frozen = months.frozen(here, agreed)
    line = frozen.lines.get()
    facts = {"claim": claim, "day": line.day, "what": line.what, "kind": line.kind, "minutes": 60, "cents": 2500}

    again = Settlement.objects.create(scheme=here.scheme, provider=agreed.provider, month=APRIL)
    of_other = Settlement.objects.create(scheme=here.scheme, provider=other.provider, month=APRIL)
    for settlement in (again, of_other, frozen):
        with pytest.raises(IntegrityError), transaction.atomic():
            SettlementLine.objects.create(settlement=settlement, **facts)


def test_a_month_of_many_costs_as_many_statements_as_a_month_of_one(here):
    def statements(number):
        agreed, tutor = months.provider(here)
        for _lesson in range(number):
            here.given(agreed, tutor)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            months.invoiced(here, agreed)
        return len(seen)

    statements(1)
    assert statements(1) == statements(9)


@pytest.mark.django_db(transaction=True)
def test_who_puts_a_claim_aside_while_the_month_is_frozen_comes_before_or_after(here, monkeypatch):
    agreed, tutor = months.provider(here)
    here.given(agreed, tutor)
    claim = here.claim(agreed, tutor)
    say = claiming._say

    def said_slowly(*facts):
        say(*facts)
        until_somebody_waits_for_us()

    monkeypatch.setattr(claiming, "_say", said_slowly)
    aside, frozen = both(
        lambda: claiming.put_aside(claim=claim, why="Eerst bellen."), lambda: months.frozen(here, agreed)
    )

    if isinstance(aside, Exception):  # the month came first
        assert frozen.claims == 2
    else:
        assert (frozen.claims, frozen.cents) == (1, 2500)
    assert proven()


def decide(claim, rng):
    verb = rng.choice(["aside", "accept", "refuse", "nothing"])
    if verb == "aside":
        claiming.put_aside(claim=claim, why="Eerst bellen.")
    elif verb == "accept":
        claiming.accept(claim=claim, why="Klopt.")
    elif verb == "refuse":
        claiming.refuse(claim=claim, why="Klopt niet.", now=AFTER_MARCH)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_every_paid_cent_is_of_one_lesson(here, seed):
    rng = random.Random(seed)
    sides = [months.provider(here, no_show_percent=rng.choice([0, 50, 33])) for _one in range(2)]
    claims = [
        here.claim(*rng.choice(sides), tick=rng.choice(list(Tick)), month=rng.choice([MARCH, APRIL]))
        for _lesson in range(10)
    ]
    invoices = []
    for month, now in ((MARCH, AFTER_MARCH), (APRIL, AFTER_APRIL)):
        before = len(invoices)
        for claim in rng.sample(claims, 5):
            try:
                decide(claim, rng)
            except NotSettled:
                continue
        for agreed, _tutor in sides:
            try:
                invoices.append(months.invoiced(here, agreed, month=month, now=now))
            except NotSettled as nothing:
                assert nothing.why == "done"  # noqa: PT017  a month without claims is no failure
        if len(invoices) > before:
            months.exported(here, month=month, now=now)
            paid = rng.sample(invoices, rng.randint(0, len(invoices)))
            paying.read_bank(scheme=here.scheme, data=months.statement(*paid), now=now)
        assert proven()
    lines = SettlementLine.objects.all()
    assert sum(line.cents for line in lines) == sum(invoice.net for invoice in invoices)
    for line in lines.select_related("claim__booking"):
        assert line.claim.booking.state in ("attended", "no_show")
