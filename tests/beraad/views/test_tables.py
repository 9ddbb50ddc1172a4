"""The organiser makes a plan of tables, sees what it is worth, changes it and fixes it; a participant sees the own tables."""

import csv
import io
import re

import pytest
from django.urls import reverse

from beraad import links, pdf
from beraad.links import Purpose
from beraad.models import Registration, TablePair, TablePin, TablePlan
from beraad.models.tables import PlanState
from beraad.queries import tables as queries
from beraad.services import inviting, tables
from ndt.pdf.models import Order
from ndt.pdf.registry import NotAllowed
from tests.beraad import factories
from tests.house.roles import World
from tests.ndt.pdf import pdfua

pytestmark = pytest.mark.django_db
FORM = {"tables": "2", "rounds": "3", "chairs": "6", "features": ["Sector"]}


@pytest.fixture
def world():
    return World("beraad")


@pytest.fixture
def coby(world):
    return world.browser("coordinator")


@pytest.fixture
def assembly():
    return factories.gathered()


@pytest.fixture
def plan(assembly):
    return factories.seated(assembly)


def url(name, assembly, *arguments):
    return reverse(f"beraad:{name}", args=[assembly.slug, *arguments])


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_without_a_plan_the_page_says_how_to_make_one(coby, assembly):
    assert "Er doen 10 mensen mee" in text(coby.get(url("tables", assembly)))


def test_before_anybody_said_yes_or_was_asked_the_page_says_what_comes_first(coby):
    assert "Nog niemand zei ja" in text(coby.get(url("tables", factories.inviting())))
    assert "als de groep is uitgenodigd" in text(coby.get(url("tables", factories.assembly())))


def test_a_choice_is_explained_before_anything_is_computed(coby, assembly):
    page = text(coby.post(url("tables-new", assembly), FORM | {"do": "check"}))

    assert "10 mensen: 2 tafels met 5 mensen." in page
    assert "Iedereen ontmoet hooguit 9 van de 9 anderen." in page
    assert not TablePlan.objects.exists()
    odd = text(coby.post(url("tables-new", assembly), FORM | {"tables": "3", "do": "check"}))
    assert "1 tafel met 4 mensen en 2 tafels met 3 mensen" in odd


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"tables": "6"}, "minstens 12 mensen nodig"), ({"chairs": "4"}, "er zijn 8 stoelen"), ({"rounds": ""}, "getal")],
)
def test_a_choice_that_cannot_be_says_why_and_is_kept(coby, assembly, typed, said):
    response = coby.post(url("tables-new", assembly), FORM | typed)

    assert response.status_code == 422
    assert said in text(response)
    assert 'value="3"' in response.content.decode() or "rounds" in typed
    assert not TablePlan.objects.exists()


def test_while_it_is_computed_the_page_shows_how_far_it_is_and_stops_it(coby, assembly):
    coby.post(url("tables-new", assembly), FORM)
    plan = TablePlan.objects.get()
    page = coby.get(url("tables", assembly)).content.decode()
    assert "<progress" in page
    assert 'hx-trigger="every 2s"' in page

    coby.post(url("tables-step", assembly, plan.pk), {"do": "stop"})

    assert "U hebt het rekenen gestopt" in text(coby.get(url("tables", assembly)))
    coby.post(url("tables-step", assembly, plan.pk), {"do": "again"})
    factories.compute(TablePlan.objects.get())
    assert "paren ontmoeten elkaar" in text(coby.get(url("tables", assembly)))


def test_a_step_that_cannot_be_taken_now_is_refused(coby, assembly, plan):
    assert coby.post(url("tables-step", assembly, plan.pk), {"do": "stop"}).status_code == 409
    coby.post(url("tables-step", assembly, plan.pk), {"do": "drop"})
    assert not TablePlan.objects.exists()


def test_a_plan_shows_every_round_and_nobody_by_name(coby, assembly, plan):
    for number in (1, 2, 3, "x", 9):
        page = text(coby.get(url("tables-plan", assembly, plan.pk), {"ronde": number}))
        assert all(member.ticket.number in page for member in queries.people(assembly))
        assert not any(name in page for name in Registration.objects.values_list("name", flat=True))


