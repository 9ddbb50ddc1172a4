"""What the triggers write down: every change, who made it and why."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client, RequestFactory
from pghistory.models import Context

from ndt import history
from ndt.history import tracking
from ndt.history.middleware import ActorMiddleware
from ndt.people.models import Kind, Organisation, User

Event = tracking.event_models()[Organisation]


@pytest.fixture
def team(db: None) -> Organisation:
    return Organisation.objects.create(name="Team Noord", kind=Kind.CAMPAIGN_TEAM)


def last() -> object:
    return Event.objects.order_by("pgh_id").last()


def test_a_save_is_recorded_with_its_reason(team):
    with history.reason("Nieuwe naam na de fusie"):
        team.name = "Team Amsterdam"
        team.save(update_fields=["name"])

    assert (last().pgh_label, last().name) == ("update", "Team Amsterdam")
    assert last().pgh_context.metadata == {"reason": "Nieuwe naam na de fusie"}


def test_an_update_of_many_rows_is_recorded_row_by_row(team):
    other = Organisation.objects.create(name="Team Zuid", kind=Kind.CAMPAIGN_TEAM)

    Organisation.objects.update(solution="campaigns")

    recorded = Event.objects.filter(pgh_label="update").order_by("pgh_obj_id")
    assert list(recorded.values_list("pgh_obj_id", "solution")) == [(team.pk, "campaigns"), (other.pk, "campaigns")]


def test_raw_sql_is_recorded_with_its_reason(team):
    with history.reason("Spoedherstel"), connection.cursor() as cursor:
        cursor.execute("UPDATE people_organisation SET name = %s WHERE id = %s", ["Team West", team.pk])

    assert last().name == "Team West"
    assert last().pgh_context.metadata["reason"] == "Spoedherstel"


def test_many_rows_at_once_keep_the_reason(db):
    with history.reason("Overgenomen uit de lijst"):
        Organisation.objects.bulk_create(
            Organisation(name=name, kind=Kind.SCHOOL) for name in ("De Regenboog", "Het Kompas")
        )
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE people_organisation SET solution = %s WHERE name = %s",
                [("bijles", "De Regenboog"), ("bijles", "Het Kompas")],
            )

    assert Event.objects.count() == 4
    assert set(Event.objects.values_list("pgh_context__metadata__reason", flat=True)) == {"Overgenomen uit de lijst"}


def test_a_delete_keeps_what_was_there(team):
    key = team.pk
    with history.reason("Dubbel ingevoerd"):
        team.delete()

    assert (last().pgh_label, last().pgh_obj_id, last().name) == ("delete", key, "Team Noord")


def test_a_change_that_changes_nothing_is_not_recorded(team):
    before = Event.objects.count()

    team.save()

    assert Event.objects.count() == before


def test_two_reasons_in_one_transaction_do_not_mix(team):
    with transaction.atomic():
        with history.reason("eerste"):
            Organisation.objects.update(name="A")
        Organisation.objects.update(name="B")
        with history.reason("tweede"):
            Organisation.objects.update(name="C")

    recorded = list(Event.objects.order_by("pgh_id").values_list("name", "pgh_context__metadata__reason"))
    assert recorded[1:] == [("A", "eerste"), ("B", None), ("C", "tweede")]


def test_a_reason_inside_a_reason_counts_and_the_outer_one_returns(team):
    with history.reason("buiten"):
        Organisation.objects.update(name="A")
        with history.reason("binnen"):
            Organisation.objects.update(name="B")
        Organisation.objects.update(name="C")

    recorded = list(Event.objects.order_by("pgh_id").values_list("name", "pgh_context__metadata__reason"))
    assert recorded[1:] == [("A", "buiten"), ("B", "binnen"), ("C", "buiten")]


def test_a_reason_that_ends_in_an_error_does_not_stay_behind(team):
    with transaction.atomic():
        with suppress(LookupError), history.reason("mislukt"):
            Organisation.objects.update(name="A")
            raise LookupError
        Organisation.objects.update(name="B")

    assert last().name == "B"
    assert last().pgh_context is None


def test_a_broken_statement_inside_a_reason_raises_its_own_error(team):
    with pytest.raises(Exception, match="one_organisation_of_a_name"), transaction.atomic(), history.reason("dubbel"):
        Organisation.objects.create(name="Team Noord", kind=Kind.CAMPAIGN_TEAM)
    Organisation.objects.update(name="B")

    assert last().pgh_context is None


def test_a_reason_is_told_once_a_transaction_and_again_after_a_part_of_it_was_undone(team, django_assert_num_queries):
    with history.reason("Fusie"):
        with suppress(LookupError), transaction.atomic():
            Organisation.objects.update(name="A")
            raise LookupError
        # The first change tells it anew, for what was told went with the part that was undone; the second need not.
        with django_assert_num_queries(2) as asked:
            Organisation.objects.update(name="B")
            Organisation.objects.update(name="C")

    assert ["pghistory" in one["sql"] for one in asked] == [True, False]
    changes = Event.objects.filter(pgh_label="update").order_by("pgh_id")
    assert list(changes.values_list("name", "pgh_context__metadata__reason")) == [("B", "Fusie"), ("C", "Fusie")]


@pytest.mark.parametrize(
    ("statement", "params"),
    [
        ("INSERT INTO people_organisation (name, kind, solution, created_at) VALUES (%s, 'team', '', now()) RETURNING name", ["A"]),
        ("WITH named (x) AS (VALUES (%s)) UPDATE people_organisation SET name = x FROM named RETURNING x", ("A",)),
        ("UPDATE people_organisation SET name = %(name)s RETURNING name", {"name": "A"}),
        ("UPDATE people_organisation SET name = 'A' WHERE name LIKE '%Noord' RETURNING name", None),
    ],
)  # fmt: skip
def test_a_statement_that_takes_the_reason_along_answers_for_itself(team, statement, params):
    with history.reason("Fusie"), connection.cursor() as cursor:
        cursor.execute(statement, params)
        assert (cursor.rowcount, cursor.fetchall()) == (1, [("A",)])

    assert last().pgh_context.metadata == {"reason": "Fusie"}


@pytest.mark.django_db(transaction=True)
def test_one_reason_counts_in_every_transaction_inside_it():
    Organisation.objects.create(name="Team Noord", kind=Kind.CAMPAIGN_TEAM)
    with history.reason("Fusie"):
        for name in ("A", "B"):
            with transaction.atomic():
                Organisation.objects.update(name=name)
        with suppress(LookupError), transaction.atomic():
            Organisation.objects.update(name="C")
            raise LookupError
        Organisation.objects.update(name="D")

    changes = Event.objects.filter(pgh_label="update").order_by("pgh_id")
    told = list(changes.values_list("name", "pgh_context__metadata__reason"))
    assert told == [("A", "Fusie"), ("B", "Fusie"), ("D", "Fusie")]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_the_reason_is_kept_too():
    with history.reason("los"):
        Organisation.objects.create(name="Team Noord", kind=Kind.CAMPAIGN_TEAM)
    Organisation.objects.update(name="B")

    reasons = Event.objects.order_by("pgh_id").values_list("pgh_context__metadata__reason", flat=True)
    assert list(reasons) == ["los", None]


def test_the_account_is_recorded_and_not_the_address_that_was_visited(team, rf):
    coby = User.objects.create_user("coby@example.nl")
    request = rf.post("/beheer/iets/?zoek=amina@example.nl")
    request.COOKIES["sessionid"] = "x"
    request.user = coby

    def view(_request: object) -> str:
        with history.reason("Op verzoek"):
            Organisation.objects.update(name="A")
        return "klaar"

    assert ActorMiddleware(view)(request) == "klaar"

    assert last().pgh_context.metadata == {"user": coby.pk, "reason": "Op verzoek"}


def test_a_visitor_without_a_session_adds_no_statement(team, django_assert_num_queries):
    request = RequestFactory().post("/petitie/")

    def view(_request: object) -> None:
        Organisation.objects.update(name="A")

    with django_assert_num_queries(1):
        ActorMiddleware(view)(request)
    assert Context.objects.count() == 0


def test_the_history_refuses_to_be_rewritten(team):
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        Event.objects.update(name="Nooit gebeurd")
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        Event.objects.all().delete()

    with tracking.rewriting([Event]):
        assert Event.objects.update(name="") == 1


def test_a_password_and_a_login_leave_no_trace(db):
    amina = User.objects.create_user("amina@example.nl", "geheim-woord-9")
    events = tracking.event_models()[User]
    before = events.objects.count()

    Client().force_login(amina)
    amina.set_password("ander-woord-9")
    amina.save()

    assert events.objects.count() == before
    assert {"password", "last_login"}.isdisjoint(field.name for field in events._meta.fields)
