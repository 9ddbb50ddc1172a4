"""The report about a draw: readable by everybody, complete, and without a single person's profile."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from beraad import pdf, queries, reports
from beraad.models import DrawPaper, Registration
from beraad.queries import transparency
from beraad.services import assemblies, drawing, enrolling, papers, solving
from beraad.services.drawing import Source
from ndt.jobs.models import Job
from ndt.reports.core.paper import Selection
from tests.beraad import factories
from tests.ndt.pdf import pdfua

pytestmark = pytest.mark.django_db


def test_the_report_is_a_document_that_everybody_can_read(now):
    assembly = factories.drawn()
    draw = queries.fixed_draw(assembly)

    content = pdf.transparency(transparency.facts(draw), language="nl", now=now)

    assert pdfua.faults(content) == []
    text = " ".join(pdfua.read_aloud(content).split())
    for said in (
        f"Het lot koos groep {draw.index}",
        "Van aanmelding tot groep",
        "De kleinste kans was",
        "Reken het na in drie stappen",
        draw.commitment_sha256,
        draw.seed,
        assembly.pool_sha256,
        "Er is nog niemand vervangen.",
    ):
        assert said in text
    assert not any(name and name in text for name in Registration.objects.values_list("name", flat=True))
    assert not any(ticket in text for ticket in draw.chances)


def test_the_funnel_counts_each_step():
    assembly = factories.opened()
    for state, number in (("pending", 3), ("confirmed", 2), ("verified", 30)):
        for _person in range(number):
            factories.registration(assembly, state=state)
    wanted = enrolling.Settings(
        freezes_on=factories.NOON.date(), remind_days=3, many_from_school=9, many_from_block=9, many_from_device=9
    )
    enrolling.save(assembly=assembly, wanted=wanted, now=factories.NOON)
    draw = _drawn(assembly)

    row = transparency.funnel(draw)

    assert (row.registered, row.confirmed, row.verified, row.pool, row.panel) == (35, 32, 30, 30, 10)
    assert row.accepted is None


def _drawn(assembly):
    """Take an assembly that takes registrations to its draw, with quotas that this pool can meet."""
    assemblies.freeze(assembly=assembly, now=factories.NOON)
    assembly.refresh_from_db()
    assemblies.settle_quotas(assembly=assembly, now=factories.NOON)
    draw = solving.start(assembly=assembly, now=factories.NOON)
    solving.solve(draw_id=draw.pk, now=factories.NOON)
    source = Source("balls", factories.NOON + timedelta(hours=1), "Utrecht")
    drawing.publish(assembly=assembly, source=source, now=factories.NOON)
    return drawing.record(assembly=assembly, typed="07", now=factories.NOON + timedelta(hours=2))


def test_few_people_with_one_answer_are_not_told(client, now):
    assembly = factories.opened()
    for number in range(40):
        factories.registration(
            assembly, profile={"Sector": "VO" if number < 4 else "PO", "Leeftijd": ("jong", "oud")[number % 2]}
        )
    shares = dict(queries.draw_page(_drawn(assembly)).features)["Sector"]

    assert [share.pool for share in shares] == [None, None]
    assert "niet getoond" in client.get(reverse("beraad:draw", args=[assembly.slug])).content.decode()


def test_the_worker_makes_the_report_once_for_the_same_facts(client, now):
    assembly = factories.drawn()
    draw = queries.fixed_draw(assembly)
    ordered = Job.objects.filter(kind="beraad.paper")
    before = ordered.count()

    papers.order(draw)
    assert ordered.count() == before == 2
    assert client.get(reverse("beraad:paper", args=[assembly.slug])).status_code == 404
    papers.make(draw_id=draw.pk, language="nl", now=now)

    answer = client.get(reverse("beraad:paper", args=[assembly.slug]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "verslag.pdf" in client.get(reverse("beraad:draw", args=[assembly.slug])).content.decode()
    Registration.objects.filter(state="verified").first().delete()
    papers.renew()
    assert ordered.count() == 4


@pytest.mark.django_db(transaction=True)
def test_rendering_a_report_holds_nothing_and_the_same_report_is_not_made_twice(now, monkeypatch):
    draw = queries.fixed_draw(factories.drawn())
    inside = []

    def rendered(*_given, **_named):
        inside.append(connection.in_atomic_block)
        return b"%PDF"

    monkeypatch.setattr(pdf, "transparency", rendered)
    for _time in range(2):
        papers.make(draw_id=draw.pk, language="nl", now=now)

    assert inside == [False]
    assert bytes(DrawPaper.objects.get().content) == b"%PDF"


@pytest.mark.django_db(transaction=True)
def test_a_report_that_took_long_does_not_replace_a_newer_one(now, monkeypatch):
    draw = queries.fixed_draw(factories.drawn())

    def slowly(*_given, **_named):
        newer = {"facts": "newer", "content": b"newer", "made_at": now + timedelta(minutes=1)}
        DrawPaper.objects.create(draw=draw, language="nl", **newer)
        return b"older"

    monkeypatch.setattr(pdf, "transparency", slowly)
    papers.make(draw_id=draw.pk, language="nl", now=now)

    assert bytes(DrawPaper.objects.get().content) == b"newer"


def test_the_same_facts_give_the_same_bytes(now):
    draw = queries.fixed_draw(factories.drawn())

    made = [pdf.transparency(transparency.facts(draw), language="nl", now=now) for _time in range(2)]

    assert made[0] == made[1]


def test_all_draws_stand_in_one_report(now):
    assembly = factories.drawn()

    paper = reports.lotteries(Selection(now=now))

    assert paper.sections[0].table.rows[0][:3] == (assembly.title, 60, 10)
    assert reports.lotteries(Selection(now=now)).numbers[0].value == "60"


def test_a_report_about_no_draw_says_so(now):
    assert reports.lotteries(Selection(now=now)).sections[0].paragraphs
