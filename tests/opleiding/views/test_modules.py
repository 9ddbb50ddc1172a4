"""Pages of modules: for everybody, for a trainer, and for both sides that write them. Without JavaScript."""

from __future__ import annotations

import pytest
from django.urls import reverse

from ndt.people.models import Role
from opleiding.core.modules import Side
from opleiding.emails import opinion_token
from opleiding.models import Module, ModuleSeat, Opinion
from opleiding.queries import modules as queries
from opleiding.services import modules
from tests.house.roles import log_in
from tests.opleiding import factories
from tests.opleiding import module_world as world
from tests.opleiding.module_world import DAY

pytestmark = pytest.mark.django_db
NEW = reverse("opleiding:new-module")


def url(name, found, *more):
    return reverse(f"opleiding:{name}", args=[found.pk, *more])


@pytest.fixture
def now():
    return factories.today()


@pytest.fixture
def bram(client):
    found = factories.trainer()
    log_in(client, found.user)
    return found


def text(client, address):
    return client.get(address).content.decode()


def test_everybody_reads_what_is_open_and_nobody_what_is_being_written(client, now):
    opened, writing = world.opened(now, title="Orde houden"), world.approved(now, title="Nog geheim")

    page = text(client, reverse("opleiding:modules"))

    assert "Orde houden" in page
    assert "Nog geheim" not in page
    assert "Nog 2 plaatsen" in text(client, url("module", opened))
    assert client.get(url("module", writing)).status_code == 404


def test_a_trainer_takes_a_seat_and_gives_it_back(client, now, bram):
    found = world.opened(now, seats=1)
    mine = url("my-module", found)
    assert "Doe je mee?" in text(client, mine)

    client.post(mine, {"do": "register"})
    assert "Je doet mee" in text(client, mine)
    assert "Je begint op" in text(client, reverse("opleiding:modules"))
    client.post(mine, {"do": "leave"})

    assert world.again(found).seats_taken == 0


def test_who_comes_too_late_reads_what_else_there_is(client, now, bram):
    found = world.opened(now, seats=1)
    modules.register(module=found, trainer=world.people(1)[0], now=now)

    answer = client.post(url("my-module", found), {"do": "register"})

    assert answer.status_code == 409
    assert "De module is net vol geraakt." in answer.content.decode()
    assert "Kijk of een andere module je past." in answer.content.decode()


def test_a_module_that_stopped_says_why_to_who_has_a_seat(client, now, bram):
    found = world.opened(now)
    modules.register(module=found, trainer=bram, now=now)
    modules.stop(module=found, why="De leraar is ziek.", now=now)

    assert "De leraar is ziek." in text(client, url("my-module", found))
    assert "De leraar is ziek." in text(client, url("module", found))


def test_somebody_without_a_profile_reads_how_to_get_one(client, now):
    log_in(client, factories.user())

    assert "Maak eerst je profiel" in text(client, url("my-module", world.opened(now)))


def with_row(number=0, **facts):
    values = {"part": "Voorbereiden", "subject": "", "hours": "60", "spares": "7"} | facts
    return {f"rij-{number}-soort": "exemption"} | {f"rij-{number}-{name}": one for name, one in values.items()}


def test_a_university_begins_a_module_with_exemptions(client, now, petra):
    programme, institute = factories.programme(university=petra), factories.institute()
    makers = {"programme": programme.pk, "institute": institute.pk}

    answer = client.post(NEW, world.typed(now) | makers | with_row())

    found = Module.objects.get()
    assert answer.url == url("module-cockpit", found)
    assert found.exemptions == [{"part": "Voorbereiden", "subject": "", "hours": 60, "spares": 7}]
    assert (found.proposed_by, found.state) == ("programme", "draft")


def test_rows_come_and_go_and_what_was_typed_stays(client, now, petra):
    typed = world.typed(now, title="Half getypt", hours="veel") | with_row(0, part="Eerste", hours="x") | with_row(1, part="Tweede")  # fmt: skip

    more = client.post(NEW, typed | {"rij-erbij": "1", "rij-nieuw": "exemption"})
    less = client.post(NEW, typed | {"rij-weg": "0"})

    assert (more.status_code, less.status_code) == (200, 200)
    page = more.content.decode()
    assert [row.number for row in more.context["form"].rows] == [1, 2, 3]
    assert all(f'value="{one}"' in page for one in ("Half getypt", "veel", "Eerste", "x", "Tweede"))
    assert [row.fields[0].value() for row in less.context["form"].rows] == ["Tweede"]
    assert not Module.objects.exists()


