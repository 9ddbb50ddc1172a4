"""The chain of money and minutes, and laws over random operations."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bijles.core import ledger
from bijles.core.errors import LedgerRefuses
from bijles.core.ledger import Account, Book, Kind, Owner, Place, Unit

FUND, POT = Owner(Place.FUND, "city:1"), Owner(Place.POT, "programme:1")
BUDGET, RETURNED = Owner(Place.BUDGET, "child:1"), Owner(Place.RETURNED, "programme:1")
HELD = Owner(Place.HELD, "booking:1")
RECEIVABLE, PAYABLE, PAID = (Owner(place, "provider:1") for place in (Place.RECEIVABLE, Place.PAYABLE, Place.PAID))


def cents(book: Book, owner: Owner) -> int:
    return book.balances.get(Account(owner.place, owner.name, Unit.CENTS), 0)


def granted(amount: int = 10_000, minutes: int = 240) -> Book:
    book = Book()
    book.post(ledger.move(Kind.GRANT, "pot", FUND, POT, cents=amount, minutes=minutes))
    book.post(ledger.move(Kind.GRANT, "child", POT, BUDGET, cents=amount, minutes=minutes))
    return book


def test_a_lesson_walks_from_the_fund_to_the_provider():
    book = granted()
    for kind, source, target in (
        (Kind.HOLD, BUDGET, HELD),
        (Kind.EARN, HELD, RECEIVABLE),
        (Kind.APPROVE, RECEIVABLE, PAYABLE),
        (Kind.PAY, PAYABLE, PAID),
    ):
        book.post(ledger.move(kind, kind, source, target, cents=2500, minutes=60))

    assert (cents(book, PAID), cents(book, BUDGET), cents(book, FUND)) == (2500, 7500, -10_000)
    assert sum(book.balances.values()) == 0


def test_a_no_show_pays_its_part_and_gives_the_rest_and_the_minutes_back():
    book = granted()
    book.post(ledger.move(Kind.HOLD, "hold", BUDGET, HELD, cents=2501, minutes=60))
    book.post(
        ledger.part(Kind.NO_SHOW, "no-show", "booking:1", "provider:1", "child:1", cents=2501, minutes=60, percent=50)
    )

    assert (cents(book, RECEIVABLE), cents(book, BUDGET), cents(book, HELD)) == (1251, 8749, 0)
    assert book.balances[Account(Place.BUDGET, "child:1", Unit.MINUTES)] == 240


def test_the_same_key_happens_once():
    book = granted()
    hold = ledger.move(Kind.HOLD, "hold", BUDGET, HELD, cents=2500, minutes=60)

    assert book.post(hold)
    assert not book.post(hold)
    assert cents(book, HELD) == 2500


def test_nobody_spends_what_is_not_there_and_nothing_half_is_kept():
    book = granted(amount=2000)

    with pytest.raises(LedgerRefuses, match="overspent"):
        book.post(ledger.move(Kind.HOLD, "hold", BUDGET, HELD, cents=2500, minutes=60))
    assert (cents(book, BUDGET), cents(book, HELD)) == (2000, 0)


def test_a_transfer_is_turned_back_once():
    book = granted()
    hold = ledger.move(Kind.HOLD, "hold", BUDGET, HELD, cents=2500, minutes=60)
    book.post(hold)
    book.post(ledger.reversal(hold, "back"))

    assert cents(book, BUDGET) == 10_000
    with pytest.raises(LedgerRefuses, match="twice"):
        book.post(ledger.reversal(hold, "back again"))
    with pytest.raises(LedgerRefuses, match="unknown"):
        ledger.reversal(book.transfers["back"], "back of back")


def test_money_takes_no_road_but_the_chain():
    with pytest.raises(LedgerRefuses, match="unknown"):
        ledger.move(Kind.PAY, "key", BUDGET, PAID, cents=1, minutes=0)
    with pytest.raises(LedgerRefuses, match="negative"):
        ledger.move(Kind.HOLD, "key", BUDGET, HELD, cents=-1, minutes=0)
    with pytest.raises(LedgerRefuses, match="empty"):
        ledger.move(Kind.HOLD, "key", BUDGET, HELD, cents=0, minutes=0)


def test_a_transfer_out_of_balance_is_refused():
    entry = ledger.Entry(Account(Place.BUDGET, "child:1", Unit.CENTS), 5)

    with pytest.raises(LedgerRefuses, match="unbalanced"):
        Book().post(ledger.Transfer(Kind.GRANT, "key", (entry,)))


PLACES = {
    Place.FUND: ["city:1"],
    Place.POT: ["programme:1"],
    Place.BUDGET: ["child:1", "child:2"],
    Place.HELD: [f"booking:{number}" for number in range(3)],
    Place.RETURNED: ["programme:1"],
}
STEPS = st.tuples(
    st.sampled_from([kind for kind in Kind if kind is not Kind.REVERSE]),
    st.integers(0, 40),
    st.integers(0, 5000),
    st.integers(0, 120),
    st.randoms(use_true_random=False),
)


@settings(max_examples=150)
@given(st.lists(STEPS | st.integers(0, 40), max_size=60))
def test_no_row_of_operations_makes_or_loses_a_cent_or_a_minute(steps):
    book = granted()
    for step in steps:
        try:
            if isinstance(step, int):
                known = list(book.transfers.values())
                book.post(ledger.reversal(known[step % len(known)], f"back:{step}"))
                continue
            kind, key, amount, minutes, rng = step
            source, target = rng.choice(sorted(ledger.MOVES[kind]))
            owners = [Owner(place, rng.choice(PLACES.get(place, ["provider:1"]))) for place in (source, target)]
            book.post(ledger.move(kind, f"{kind}:{key}", *owners, cents=amount, minutes=minutes))
        except LedgerRefuses:
            pass

        for unit in Unit:
            assert sum(balance for account, balance in book.balances.items() if account.unit is unit) == 0
        assert all(balance >= 0 for account, balance in book.balances.items() if account.place is not Place.FUND)
    told = {entry.account for transfer in book.transfers.values() for entry in transfer.entries}
    assert set(book.balances) == told
