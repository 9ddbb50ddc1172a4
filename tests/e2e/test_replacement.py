"""Filling the seats left open, in a browser: the organiser proposes, approves and records, the invited person answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from beraad.models import Assembly, Invitation, ReplacementRound
from beraad.models.invitation import Answer, RoundState
from beraad.services import inviting, replacing
from beraad.services.drawing import Source
from tests.beraad import factories
from tests.e2e.assembly_pages import Organiser, heading, let_in
from tests.e2e.mailbox import Mailbox
from tests.e2e.site import Site
from tests.house.roles import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SLUG = "ons-vak"


@pytest.fixture
def assembly(site: Site) -> Assembly:
    """A drawn group that is invited; two said no, the others said yes."""
    made, now = factories.drawn(slug=SLUG), timezone.now()
    plan = inviting.Plan(14, "zaterdag 9 januari, 10.00 uur, Utrecht")
    inviting.begin(assembly=made, plan=plan, now=now - timedelta(hours=5))
    for place, invitation in enumerate(Invitation.objects.filter(assembly=made)):
        if place < 2:
            inviting.decline(invitation=invitation, why="dates", now=now - timedelta(hours=4))
        else:
            inviting.accept(invitation=invitation, now=now - timedelta(hours=4))
    made.refresh_from_db()
    return made


@pytest.fixture(params=[True, False], ids=["with javascript", "without javascript"])
def js(request) -> bool:
    return request.param


@pytest.fixture
def coby(open_page, site: Site, js: bool) -> Organiser:
    found = Organiser(open_page(js=js), SLUG)
    let_in(found.page, site, "coordinator", World("beraad"))
    return found


def test_the_organiser_has_a_proposal_made_and_approves_it(assembly, coby: Organiser, js: bool):
    coby.go("uitnodigingen/")
    coby.press("Reken een voorstel uit")
    heading(coby.page, "Aanvulling 1")
    approve = coby.page.get_by_role("button", name="Geef akkoord")
    if js:
        expect(approve).to_be_visible(timeout=60_000)
    else:
        while not approve.count():
            coby.page.wait_for_timeout(500)
            coby.go("aanvulling/1/")
    expect(coby.page.get_by_text("Er zijn 2 plaatsen open. 8 mensen blijven.")).to_be_visible()

    coby.press("Geef akkoord")
    expect(coby.page.locator("#id_reason_error")).to_be_visible()
    moment = timezone.localtime(timezone.now() + timedelta(hours=1))
    coby.page.locator("#id_moment").fill(f"{moment:%Y-%m-%dT%H:%M}")
    coby.page.locator("#id_place").fill("Grote zaal, Utrecht")
    coby.page.locator("#id_reason").fill("De groep moet vol zijn.")
    coby.press("Geef akkoord")

    expect(coby.page.get_by_role("heading", name="Dit staat vast")).to_be_visible()
    assert ReplacementRound.objects.get().state == RoundState.PUBLISHED
    coby.page.get_by_role("link", name="Vul de uitkomst in").click()
    coby.page.locator("#id_recording").fill("07")
    coby.press("Laat het lot kiezen")
    expect(coby.page.locator("#id_recording_error")).to_contain_text("moet nog komen")
    expect(coby.page.locator("#id_recording")).to_have_value("07")


def test_the_organiser_records_and_who_is_drawn_answers(
    assembly, coby: Organiser, open_page, mailbox: Mailbox, js: bool
):
    now = timezone.now()
    found = factories.proposed(assembly, now=now - timedelta(hours=3))
    source = Source("balls", now - timedelta(hours=1), "Grote zaal, Utrecht")
    replacing.approve(
        found=found, source=source, reason="De groep moet vol zijn.", by=None, now=now - timedelta(hours=2)
    )

    coby.go("uitnodigingen/")
    coby.page.get_by_role("link", name="Vul de uitkomst in").click()
    coby.page.locator("#id_recording").fill("07")
    coby.press("Laat het lot kiezen")
    heading(coby.page, "Uitnodigingen")
    yes, no = Invitation.objects.filter(round=found).select_related("ticket__registration")

    teacher = open_page(js=js, width=390, height=844)
    for asked in (yes, no):
        mail = mailbox.wait_for(asked.ticket.registration.email, containing="/uitnodiging/")
        teacher.goto(next(link for link in mail.links if "/uitnodiging/" in link))
        heading(teacher, "Doe je mee?")
        if asked == yes:
            teacher.get_by_role("button", name="Ja, ik doe mee").click()
            heading(teacher, "Fijn, je doet mee")
            continue
        teacher.get_by_role("button", name="Nee, ik doe niet mee").click()
        heading(teacher, "Jammer, maar helemaal goed")
        teacher.get_by_label("De data komen niet uit.").check()
        teacher.get_by_role("button", name="Bevestig dat ik niet meedoe").click()
        heading(teacher, "Je doet niet mee")

    assert [Invitation.objects.get(pk=asked.pk).state for asked in (yes, no)] == [Answer.ACCEPTED, Answer.DECLINED]
    coby.go("uitnodigingen/")
    expect(coby.page.get_by_text("van de 10 doen mee")).to_be_visible()
    expect(coby.page.get_by_role("button", name="Reken een voorstel uit")).to_be_visible()
