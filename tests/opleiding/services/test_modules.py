"""What both approved is what trainers read; seats are given once; what they found stays theirs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from ndt.people.models import Role
from opleiding import tasks
from opleiding.core.modules import Side, WrongStep
from opleiding.emails import opinion_token
from opleiding.models import Advice, Goal, Module, ModuleVersion, Opinion, Use
from opleiding.queries import advice as advices
from opleiding.queries import modules as queries
from opleiding.queries.opinions import opinions as found_of
from opleiding.services import advising, modules, opinions, profile
from opleiding.services.modules import ModuleClosed, ModuleFull, TextMoved, TooLate
from opleiding.services.opinions import Found, GivenAlready, UnknownLink
from tests.opleiding import factories
from tests.opleiding import module_world as world
from tests.opleiding.module_world import DAY, NOW

pytestmark = pytest.mark.django_db
State = Module.State


def change(found, *, seen=1, side=Side.INSTITUTE, why="Beter zo.", **facts):
    return modules.change(module=found, plan=world.plan(**facts), seen=seen, side=side, by=None, why=why, now=NOW)


def approve(found, side, version=1):
    return modules.approve(module=found, version=version, side=side, by=None, now=NOW)


def test_a_module_opens_once_both_approved_the_same_words():
    found = world.shared()

    approve(found, Side.PROGRAMME)
    assert world.again(found).state == State.CODESIGN
    approve(found, Side.INSTITUTE)
    assert world.again(found).state == State.APPROVED
    assert modules.publish(module=found, now=NOW).state == State.PUBLISHED


def test_another_word_takes_both_approvals_back():
    found = world.approved()

    change(found, title="Orde bewaren")

    assert (world.again(found).state, world.again(found).version) == (State.CODESIGN, 2)
    assert queries.approved(world.again(found)) == set()
    with pytest.raises(WrongStep):
        modules.publish(module=found, now=NOW)


def test_a_text_that_stays_the_same_is_no_version():
    found = world.approved()

    change(found)

    assert (world.again(found).state, found.versions.count()) == (State.APPROVED, 1)


def test_nobody_approves_words_that_just_changed_nor_writes_over_them():
    found = world.shared()
    change(found, title="Orde bewaren")

    with pytest.raises(TextMoved):
        approve(found, Side.PROGRAMME, version=1)
    with pytest.raises(TextMoved):
        change(found, title="Rust bewaren", seen=1)
    assert not found.approvals.exists()


def test_every_version_is_kept_with_who_changed_what():
    found = world.shared(exemptions=(world.exemption(),))
    factories.subject()
    change(found, seats=5, subject=factories.subject(), why="Er is een grotere zaal.")

    last, first = queries.log(found)

    assert (last.side, last.why, first.changes) == ("het instituut", "Er is een grotere zaal.", ())
    assert [(one.field, one.before, one.after) for one in last.changes] == [
        ("Schoolvak", "geen", "wiskunde"),
        ("Vrijstellingen", "Voorbereiden: 100 bevestigde uren wiskunde", "geen"),
        ("Plaatsen", "2", "5"),
    ]
    for touch in (lambda: found.versions.update(text={}), lambda: ModuleVersion.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            touch()


def test_the_database_keeps_a_text_that_was_published():
    found = world.opened()

    for facts in ({"title": "Iets anders"}, {"exemptions": [1]}, {"seats": 9}, {"version": 2}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Module.objects.filter(pk=found.pk).update(**facts)
    with pytest.raises(WrongStep):
        change(found, title="Iets anders")


def test_a_module_whose_last_day_to_register_is_over_is_not_opened():
    found = world.approved()

    with pytest.raises(TooLate):
        modules.publish(module=found, now=NOW + 34 * DAY)


def test_a_draft_is_seen_by_the_side_that_writes_it_and_later_by_both():
    found = world.draft(side=Side.INSTITUTE)
    writer = factories.employee(found.institute.organisation, Role.INSTITUTE)
    other = factories.employee(found.programme.university.organisation, Role.PROGRAMME)
    assert [queries.of_desk(one) for one in (writer, other)] == [[found], []]

    modules.share(module=found, side=Side.INSTITUTE, now=NOW)

    assert [queries.of_desk(one) for one in (writer, other, factories.user())] == [[found], [found], []]
    assert world.letters() == [("module_news", other.email)]


def test_the_other_side_hears_of_each_version_and_each_approval():
    found = world.shared()
    ilse = factories.employee(found.institute.organisation, Role.INSTITUTE)
    petra = factories.employee(found.programme.university.organisation, Role.PROGRAMME)

    change(found, title="Orde bewaren", side=Side.INSTITUTE)
    approve(found, Side.PROGRAMME, version=2)
    approve(found, Side.PROGRAMME, version=2)

    assert world.letters() == sorted([("module_news", petra.email), ("module_news", ilse.email)])


def test_who_comes_first_gets_a_seat_and_a_seat_that_is_given_back_is_free():
    found = world.opened()
    first, second, third = world.people(3)
    modules.register(module=found, trainer=first, now=NOW)
    modules.register(module=found, trainer=first, now=NOW)
    modules.register(module=found, trainer=second, now=NOW)

    with pytest.raises(ModuleFull):
        modules.register(module=found, trainer=third, now=NOW)
    modules.leave(module=found, trainer=second, now=NOW)
    modules.leave(module=found, trainer=second, now=NOW)
    modules.register(module=found, trainer=third, now=NOW)

    assert world.again(found).seats_taken == 2
    assert [one.trainer for one in queries.people(found)] == [first, third]
    assert [name for name, _to in world.letters()] == ["module_seat"] * 3


@pytest.mark.parametrize("state", ["shared", "approved", "stopped", "closed"])
def test_nobody_enters_a_module_that_is_not_open(state):
    found = {"shared": world.shared, "approved": world.approved}.get(state, world.opened)()
    if state == "stopped":
        modules.stop(module=found, why="Te weinig mensen.", now=NOW)
    (who,) = world.people(1)

    with pytest.raises(ModuleClosed):
        modules.register(module=found, trainer=who, now=NOW + 34 * DAY if state == "closed" else NOW)


def test_nobody_leaves_a_module_that_began():
    found = world.opened()
    (who,) = world.people(1)
    modules.register(module=found, trainer=who, now=NOW)

    with pytest.raises(ModuleClosed):
        modules.leave(module=found, trainer=who, now=NOW + 40 * DAY)


def test_confirmed_experience_spares_a_part_and_claimed_experience_does_not():
    found = world.opened(exemptions=(world.exemption(), world.exemption(part="Toetsen", subject="", hours=300)))
    old_hand, claims = world.veteran(100), factories.trainer()
    factories.experience(claims, hours=900)

    seats = [modules.register(module=found, trainer=one, now=NOW) for one in (old_hand, claims)]

    assert [[part["part"] for part in seat.spared] for seat in seats] == [["Voorbereiden"], []]
    profile.drop(row=old_hand.experience.get(), now=NOW)
    assert world.again(seats[0]).spared == seats[0].spared


def test_who_has_a_seat_hears_that_a_module_does_not_go_on():
    found = world.opened()
    (who,) = world.people(1)
    modules.register(module=found, trainer=who, now=NOW)

    modules.stop(module=found, why="Te weinig mensen.", now=NOW)

    assert ("module_stopped", who.user.email) in world.letters()
    with pytest.raises(WrongStep):
        modules.stop(module=found, why="Nog eens.", now=NOW)


def test_after_the_last_day_each_is_asked_once_and_before_it_nobody():
    found = world.opened()
    stays, leaves = world.people(2)
    for one in (stays, leaves):
        modules.register(module=found, trainer=one, now=NOW)
    modules.leave(module=found, trainer=leaves, now=NOW)

    assert [modules.ask(now=NOW + days * DAY) for days in (68, 69, 70)] == [0, 1, 0]
    assert [to for name, to in world.letters() if name == "module_opinion"] == [stays.user.email]


def test_the_clock_asks_about_modules_too():
    found = world.full(1, factories.today())

    tasks.look_after_meetings()

    assert world.again(found).asked_at is not None


def test_opinions_of_a_module_are_shown_from_five_and_given_once():
    found = world.full(6)
    seats = queries.people(found)
    for one in seats[:4]:
        opinions.give(token=opinion_token(one), found=Found(8, "yes", "Fijn."), now=NOW)
    assert found_of(found) is None

    opinions.give(token=opinion_token(seats[4]), found=Found(3, "no", ""), now=NOW)

    shown = found_of(found)
    assert shown is not None
    assert (shown.number, shown.mean, dict(shown.clearer)["ja"]) == (5, 7.0, 4)
    assert set(Opinion.objects.values_list("meeting", flat=True)) == {None}
    with pytest.raises(GivenAlready):
        opinions.give(token=opinion_token(seats[4]), found=Found(8, "yes", ""), now=NOW)
    with pytest.raises(UnknownLink):
        opinions.give(token=opinion_token(seats[5]), found=Found(8, "yes", ""), now=NOW - 2 * DAY)


def test_what_both_learned_ends_a_module_that_is_over():
    found = world.over()

    with pytest.raises(WrongStep):
        modules.evaluate(module=world.opened(), lessons="Te vroeg.", now=NOW)
    modules.evaluate(module=found, lessons="Meer oefenen.", now=NOW)

    assert (world.again(found).state, queries.evaluated()) == (State.EVALUATED, [world.again(found)])


def test_an_advice_names_an_open_module_that_fits_and_stays_the_same_while_seats_go():
    trainer = factories.trainer(goals=[Goal.TEACHING])
    factories.experience(trainer)
    factories.offering()
    fits = world.opened(title="Past")
    world.opened(title="Ander doel", goal=Goal.RESEARCH)
    world.opened(title="Ander vak", subject=factories.subject("duits"))
    world.approved(title="Nog niet open")
    profile.allow(trainer=trainer, uses=[Use.ADVICE], visible_to=[], now=NOW)

    given = advising.make(trainer=trainer, now=NOW)
    page = advices.page(given)
    modules.register(module=fits, trainer=trainer, now=NOW)

    assert [(one["title"], one["module"]) for one in page.development] == [("Past", fits.pk)]
    assert advising.make(trainer=trainer, now=NOW) == given
    assert advising.make(trainer=trainer, now=NOW + 34 * DAY).number == 2
    assert Advice.objects.count() == 2


def test_a_plan_that_differs_in_one_thing_is_another_text():
    found = world.shared()
    same = world.plan()

    for number, facts in enumerate(({"hours": 30}, {"goal": Goal.DESIGN}, {"ends_on": same.ends_on + DAY}), 1):
        modules.change(
            module=found, plan=replace(same, **facts), seen=number, side=Side.PROGRAMME, by=None, why="Zo.", now=NOW
        )
        assert world.again(found).version == number + 1
