"""The coordinator runs a round on the website, looks at what came of it, decides, and a colleague publishes."""

import io
import re
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from ndt.jobs.models import Job, State
from ndt.people.models import Kind, Membership, Organisation, Role, User
from tests.house.roles import World
from tests.ndt.pdf import pdfua
from tests.wisselkracht import factories, runs
from wisselkracht.core.steps import Role as Part
from wisselkracht.models import Applicant, Exclusion, Region, Round, Ruling, Run
from wisselkracht.services import publishing, running
from wisselkracht.views import matrix, words

pytestmark = pytest.mark.django_db

SETTINGS = {
    "largest": 3, "expertise": 100, "strengths": 50, "personal": 60, "minute": 4, "day": 40, "least": 1, "fte_apart": 10,
    "longest_s": 20,
}  # fmt: skip


@pytest.fixture
def world():
    return World("wisselkracht")


@pytest.fixture
def coby(world):
    return world.browser("coordinator")


def at(name, found, *more):
    return reverse(f"wisselkracht:{name}", args=[found.slug, *more])


def text(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def published(found, now):
    run = publishing.offer(run=runs.done(found), by=None, now=now)
    colleague = User.objects.create_user(email="cor@team.example", name="Cor")
    return publishing.publish(run=run, by=colleague, now=now)


def test_a_run_is_asked_on_the_page_and_shown_when_it_is_done(coby):
    found, _made = runs.round_of(4)

    asked = coby.post(at("runs", found), SETTINGS)
    run = Run.objects.get()
    busy = coby.get(asked.url)
    runs.work()
    done = coby.get(asked.url)

    assert asked.url == at("run", found, run.number)
    assert 'hx-trigger="every 2s"' in busy.content.decode()
    assert "Kijk of het klaar is" in text(busy)
    assert "Bewezen: geen enkele verdeling is beter" in text(done)
    assert len(done.context["rows"]) == 2
    assert run.made_by.name == "Coby"


def test_what_is_typed_wrong_is_named_and_what_was_typed_stays(coby):
    found, _made = runs.round_of(2)

    page = coby.post(at("runs", found), SETTINGS | {"longest_s": 600, "minute": "7"})

    assert page.status_code == 422
    assert "longest_s" in page.context["form"].errors
    assert 'value="7"' in page.content.decode()
    assert not Run.objects.exists()


def test_without_two_applications_the_page_says_what_to_do(coby):
    page = coby.post(at("runs", factories.round_()), SETTINGS)

    assert page.status_code == 409
    assert "nog geen twee aanmeldingen" in text(page)


def test_a_run_is_stopped_and_taken_up_again(coby):
    found, _made = runs.round_of(2)
    coby.post(at("runs", found), SETTINGS)

    stopped = coby.post(at("run-step", found, 1), {"do": "stop"}, follow=True)
    again = coby.post(at("run-step", found, 1), {"do": "resume"})
    late = coby.post(at("run-step", found, 1), {"do": "resume"})

    assert "Het rekenen is gestopt" in text(stopped)
    assert again.status_code == 302
    assert late.status_code == 409
    runs.work()
    assert Run.objects.get().state == "done"


def test_the_page_of_an_exchange_adds_up(coby):
    found, _made = runs.round_of(2)
    runs.done(found)

    page = coby.get(at("run-exchange", found, 1, 1))

    for leg in page.context["legs"]:
        assert sum(points for _name, _themes, points in leg.parts) == leg.points
    assert "schatting" in text(page)


def test_who_is_left_without_reads_why_and_what_it_would_cost(coby):
    found, _made = runs.round_of(3, largest=2)
    run = runs.done(found, largest=2)
    alone = run.members.get(exchange=None)

    page = coby.get(at("run-without", found, 1, alone.application_id))
    price = coby.get(at("run-without", found, 1, alone.application_id), {"kosten": "1"})

    assert "2 anderen bij wie alles past" in text(page)
    assert "Dit kost niets" in text(price)


def test_two_runs_stand_side_by_side(coby):
    found, made = runs.round_of(4)
    first = runs.done(found)
    Ruling.objects.create(
        round=found, kind="ban", applications=sorted(runs.exchanges(first)[0]), reason="Niet deze twee."
    )  # fmt: skip
    runs.done(found)

    page = coby.get(at("runs-compare", found))
    typed = coby.get(at("runs-compare", found), {"een": "1", "ander": "x"})

    assert (page.context["both"].same, len(page.context["first_rows"]), len(page.context["second_rows"])) == (0, 2, 2)
    assert "nog geen twee berekeningen" in text(typed)
    assert len(made) == 4


def test_the_table_says_who_fits_and_why_not(coby):
    found = factories.round_()
    one, other = runs.application(found), runs.application(found)
    third = runs.application(found, good="rekenen", wants="rekenen")

    page = coby.get(at("matrix", found))

    words = {row.pk: {cell.other: cell.word for cell in cells} for row, cells in page.context["table"]}
    assert words[one.pk][other.pk] == "past"
    assert words[one.pk][third.pk] == "punten"
    assert len(words) == 3
    assert page.content.decode().count(one.people.get(role="teacher").name) >= 2  # as a row and as a column


def test_a_pair_shows_every_reason_both_ways(coby):
    found = factories.round_()
    one = runs.application(found)
    other = runs.application(found, wishes={"denominations": ["Islamitisch"]})

    page = coby.get(at("pair", found, one.pk, other.pk))
    same = coby.get(at("pair", found, one.pk, one.pk))

    assert "past niet" in text(page)
    assert [reasons for _one, _other, reasons, _minutes in page.context["ways"]] == [
        [], ["Geloof of richting van de school"],
    ]  # fmt: skip
    assert same.status_code == 404


@pytest.mark.parametrize("role", [Part.TEACHER, Part.DIRECTOR, Part.BUDDY])
def test_a_private_exclusion_shows_nowhere_on_the_desk(coby, role):
    """Word for word the same with and without, wherever a coordinator can look at two applications."""
    found, made = runs.round_of(3)
    one, other = made[:2]
    run = runs.done(found)
    places = [
        at("matrix", found), at("pair", found, one.pk, other.pk), at("ruling", found, "ban", f"{one.pk},{other.pk}"),
        reverse("wisselkracht:application", args=[one.pk]), reverse("wisselkracht:cockpit", args=[found.slug]),
        at("run", found, run.number),
    ]  # fmt: skip

    def seen():
        return [re.sub(r'(nonce|csrfmiddlewaretoken)"?[^>]*', "", coby.get(place).content.decode()) for place in places]

    before = seen()
    person = factories.person(one, role)
    Exclusion.objects.create(applicant=person, school=other.school)
    Exclusion.objects.create(applicant=person, board=other.school.board)

    assert seen() == before


def test_a_ruling_shows_its_cost_and_counts_after_the_button(coby):
    found, made = runs.round_of(2)
    runs.done(found)
    place = at("ruling", found, "ban", ",".join(str(one.pk) for one in made))

    shown = coby.get(place)
    short = coby.post(place, {"reason": "nee"})
    assert not Ruling.objects.exists()
    decided = coby.post(place, {"reason": "De besturen vroegen dit."}, follow=True)

    assert "Dan ruilen 2 leraren minder" in text(shown)
    assert short.status_code == 422
    assert "De besturen vroegen dit." in text(decided)
    undone = coby.post(at("ruling-undo", found, Ruling.objects.get().pk), follow=True)
    assert "Ongedaan gemaakt" in text(undone)


def test_an_exchange_that_no_run_found_cannot_be_fixed(coby):
    found, made = runs.round_of(3)
    keys = ",".join(str(one.pk) for one in made)

    for kind, keys_of in (("lock", f"{made[0].pk},{made[1].pk}"), ("anders", keys), ("ban", "x"), ("ban", "1")):
        page = coby.get(reverse("wisselkracht:ruling", args=[found.slug, kind, keys_of]))
        assert page.status_code == (200 if kind == "lock" else 404)
        if kind == "lock":
            assert "die een berekening vond" in text(page)


def test_the_author_reads_that_a_colleague_must_publish(coby, world, now):
    found, _made = runs.round_of(2)
    coby.post(at("runs", found), SETTINGS)
    runs.work()

    offered = coby.post(at("run-step", found, 1), {"do": "offer"}, follow=True)
    own = coby.post(at("run-step", found, 1), {"do": "publish"})
    done = world.browser("operator").post(at("run-step", found, 1), {"do": "publish"}, follow=True)

    assert "Vraag een collega" in text(offered)
    assert own.status_code == 409
    assert "vraag een collega" in text(own)
    assert "Gepubliceerd" in text(done)
    assert Run.objects.published().count() == 1


def test_the_proof_is_public_complete_and_names_nobody(now):
    found, made = runs.round_of(4)
    visitor = Client()
    before = visitor.get(at("proof", found))
    run = published(found, now)

    page = visitor.get(at("proof", found))
    files = visitor.get(at("proof-files", found, run.number))
    program = visitor.get(reverse("wisselkracht:verifier"))

    assert "nog niet gepubliceerd" in text(before)
    for fact in (
        run.instance_sha256,
        run.commitment,
        found.lottery.seed or Round.objects.get(pk=found.pk).lottery.seed,
    ):
        assert fact in page.content.decode()
    names = set(zipfile.ZipFile(io.BytesIO(files.content)).namelist())
    assert names == {"instance.json", "result.json", "certificate.json", "manifest.json"}
    assert b"def main" in program.content
    for one in made:
        for word in (one.school.title, one.school.code, factories.person(one, Part.TEACHER).name):
            assert word not in page.content.decode()


def test_a_run_that_is_not_published_gives_the_public_nothing(now):
    found, _made = runs.round_of(2)
    run = runs.done(found)

    assert Client().get(at("proof-files", found, run.number)).status_code == 404
    assert run.instance_sha256 not in Client().get(at("proof", found)).content.decode()
    assert Client().get(at("proof", factories.round_(state="concept"))).status_code == 404


def test_exchanges_of_three_are_counted_above_zero_though_the_core_counts_them_below():
    assert words.stage_figures({"name": "three-ways", "value": -3, "bound": -2}) == (3, 2)
    assert words.stage_figures({"name": "count", "value": 13, "bound": None}) == (13, None)


def test_the_papers_are_made_and_can_be_read_aloud(coby):
    found, _made = runs.round_of(3, largest=2)
    run = runs.done(found, largest=2)
    alone = run.members.get(exchange=None)

    made = [
        coby.get(at("run-sheet", found, 1, 1)),
        coby.get(at("run-why", found, 1, alone.application_id)),
        coby.get(at("run-report", found, 1)),
    ]

    for paper in made:
        assert paper.status_code == 200
        content = b"".join(paper.streaming_content) if paper.streaming else paper.content
        assert pdfua.faults(content) == []


def test_a_coordinator_of_another_region_sees_no_run(coby, now):
    team = Organisation.objects.create(name="Team Elders", kind=Kind.CAMPAIGN_TEAM, solution="wisselkracht")
    elsewhere = Region.objects.create(slug="elders", title="Elders", areas=[factories.AREA], team=team)
    found, made = runs.round_of(2, region=elsewhere)
    runs.done(found)

    for place in (
        at("runs", found), at("run", found, 1), at("matrix", found), at("runs-compare", found),
        at("run-exchange", found, 1, 1), at("run-files", found, 1), at("run-report", found, 1),
        at("pair", found, made[0].pk, made[1].pk), at("ruling", found, "ban", f"{made[0].pk},{made[1].pk}"),
    ):  # fmt: skip
        assert coby.get(place).status_code == 404, place
    assert coby.post(at("run-step", found, 1), {"do": "offer"}).status_code == 404
    assert Membership.objects.filter(role=Role.COORDINATOR).exists()


def test_the_pages_take_the_same_few_queries_whatever_their_size(coby, django_assert_max_num_queries):
    found, _made = runs.round_of(12)
    runs.done(found)

    for place, most in ((at("runs", found), 22), (at("run", found, 1), 26), (at("matrix", found), 34)):
        with django_assert_max_num_queries(most):
            assert coby.get(place).status_code == 200


def test_the_list_is_searched_and_paged(coby, monkeypatch):
    monkeypatch.setattr(matrix, "ROWS", 2)
    found, made = runs.round_of(4)
    runs.done(found)
    Applicant.objects.filter(pk=factories.person(made[0], Part.TEACHER).pk).update(name="Zoë Uniek")

    named = coby.get(at("run", found, 1), {"zoek": "uniek"})
    table = coby.get(at("matrix", found), {"rij": "uniek"})
    second = coby.get(at("matrix", found), {"pagina": "2"})

    assert len(named.context["rows"]) == 1
    assert [row.pk for row, _cells in table.context["table"]] == [made[0].pk]
    assert len(second.context["table"]) == 2


def test_a_solver_that_got_stuck_is_said_to_be(coby, now):
    found, _made = runs.round_of(2)
    run = running.start(found=found, wish=runs.wish(), by=None, now=now)
    Job.objects.filter(key=running.job_key(run)).update(state=State.DEAD)

    assert "vastgelopen" in text(coby.get(at("run", found, run.number)))
