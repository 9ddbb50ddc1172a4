"""The organiser leads an assembly from concept to drawn, and is told what is wrong on the way."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from beraad import queries
from beraad.core import bundle
from beraad.models import Assembly, Draw, Entry, Registration
from beraad.services import drawing, replacing, solving
from beraad.services import inviting as asking
from beraad.services.drawing import Source
from tests.beraad import factories
from tests.house.roles import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def coby():
    return World("beraad").browser("coordinator")


def go(browser, name, slug, data=None, **facts):
    address = reverse(f"beraad:{name}", args=[slug])
    return browser.get(address) if data is None else browser.post(address, data, **facts)


def take(browser, slug, step):
    answer = go(browser, "step", slug, {"step": step})
    assert answer.status_code == 302, answer.content.decode()[:3000]


def test_an_organiser_leads_an_assembly_from_concept_to_drawn(coby):
    coby.post(
        reverse("beraad:new"),
        {"title": "Ons vak", "slug": "ons-vak", "question": "Hoe?", "about": "Zo.", "size": 10, "objective": "leximin"},
    )
    for kind in ("teachers", "government", "organisation"):
        go(coby, "parties", "ons-vak", {
            "kind": kind, "title": f"Partij {kind}", "mandate": "M.", "commitment": "T.", "signed_on": "2026-11-01",
        })  # fmt: skip
    take(coby, "ons-vak", "startschot")
    file = SimpleUploadedFile("leraren.csv", factories.POPULATION.encode())
    read = go(coby, "population", "ons-vak", {"file": file, "source": "Verzonnen", "source_date": "2026-01-01"})
    assert read.status_code == 302
    take(coby, "ons-vak", "open")
    assembly = Assembly.objects.get(slug="ons-vak")
    Assembly.objects.filter(pk=assembly.pk).update(panels=20)
    for _person in range(40):
        factories.registration(assembly)
    take(coby, "ons-vak", "freeze")
    assert go(coby, "quotas", "ons-vak", {"action": "propose", "slack": "1"}).status_code == 302
    take(coby, "ons-vak", "settle")
    take(coby, "ons-vak", "solve")
    assert b"worden berekend" in go(coby, "cockpit", "ons-vak").content
    solving.solve(draw_id=Draw.objects.get().pk, now=timezone.now())
    moment = timezone.localtime() + timedelta(minutes=2)
    published = go(coby, "publish", "ons-vak", {
        "beacon": "balls", "moment": moment.strftime("%Y-%m-%dT%H:%M"), "place": "de grote zaal",
    })  # fmt: skip
    assert published.status_code == 302
    early = go(coby, "record", "ons-vak", {"recording": "07"})
    assert (early.status_code, Draw.objects.get().state) == (422, "published")
    assert "moet nog komen" in early.content.decode()


def test_the_page_of_the_draw_shows_the_result_and_how_to_check_it(client):
    assembly = factories.drawn()
    draw = queries.fixed_draw(assembly)
    ticket = queries.drawn_panel(draw)[0]

    page = client.get(reverse("beraad:draw", args=[assembly.slug]), {"lot": ticket.lower()}).content.decode()

    assert draw.commitment_sha256 in page
    assert "Dit lot is gekozen." in page
    assert "Bram" not in page


def test_the_public_bundle_holds_no_answers_and_the_auditors_does(client, coby):
    assembly = factories.drawn()

    public = client.get(reverse("beraad:bundle", args=[assembly.slug])).content
    auditors = go(coby, "auditor-bundle", assembly.slug).content

    names = [set(zipfile.ZipFile(io.BytesIO(content)).namelist()) for content in (public, auditors)]
    proof = {f"proof/{name}" for name in ("manifest.json", "certificate.json", "probabilities.csv", "panels.csv")}
    assert names[1] - names[0] == {"profiles.csv", "chances.csv", "certificate.json"} | proof
    assert public == bundle.zipped(queries.bundle_files(queries.fixed_draw(assembly)))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"feature,value,count\nSector,PO,veel\n", "Regel 2: Schrijf het aantal"),
        (b"\xff\xfe", "UTF-8"),
        (b"a\n", "Regel 1"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(coby, content, said):
    assembly = factories.assembly()
    file = SimpleUploadedFile("leraren.csv", content)

    answer = go(coby, "population", assembly.slug, {"file": file, "source": "X", "source_date": "2026-01-01"})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not assembly.features.exists()


def test_a_step_out_of_order_is_refused_and_nothing_is_added(coby):
    assembly = factories.opened()
    before = Entry.objects.count()

    for step in ("startschot", "settle", "solve", "invite", "reopen", "nonsense"):
        assert go(coby, "step", assembly.slug, {"step": step}).status_code in {409, 422}

    assert Entry.objects.count() == before


def test_looking_changes_nothing(coby):
    assembly = factories.drawn()
    before = (Entry.objects.count(), Draw.objects.values().get(), Registration.objects.count())

    for name in ("cockpit", "parties", "population", "quotas", "publish", "record", "auditor-bundle", "draw", "bundle"):
        assert go(coby, name, assembly.slug).status_code == 200

    assert (Entry.objects.count(), Draw.objects.values().get(), Registration.objects.count()) == before


def test_a_practice_draw_has_its_round_in_the_form_and_a_real_one_has_not(coby):
    now = timezone.now()
    made, other = factories.solved(), factories.solved()
    for assembly, beacon in ((made, "test"), (other, "quicknet")):
        source = Source(beacon, now - timedelta(minutes=5))
        drawing.publish(assembly=assembly, source=source, now=now - timedelta(hours=1))

    begun = coby.get(reverse("beraad:record", args=[made.slug])).context["form"].initial
    real = coby.get(reverse("beraad:record", args=[other.slug])).context["form"].initial
    answer = coby.post(reverse("beraad:record", args=[made.slug]), begun)

    assert real == {}
    assert answer.status_code == 302
    assert Draw.objects.get(assembly=made).state == "drawn"


def test_a_practice_round_has_its_round_in_the_form(coby):
    now = timezone.now()
    made = factories.inviting()
    asking.decline(invitation=made.invitations.first(), why="dates", now=factories.NOON)
    found = factories.proposed(made, now=now - timedelta(hours=2))
    source = Source("test", now - timedelta(minutes=5))
    replacing.approve(found=found, source=source, reason="Vol.", by=None, now=now - timedelta(hours=1))

    address = reverse("beraad:record-round", args=[made.slug, 1])
    answer = coby.post(address, coby.get(address).context["form"].initial)

    assert answer.status_code == 302
    found.refresh_from_db()
    assert found.state == "drawn"