def test_the_page_of_a_plan_takes_few_queries(coby, assembly, plan, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        coby.get(url("tables-plan", assembly, plan.pk))


def chairs(plan, number):
    found = {}
    for table, ticket in plan.seats.filter(round=number).values_list("table", "invitation__ticket__number"):
        found.setdefault(table, []).append(ticket)
    return found


def test_a_change_shows_its_effect_before_it_is_made(coby, assembly, plan):
    one, other = (chairs(plan, 1)[table][0] for table in (1, 2))
    address = url("tables-person", assembly, plan.pk, one)

    page = coby.get(address, {"ronde": 1, "doel": other})

    assert "Dit verandert er" in text(page)
    assert chairs(plan, 1)[1][0] == one or one in chairs(plan, 1)[1]
    done = coby.post(f"{address}?ronde=1", {"doel": other, "version": plan.version})
    assert done.status_code == 302
    assert one in chairs(plan, 1)[2]
    again = coby.post(f"{address}?ronde=1", {"doel": "tafel-1", "version": plan.version})
    assert again.status_code == 409
    assert "Een collega veranderde deze indeling net" in text(again)


def test_a_change_that_is_none_is_refused(coby, assembly, plan):
    one, mate = chairs(plan, 1)[1][:2]
    address = url("tables-person", assembly, plan.pk, one)

    assert coby.get(address, {"ronde": 1, "doel": mate}).status_code == 422
    assert coby.post(f"{address}?ronde=1", {"doel": mate, "version": plan.version}).status_code == 422
    assert coby.get(url("tables-person", assembly, plan.pk, "ZZZZ-ZZZZ")).status_code == 404


def test_whom_somebody_meets_is_told_by_ticket(coby, assembly, plan):
    member = queries.people(assembly)[0]
    person = queries.person(queries.seated(plan), member.ticket.number)

    page = text(coby.get(url("tables-person", assembly, plan.pk, member.ticket.number)))

    assert f"Ontmoet {len(person.met)} anderen" in page


def test_rules_are_made_and_taken_away(coby, assembly):
    who = [member.ticket.number for member in queries.people(assembly)]
    address = url("table-rules", assembly)

    coby.post(address, {"do": "pin", "pin-ticket": who[0], "pin-table": "2", "pin-why": "facilitator"})
    coby.post(address, {"do": "pair", "pair-one": who[0], "pair-other": who[1], "pair-kind": "apart"})

    page = text(coby.get(address))
    assert "zit altijd aan tafel 2" in page
    assert "Nooit samen aan een tafel" in page
    coby.post(address, {"do": "unpin", "pk": TablePin.objects.get().pk})
    coby.post(address, {"do": "unpair", "pk": TablePair.objects.get().pk})
    assert "Nog niemand heeft een vaste tafel" in text(coby.get(address))


def test_rules_that_clash_are_refused_in_words(coby, assembly):
    who = [member.ticket.number for member in queries.people(assembly)]
    address = url("table-rules", assembly)
    for ticket, table in ((who[0], 1), (who[1], 2)):
        coby.post(address, {"do": "pin", "pin-ticket": ticket, "pin-table": table, "pin-why": "other"})

    clash = coby.post(address, {"do": "pair", "pair-one": who[0], "pair-other": who[1], "pair-kind": "together"})
    same = coby.post(address, {"do": "pair", "pair-one": who[0], "pair-other": who[0], "pair-kind": "together"})

    assert (clash.status_code, same.status_code) == (422, 422)
    assert "verschillende vaste tafels" in text(clash)
    assert "Kies twee verschillende loten" in text(same)
    assert not TablePair.objects.exists()


def test_rules_that_no_plan_can_keep_are_told_with_what_to_do(coby, assembly, plan):
    TablePlan.objects.filter(pk=plan.pk).update(state=PlanState.STUCK, why="size")

    page = text(coby.get(url("tables", assembly)))

    assert "meer mensen met deze vaste tafel dan er stoelen zijn" in page
    assert "Bekijk de afspraken over mensen" in page


def test_when_others_take_part_the_plan_says_so_and_is_brought_up_to_date(coby, assembly, plan, now):
    inviting.decline(invitation=queries.people(assembly)[0], why="care", now=now)
    assert "Er doen nu andere mensen mee" in text(coby.get(url("tables", assembly)))
    refused = coby.post(url("tables-fix", assembly, plan.pk), {"version": plan.version})
    assert (refused.status_code, "voor andere mensen" in text(refused)) == (409, True)

    assert "1 mens doet niet meer mee" in text(coby.get(url("tables-renew", assembly, plan.pk)))
    coby.post(url("tables-renew", assembly, plan.pk), {"held": "0"})

    factories.compute(TablePlan.objects.get())
    assert "Er doen nu andere mensen mee" not in text(coby.get(url("tables", assembly)))


def test_fixing_needs_the_plan_that_was_seen(coby, assembly, plan):
    assert "10 mensen krijgen een brief" in text(coby.get(url("tables-fix", assembly, plan.pk)))
    assert coby.post(url("tables-fix", assembly, plan.pk), {"version": plan.version - 1}).status_code == 409

    done = coby.post(url("tables-fix", assembly, plan.pk), {"version": plan.version})

    assert done.status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.fixed_by.pk) == (PlanState.FIXED, int(coby.session["_auth_user_id"]))
    assert "Tafelindeling 1 staat vast" in text(coby.get(url("cockpit", assembly)))
    assert "nu niet vast te zetten" in text(coby.get(url("tables-fix", assembly, plan.pk)))


