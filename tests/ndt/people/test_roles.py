"""Roles by organisation: what holds when, and that two roles never add up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ndt.people import predicates, services
from ndt.people.access import allowed, get_organisation_for
from ndt.people.core import SECOND_FACTOR_ROLES, Post, Standing
from ndt.people.models import Kind, Membership, Organisation, Role, User

TODAY = date(2026, 11, 24)
posts = st.builds(
    Post, role=st.sampled_from(Role.values), organisation=st.integers(1, 5), kind=st.sampled_from(Kind.values),
    solution=st.sampled_from(["", "campaigns", "bijles", "beraad"]),
)  # fmt: skip
quickly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
standings = st.builds(Standing, st.frozensets(posts, max_size=6))
asked_roles = st.lists(st.sampled_from(Role.values), min_size=1, max_size=3, unique=True)


@quickly
@given(standings, asked_roles, st.sampled_from([None, "", "campaigns", "bijles"]), st.none() | st.integers(1, 5))
def test_a_standing_holds_what_one_single_post_holds(standing, roles, solution, organisation):
    one_post = any(
        Standing(frozenset({post})).holds(*roles, solution=solution, organisation=organisation)
        for post in standing.posts
    )

    assert standing.holds(*roles, solution=solution, organisation=organisation) is one_post


@quickly
@given(standings, posts, asked_roles, st.sampled_from([None, "campaigns"]))
def test_one_more_post_takes_nothing_away(standing, post, roles, solution):
    more = Standing(standing.posts | {post})

    assert not standing.holds(*roles, solution=solution) or more.holds(*roles, solution=solution)
    assert standing.organisations(*roles) <= more.organisations(*roles)
    assert not standing.needs_second_factor or more.needs_second_factor


@quickly
@given(standings)
def test_power_over_others_needs_a_second_factor_and_nothing_else_does(standing):
    assert standing.needs_second_factor is any(post.role in SECOND_FACTOR_ROLES for post in standing.posts)


@pytest.fixture
def teams(db: None) -> dict[str, Organisation]:
    return {
        solution: Organisation.objects.create(name=f"Team {solution}", kind=Kind.CAMPAIGN_TEAM, solution=solution)
        for solution in ("campaigns", "bijles")
    }


def test_coordinator_in_one_solution_and_policymaker_in_another(amina, teams):
    Membership.objects.create(user=amina, organisation=teams["campaigns"], role=Role.COORDINATOR)
    Membership.objects.create(user=amina, organisation=teams["bijles"], role=Role.POLICYMAKER)

    assert predicates.is_coordinator(amina, "campaigns")
    assert not predicates.is_coordinator(amina, "bijles")
    assert predicates.is_policymaker(amina)
    assert not predicates.has_role(amina, Role.POLICYMAKER, solution="campaigns")


def test_a_visitor_and_a_closed_account_are_nobody(amina, teams):
    Membership.objects.create(user=amina, organisation=teams["campaigns"], role=Role.COORDINATOR)
    amina.is_active = False

    assert not predicates.is_coordinator(amina, "campaigns")
    assert not predicates.is_coordinator(AnonymousUser(), "campaigns")
    assert not predicates.is_operator(AnonymousUser())


@pytest.mark.parametrize(
    ("since", "until", "active"),
    [(0, None, True), (1, None, False), (-9, 1, True), (-9, 0, False), (0, 0, False)],
)
def test_a_role_holds_from_its_first_day_up_to_the_day_it_ends(amina, teams, since, until, active):
    Membership.objects.create(
        user=amina, organisation=teams["campaigns"], role=Role.TUTOR, since=TODAY + timedelta(since),
        until=None if until is None else TODAY + timedelta(until),
    )  # fmt: skip

    assert Membership.objects.active(TODAY).exists() is active


def test_a_role_cannot_end_before_it_begins(amina, teams):
    with pytest.raises(IntegrityError, match="membership_ends_after_it_begins"), transaction.atomic():
        Membership.objects.create(
            user=amina, organisation=teams["campaigns"], role=Role.TUTOR, since=TODAY, until=TODAY - timedelta(1)
        )


def test_a_role_is_given_once_ended_and_given_back(amina, teams):
    given = {"user": amina, "organisation": teams["campaigns"], "role": Role.COORDINATOR, "reason": "afgesproken"}
    first = services.grant(**given, today=TODAY)
    services.grant(**given, today=TODAY)
    services.end(membership=first, today=TODAY + timedelta(3), reason="klaar")
    services.end(membership=first, today=TODAY + timedelta(9), reason="nog eens")
    assert Membership.objects.get().until == TODAY + timedelta(3)

    services.grant(**given, today=TODAY + timedelta(20))

    again = Membership.objects.get()
    assert (again.since, again.until) == (TODAY + timedelta(20), None)


def test_a_role_that_ended_today_opens_nothing_today(amina, teams):
    today = timezone.localdate()
    membership = services.grant(
        user=amina, organisation=teams["campaigns"], role=Role.COORDINATOR, today=today, reason="x"
    )
    services.end(membership=membership, today=today, reason="y")

    assert not predicates.is_coordinator(User.objects.get(pk=amina.pk), "campaigns")


def test_the_history_says_who_got_a_role_and_why(amina, teams):
    services.grant(
        user=amina, organisation=teams["campaigns"], role=Role.COORDINATOR, today=TODAY, reason="Vervangt Coby"
    )

    event = apps.get_model("people.MembershipEvent").objects.select_related("pgh_context").get()
    assert event.pgh_context.metadata["reason"] == "Vervangt Coby"


def test_an_organisation_of_others_does_not_exist_for_you(amina, teams):
    Membership.objects.create(user=amina, organisation=teams["campaigns"], role=Role.COORDINATOR)

    assert get_organisation_for(amina, teams["campaigns"].pk, Role.COORDINATOR) == teams["campaigns"]
    for organisation, role in ((teams["bijles"], Role.COORDINATOR), (teams["campaigns"], Role.MODERATOR)):
        with pytest.raises(Http404):
            get_organisation_for(amina, organisation.pk, role)


def test_a_guarded_view_sends_visitors_to_log_in_and_refuses_others(rf, amina, teams):
    @allowed(predicates.coordinator_of("campaigns") | predicates.operator)
    def desk(_request):
        return HttpResponse("in")

    request = rf.get("/bureau/?blad=2")
    request.user = AnonymousUser()
    assert desk(request)["Location"] == "/account/inloggen/?next=/bureau/%3Fblad%3D2"
    request.user = amina
    with pytest.raises(PermissionDenied):
        desk(request)
    Membership.objects.create(user=amina, organisation=teams["campaigns"], role=Role.COORDINATOR)
    request.user = User.objects.get(pk=amina.pk)
    assert desk(request).content == b"in"


def test_a_standing_costs_one_query_a_request(amina, teams, django_assert_num_queries):
    with django_assert_num_queries(1):
        for solution in ("campaigns", "bijles"):
            predicates.is_coordinator(amina, solution)
            predicates.is_policymaker(amina)


def test_two_spellings_of_an_address_are_one_account(amina):
    assert User.objects.get(email="AMINA@Voorbeeld.Example") == amina
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="Amina@voorbeeld.example")


def test_an_operator_is_made_by_command_and_a_typing_error_is_refused(capsys, db):
    call_command("make_operator", "Olga@voorbeeld.example")
    olga = User.objects.get()

    assert (olga.email, olga.is_staff, olga.is_superuser) == ("olga@voorbeeld.example", True, True)
    assert not olga.has_usable_password()
    with pytest.raises(CommandError, match="is no e-mail address"):
        call_command("make_operator", "olga")


def test_accounts_that_never_proved_their_mailbox_go_after_three_days(amina, teams, client):
    client.post("/account/aanmelden/", {"email": "nooit@voorbeeld.example"})
    now = timezone.now()

    assert services.delete_unconfirmed(now + timedelta(days=2, hours=23)) == 0
    assert services.delete_unconfirmed(now + timedelta(days=3, minutes=1)) == 1
    assert list(User.objects.values_list("email", flat=True)) == [amina.email]
