"""Codes on paper: who may order, which family counts, and a slip that works once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from threading import Event, Lock
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from bijles.core import codes
from bijles.core.errors import CodeSpent, NotPrintable, Refused
from bijles.core.letters import Kind
from bijles.core.rules import Rules
from bijles.models import CameBy, CampaignCode, ParentText, Signal
from bijles.queries import letters
from bijles.queries import outreach as queries
from bijles.services import outreach, proving, signals, texts
from ndt.people.models import User
from tests.bijles import factories
from tests.bijles import outreach as made
from tests.bijles.city import city
from tests.campaigns.races import PATIENCE_S, Meeting, both, until_somebody_waits_for_us

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return made.school()


def test_an_order_has_one_code_for_all_its_copies(school):
    batch = made.order(school, copies=180)

    assert (batch.copies, batch.codes.count(), batch.text.language) == (180, 1, "tr")


def test_a_text_that_nobody_approved_is_not_printed(school):
    text = made.text()
    texts.withdraw(text=text)

    with pytest.raises(NotPrintable):
        outreach.order(school=school, text=text, copies=10, key=uuid4(), now=timezone.now())


def test_without_an_approved_dutch_text_nothing_stands_beside_so_nothing_is_printed():
    made.approved()
    texts.withdraw(text=made.text(language="nl"))

    assert letters.printable(Kind.LETTER) == {}


def test_a_school_that_parted_orders_nothing_and_prints_no_slips(school):
    text = made.text()
    outreach.part(school=school, now=timezone.now())

    with pytest.raises(NotPrintable):
        outreach.order(school=school, text=text, copies=10, key=uuid4(), now=timezone.now())
    with pytest.raises(NotPrintable):
        made.slip(school)


def test_a_new_version_waits_for_approval_and_the_old_one_is_printed_meanwhile():
    before = made.text()
    after = texts.write(kind="letter", language="tr", title="Kop", body="Tekst", now=timezone.now())

    assert (after.version, after.is_draft, made.text()) == (2, True, before)
    texts.approve(text=after, by=None, now=timezone.now())
    assert made.text() == after


def test_the_words_of_a_version_never_change():
    text = made.text()
    text.body = "Iets anders"

    with pytest.raises(DatabaseError), transaction.atomic():
        text.save(update_fields=["body"])


def test_texts_are_brought_in_once():
    assert (texts.bring_in(now=timezone.now()), texts.bring_in(now=timezone.now())) == (35, 0)
    assert ParentText.objects.filter(approved_at=None).count() == 35


def test_a_family_counts_for_the_first_code_it_came_by(school):
    first, second = made.order(school), made.order(school, language="nl")
    child = made.family(school.scheme, first.codes.get().code)

    outreach.came_by(held=child.shown, code=second.codes.get().code)

    assert CameBy.objects.get().batch == first
    assert [one.used for one in CampaignCode.objects.order_by("batch_id")] == [True, False]


def test_a_code_of_another_pass_and_a_code_that_is_none_count_nothing(school):
    elsewhere = made.school(factories.scheme(slug="elders", title="Elders"), organisation=school.organisation)

    made.family(school.scheme, made.order(elsewhere).codes.get().code)
    made.family(school.scheme, "ZZZZZZZZ")

    assert not CameBy.objects.exists()


def test_codes_for_neighbourhoods_are_all_different_and_nobody_reads_small_counts():
    scheme = factories.scheme()
    outreach.make_codes(scheme=scheme, areas={"1012": 30, "1013": 12}, key=uuid4(), now=timezone.now())
    drawn = list(CampaignCode.objects.filter(batch__postcode="1012").order_by("pk"))
    for place in range(12):
        made.family(scheme, drawn[place].code)
    made.family(scheme, CampaignCode.objects.filter(batch__postcode="1013").first().code)

    found = queries.areas(scheme)

    assert [(row.postcode, row.made, row.proved) for row in found.rows] == [
        ("1012", 30, "niet getoond"),
        ("1013", 12, "<10"),
    ]
    assert (found.made, found.proved, found.children) == (42, "niet getoond", "<10")


def test_a_child_counts_once_its_lesson_stands():
    town = city()
    school = made.school(town.scheme)
    child = made.family(town.scheme, made.order(school).codes.get().code)
    counted = made.order(school).school.batches.annotate(booked=queries._BOOKED)
    assert {one.booked for one in counted.all()} == {0}

    town.booked(child)
    town.booked(child)

    assert sorted(one.booked for one in counted.all()) == [0, 1]


def test_a_family_that_leaves_takes_away_how_it_came_and_a_used_slip_stays_used(school):
    child = made.family(school.scheme, made.order(school).codes.get().code)
    code = made.slip(school)
    signals.take(child=child, code=code, today=timezone.localdate())

    User.objects.get(pk=child.family.user_id).delete()

    assert not CameBy.objects.exists()
    assert (
        Signal.objects.get().child,
        queries.open_signal(code, today=timezone.localdate(), scheme=school.scheme_id),
    ) == (None, None)


def test_the_code_of_a_slip_is_kept_as_a_hash_and_works_for_one_child(school):
    code, child, other = made.slip(school), made.family(school.scheme), made.family(school.scheme)
    assert code not in str(Signal.objects.values().get())

    signals.take(child=child, code=code.lower(), today=timezone.localdate())
    signals.take(child=child, code=code, today=timezone.localdate())

    with pytest.raises(CodeSpent):
        signals.take(child=other, code=code, today=timezone.localdate())


def test_an_old_slip_and_a_slip_of_another_pass_do_not_work(school):
    child, today = made.family(school.scheme), timezone.localdate()
    old = made.slip(school, today=today - signals.HOLDS - timedelta(days=1))
    elsewhere = made.school(factories.scheme(slug="elders", title="Elders"), organisation=school.organisation)

    for code in (old, made.slip(elsewhere), "ZZZZZZZZ", ""):
        with pytest.raises(CodeSpent):
            signals.take(child=child, code=code, today=today)


def test_a_child_is_not_added_when_its_code_was_just_used(school):
    code, child = made.slip(school), made.family(school.scheme)
    signals.take(child=child, code=code, today=timezone.localdate())

    with pytest.raises(CodeSpent):
        factories.sibling(child.shown, signal=code)

    assert child.shown.placed.count() == 1


def test_where_rules_ask_for_a_code_of_school_a_child_books_after_it_has_one():
    town = city(rules=Rules(1, signal=True))
    child, school = town.child(), made.school(town.scheme)
    start = town.times(child)[0]
    with pytest.raises(Refused) as refused:
        town.held(child, start=start)
    assert refused.value.rules == (("signal", 0),)

    facts = {"first_name": "Sami", "birth_month": child.birth_month, "level": child.level, "postcode": "1012"}
    facts["today"] = timezone.localdate()
    proving.change_child(child=child, languages=["nl"], signal=made.slip(school), **facts)

    assert town.booked(child, start=start).state == "confirmed"


def typed_at_once():
    """Let two parents type one code at the same moment; give what each got."""
    school = made.school()
    children, code, today = [made.family(school.scheme) for _child in range(2)], made.slip(school), timezone.localdate()
    return both(*(partial(signals.take, child=child, code=code, today=today) for child in children))


@pytest.mark.django_db(transaction=True)
def test_two_parents_who_type_one_code_at_once_get_one_signal(monkeypatch):
    save = Signal.save

    def saved_slowly(signal, **facts):
        until_somebody_waits_for_us()
        save(signal, **facts)

    monkeypatch.setattr(Signal, "save", saved_slowly)

    ended = typed_at_once()

    assert sorted(type(one).__name__ for one in ended) == ["CodeSpent", "Signal"]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_table_itself_lets_no_second_child_in(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda found, **_how: found)
    monkeypatch.setattr(Signal, "save", Meeting(2).before(Signal.save))

    ended = typed_at_once()

    assert sorted(isinstance(one, DatabaseError) for one in ended) == [False, True], ended


@pytest.mark.django_db(transaction=True)
def test_two_who_write_a_text_at_once_each_make_a_version(monkeypatch):
    before, save, first = made.text(), ParentText.save, Lock()

    def saved_slowly(text, **facts):
        save(text, **facts)
        if first.acquire(blocking=False):
            until_somebody_waits_for_us()

    monkeypatch.setattr(ParentText, "save", saved_slowly)
    write = partial(texts.write, kind=before.kind, language=before.language, body="Tekst", now=timezone.now())

    ended = both(partial(write, title="Een"), partial(write, title="Twee"))

    assert sorted(one.version for one in ended) == [2, 3]


@pytest.mark.django_db(transaction=True)
def test_a_school_that_parts_while_it_makes_slips_parts_after_them(monkeypatch):
    school, began, draw = made.school(), Event(), codes.draw

    def drawn_slowly(count, dice):
        began.set()
        until_somebody_waits_for_us()
        return draw(count, dice)

    def parting():
        assert began.wait(PATIENCE_S)
        outreach.part(school=school, now=timezone.now())

    monkeypatch.setattr(codes, "draw", drawn_slowly)

    slip, parted = both(partial(made.slip, school), parting)

    assert (len(slip), parted) == (codes.LENGTH, None)
    with pytest.raises(NotPrintable):
        made.slip(school)


@pytest.mark.django_db(transaction=True)
def test_one_form_of_a_municipality_sent_twice_at_once_makes_its_codes_once(monkeypatch):
    scheme, first, give = factories.scheme(), Lock(), outreach._give_codes

    def given_slowly(batch, count):
        give(batch, count)
        if first.acquire(blocking=False):
            until_somebody_waits_for_us()

    monkeypatch.setattr(outreach, "_give_codes", given_slowly)
    press = partial(outreach.make_codes, scheme=scheme, areas={"1012": 3, "1013": 2}, key=uuid4(), now=timezone.now())

    ended = both(press, press)

    assert ended[0] == ended[1]
    assert CampaignCode.objects.count() == 5