def test_a_participant_sees_the_own_tables_once_they_are_fixed_and_nobody_elses(client, assembly, plan, now):
    mine, *others = queries.people(assembly)
    registration = mine.ticket.registration
    pages = [
        reverse("beraad:mine", args=[assembly.slug, links.token(Purpose.MINE, registration.public_id)]),
        reverse("beraad:invitation", args=[assembly.slug, links.token(Purpose.INVITATION, registration.public_id)]),
    ]
    assert not any("Jouw tafels" in text(client.get(page)) for page in pages)

    tables.fix(plan=plan, version=plan.version, by=None, now=now)

    for page in pages:
        said = text(client.get(page))
        assert all(f"Ronde {number} tafel {table}" in said for number, table in queries.tables_by_person(plan)[mine.pk])
        assert not any(other.ticket.number in said or other.ticket.registration.name in said for other in others)


def test_the_list_as_csv_gives_each_ticket_its_tables(coby, assembly, plan):
    rows = list(csv.reader(io.StringIO(coby.get(url("tables-csv", assembly, plan.pk)).content.decode())))

    assert rows[0] == ["lot", "ronde 1", "ronde 2", "ronde 3", "vaste tafel"]
    mine = queries.tables_by_person(plan)
    assert {row[0]: row[1:4] for row in rows[1:]} == {
        member.ticket.number: [str(table) for _round, table in mine[member.pk]] for member in queries.people(assembly)
    }


def test_cards_and_lists_are_ordered_by_who_may_and_name_nobody(coby, world, assembly, plan, now):
    ordered = coby.post(url("tables-paper", assembly, plan.pk))
    assert ordered.status_code == 302
    assert Order.objects.get().kind == pdf.TABLES
    owner = Order.objects.get().owner
    chosen = {"plan": plan.pk, "version": plan.version, "language": "nl"}

    content = pdf.make_tables(owner, chosen, now, lambda _done, _total: None)

    assert pdfua.faults(content) == []
    said = " ".join(pdfua.read_aloud(content).split())
    assert "Dit is een concept." in said
    assert all(member.ticket.number in said for member in queries.people(assembly))
    assert not any(name in said for name in Registration.objects.values_list("name", flat=True))
    with pytest.raises(NotAllowed):
        pdf.make_tables(world.users["other_coordinator"], chosen, now, lambda _done, _total: None)
    with pytest.raises(NotAllowed):
        pdf.make_tables(owner, chosen | {"plan": 0}, now, lambda _done, _total: None)
