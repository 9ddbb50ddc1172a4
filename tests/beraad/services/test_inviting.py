"""After the draw: who was drawn is asked once, answers as long as the deadline stands, and is never shamed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from beraad.core.errors import Closed, DeadlinePassed, IllegalStep, NotReady, OffTheList
from beraad.models import Assembly, Invitation, Registration
from beraad.models.invitation import Answer, InvitingPlan
from beraad.queries import replacements
from beraad.services import inviting, registering, replacing
from beraad.services.inviting import Plan
from ndt.jobs.models import Job
from tests.beraad import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def begun(now):
    return factories.inviting()


def first(assembly, **facts):
    return Invitation.objects.filter(assembly=assembly, **facts).order_by("seat").first()


def letters(*kinds):
    found = [job.payload["template"] for job in Job.objects.filter(kind="mail.send")]
    return {kind: found.count(f"beraad/{kind}") for kind in kinds}


def test_everybody_of_the_drawn_group_is_asked_for_a_seat_of_their_own(begun):
    seats = list(Invitation.objects.values_list("seat", flat=True))

    assert seats == list(range(1, begun.size + 1))
    assert letters("invitation") == {"invitation": begun.size}
    assert begun.state == "inviting"
    assert begun.entries.last().facts == {"people": begun.size, "days": 14}


def test_nobody_is_invited_before_the_draw_or_twice(begun, now):
    for assembly in (begun, factories.published()):
        with pytest.raises(Closed):
            inviting.begin(assembly=assembly, plan=Plan(14), now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(assembly=begun, ticket=first(begun).ticket, seat=99, invited_at=now, deadline=now)


def test_a_seat_is_held_once_whatever_the_code_does(begun, now):
    one, two = Invitation.objects.order_by("seat")[:2]
    assert inviting.decline(invitation=one, why="dates", now=now).state == Answer.DECLINED
    spare = replacements.Ticket.objects.filter(assembly=begun, invitation=None).first()
    facts = {"assembly": begun, "ticket": spare, "invited_at": now, "deadline": now + DAY}

    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(seat=two.seat, **facts)
    Invitation.objects.create(seat=one.seat, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=one.pk).update(state=Answer.ACCEPTED, why="")
    with pytest.raises(DatabaseError), transaction.atomic():
        Invitation.objects.filter(pk=two.pk).delete()


def test_a_yes_and_a_no_are_confirmed_once_and_can_change_while_the_deadline_stands(begun, now):
    mine = first(begun)

    inviting.accept(invitation=mine, now=now)
    inviting.accept(invitation=mine, now=now + DAY)
    inviting.decline(invitation=mine, why="care", text="Mijn moeder is ziek.", now=now + 2 * DAY)
    inviting.decline(invitation=mine, why="care", now=now + 2 * DAY)
    changed = inviting.accept(invitation=mine, now=now + 3 * DAY)

    assert (changed.state, changed.why, changed.why_text, changed.changes) == (Answer.ACCEPTED, "", "", 2)
    assert letters("accepted", "declined") == {"accepted": 2, "declined": 1}


def test_after_the_deadline_a_yes_comes_too_late_and_a_no_still_frees_the_seat(begun, now):
    yes, late, silent = Invitation.objects.order_by("seat")[:3]
    inviting.accept(invitation=yes, now=now)
    after = yes.deadline

    with pytest.raises(DeadlinePassed):
        inviting.accept(invitation=late, now=after)
    inviting.decline(invitation=late, why="work", now=after)
    inviting.decline(invitation=yes, why="dates", now=after)
    inviting.expire(assembly=begun, now=after)

    silent.refresh_from_db()
    assert silent.state == Answer.EXPIRED
    with pytest.raises(DeadlinePassed):
        inviting.decline(invitation=silent, why="work", now=after)
    assert len(replacements.seats(begun).open) == begun.size


def test_reminders_come_half_way_and_two_days_before_and_each_once(begun, now):
    inviting.accept(invitation=first(begun), now=now)
    counts = []
    for day in range(16):
        for _again in range(2):
            replacing.look_after(now=now + day * DAY)
        counts.append(tuple(letters("reminder", "expired").values()))

    quiet = begun.size - 1
    assert counts[6] == (0, 0)
    assert counts[8] == (quiet, 0)
    assert counts[13] == (2 * quiet, 0)
    assert counts[15] == (2 * quiet, quiet)


def test_who_leaves_the_list_loses_the_seat_and_what_they_said(begun, now):
    mine, other = Invitation.objects.order_by("seat")[:2]
    inviting.decline(invitation=mine, why="care", text="Mijn moeder is ziek.", now=now)
    inviting.accept(invitation=other, now=now)

    for invitation in (mine, other):
        registering.withdraw(registration=invitation.ticket.registration, now=now + DAY)

    rows = Invitation.objects.filter(pk__in=[mine.pk, other.pk]).values_list("state", "why", "why_text")
    assert set(rows) == {(Answer.WITHDRAWN, "", "")}
    with pytest.raises(OffTheList):
        inviting.accept(invitation=other, now=now + DAY)


def test_a_drawn_ticket_without_an_owner_gets_no_letter_and_its_seat_is_open(now):
    assembly = factories.drawn()
    ticket = replacements.queries.drawn_panel(replacements.queries.fixed_draw(assembly))[0]
    registering.withdraw(registration=Registration.objects.get(ticket=ticket), now=now)

    inviting.begin(assembly=assembly, plan=Plan(14), now=now)

    assert letters("invitation") == {"invitation": assembly.size - 1}
    assert replacements.seats(assembly).open == (ticket,)


def test_more_time_is_given_to_who_waits_and_never_taken(begun, now):
    before = first(begun).deadline
    for until, expected in ((before - DAY, before), (before + 5 * DAY, before + 5 * DAY)):
        inviting.change_plan(assembly=begun, plan=Plan(7, "Zaterdag 9 januari"), until=until, reason="Vakantie")
        assert first(begun).deadline == expected

    assert InvitingPlan.objects.get().lines == ["Zaterdag 9 januari"]


def test_the_group_begins_when_nobody_has_to_answer_any_more(begun, now):
    with pytest.raises(NotReady) as waiting:
        inviting.begin_deliberation(assembly=begun, reason="Wij beginnen.", now=now)
    for invitation in Invitation.objects.all()[1:]:
        inviting.accept(invitation=invitation, now=now)
    inviting.decline(invitation=first(begun), why="other", text="Ik ga met pensioen.", now=now)
    with pytest.raises(NotReady) as reason:
        inviting.begin_deliberation(assembly=begun, reason="", now=now)

    entry = inviting.begin_deliberation(assembly=begun, reason="Negen is genoeg.", now=now)

    assert (waiting.value.missing, reason.value.missing) == ("waiting", "reason")
    assert entry.facts == {"people": 9, "seats": 10, "reason": "Negen is genoeg."}
    assert Invitation.objects.exclude(why_text="").count() == 0
    assert replacements.members(begun).count() == 9
    with pytest.raises((Closed, IllegalStep)):
        inviting.accept(invitation=first(Assembly.objects.get(pk=begun.pk)), now=now)


def test_the_numbers_say_how_far_each_quota_is_kept(begun, now):
    for invitation in Invitation.objects.filter(ticket__profile__Sector="PO"):
        inviting.accept(invitation=invitation, now=now)

    standing = replacements.standing(begun)

    sector = {kept.value: kept.standing for feature, values in standing.features for kept in values}
    assert (sector["PO"], sector["VO"]) == ("kept", "hoped")
    assert standing.accepted + standing.waiting == begun.size
