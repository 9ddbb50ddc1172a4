"""The account page shows where somebody has work, and nothing else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from ndt.people.models import Kind, Membership, Organisation, Role, User
from tests.house.roles import log_in


@pytest.mark.django_db
def test_a_coordinator_finds_the_own_desk_and_an_outsider_does_not(client):
    coby = User.objects.create_user("coby@voorbeeld.example")
    team = Organisation.objects.create(name="Team", kind=Kind.CAMPAIGN_TEAM, solution="campaigns")
    Membership.objects.create(user=coby, organisation=team, role=Role.COORDINATOR)
    omar = User.objects.create_user("omar@voorbeeld.example")

    for user, sees in ((coby, True), (omar, False)):
        log_in(client, user, second_factor=True)
        page = client.get(reverse("people:account")).content.decode()
        assert (reverse("allies:desk") in page) is sees