def test_a_row_that_cannot_be_says_so_at_its_row_and_nothing_is_kept(client, now, petra):
    makers = {"programme": factories.programme(university=petra).pk, "institute": factories.institute().pk}

    page = client.post(NEW, world.typed(now) | makers | with_row(0) | with_row(1, part="", hours="x", spares="99"))

    form = page.context["form"]
    assert page.status_code == 422
    assert set(form.errors) == {"rij-1-part", "rij-1-hours", "rij-1-spares"}
    assert "Samen vallen er 106 uren weg. De module heeft er 28." in page.content.decode()
    assert not Module.objects.exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"ends_on": "2020-01-01"}, "ends_on"), ({"closes_on": "2099-01-01"}, "closes_on"), ({"seats": "0"}, "seats")],
)
def test_days_and_seats_that_cannot_be_are_refused(client, now, petra, facts, field):
    makers = {"programme": factories.programme(university=petra).pk, "institute": factories.institute().pk}

    page = client.post(NEW, world.typed(now, **facts) | makers)

    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])


def test_a_university_makes_no_module_of_another_university(client, now, petra):
    makers = {"programme": factories.programme().pk, "institute": factories.institute().pk}

    assert list(client.post(NEW, world.typed(now) | makers).context["form"].errors) == ["programme"]


def test_both_sides_bring_a_module_from_draft_to_what_it_brought(client, now, petra):
    house = factories.institute()
    ilse = factories.employee(house.organisation, Role.INSTITUTE)
    worker = factories.employee(petra.organisation, Role.PROGRAMME)
    past = now - 69 * DAY
    found = world.draft(past, programme=factories.programme(university=petra), institute=house, seats=5)

    client.post(url("module-step", found, "delen"))
    log_in(client, ilse)
    client.post(url("change-module", found), world.typed(past, seats="6") | {"why": "Meer plaatsen.", "seen": "1"})
    client.post(url("module-step", found, "goedkeuren"), {"version": "2"})
    log_in(client, worker)
    client.post(url("module-step", found, "goedkeuren"), {"version": "2"})
    assert (world.again(found).state, world.again(found).seats) == ("approved", 6)
    late = client.post(url("module-step", found, "openen"))
    assert (late.status_code, "Kies eerst een latere dag." in late.content.decode()) == (409, True)
    modules.publish(module=found, now=past)
    for who in world.people(5):
        modules.register(module=found, trainer=who, now=past)
    for seat in queries.people(found):
        link = reverse("opleiding:opinion", args=[opinion_token(seat)])
        assert "Kun je nu wat de module beloofde?" in text(client, link)
        client.post(link, {"grade": "8", "clearer": "yes", "words": "Meer tijd."})
    client.post(url("evaluate-module", found), {"lessons": "Oefenen helpt."})

    cockpit, public = text(client, url("module-cockpit", found)), text(client, url("module", found))
    assert cockpit.count("Meer tijd.") == 5
    assert "Meer plaatsen." in cockpit
    assert "Oefenen helpt." in public
    assert "Meer tijd." not in public
    assert Opinion.objects.count() == 5


def test_a_step_that_cannot_be_changes_nothing_and_says_so(client, now, petra):
    found = world.shared(now, programme=factories.programme(university=petra))

    for name, data in (("delen", {}), ("openen", {}), ("goedkeuren", {"version": "7"}), ("goedkeuren", {"version": "x"})):  # fmt: skip
        assert client.post(url("module-step", found, name), data).status_code == 409
    assert client.post(url("module-step", found, "verzonnen")).status_code == 404
    assert client.post(url("evaluate-module", found), {"lessons": "Te vroeg."}).status_code == 409
    assert world.again(found).state == "codesign"


def test_who_read_an_older_text_keeps_what_was_typed_and_writes_over_nothing(client, now, petra):
    found = world.shared(now, programme=factories.programme(university=petra))
    modules.change(
        module=found, plan=world.plan(now, title="Van de ander"), seen=1, side=Side.INSTITUTE, by=None, why="Zo.", now=now
    )  # fmt: skip

    page = client.post(url("change-module", found), world.typed(now, title="Van mij") | {"why": "Ook.", "seen": "1"})

    assert page.status_code == 422
    assert "De ander veranderde de tekst ook." in page.content.decode()
    assert 'value="Van mij"' in page.content.decode()
    assert world.again(found).title == "Van de ander"


def test_others_see_nothing_of_a_module_at_the_desk(client, now, petra):
    found = world.shared(now)
    drafted = world.draft(now, programme=factories.programme(university=petra), side=Side.INSTITUTE)

    for one in (found, drafted):
        assert client.get(url("module-cockpit", one)).status_code == 404
        assert client.post(url("module-step", one, "delen")).status_code == 404
    assert ModuleSeat.objects.count() == 0


def test_the_list_takes_as_many_queries_for_many_modules_as_for_one(client, now, django_assert_max_num_queries):
    for number in range(4):
        world.opened(now, title=f"Module {number}")
    client.get(reverse("opleiding:modules"))

    with django_assert_max_num_queries(6):
        client.get(reverse("opleiding:modules"))
