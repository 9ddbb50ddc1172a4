"""The report of a municipality: what it counts, and that nobody is found in it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bijles import pdf, reports
from bijles.core.attendance import Tick
from bijles.core.enrolment_lists import COLUMNS
from bijles.models import Booking, Child, EnrolledPass
from bijles.queries import figures as queries
from bijles.services import claiming, enrolling, printing, waiting
from ndt.pdf.models import Order
from ndt.pdf.registry import NotAllowed
from ndt.people.models import Membership, Role
from ndt.reports.core.paper import Hidden
from tests.bijles import factories, months
from tests.ndt.pdf import pdfua

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return months.world(pot=10**9)


def in_place(here, place, *, children, listed=0):
    """Children of one neighbourhood with a place, the pass of each on the list for more of them."""
    made = [factories.child(here.scheme, postcode=place, until="2027-12-31") for _child in range(children)]
    hashes = [one.shown.pass_hmac for one in made]
    EnrolledPass.objects.filter(pass_hmac__in=hashes).update(pc4=place, children=listed or 1)
    return made


def taught(here, agreed, tutor, children, *, month=months.MARCH):
    for child in children:
        here.child = child
        here.given(agreed, tutor, month=month)


def counted(here, now=months.AFTER_APRIL):
    return queries.figures(here.programme, now=now)


def told(here, now=months.AFTER_APRIL):
    return reports.figures(counted(here, now))


def table(paper, caption):
    return next(one for one in paper.tables if one.caption == caption)


@pytest.fixture
def lists_no_places(here):
    EnrolledPass.objects.update(pc4="")


@pytest.fixture
def two_places(here):
    agreed, tutor = months.provider(here)
    first, second = in_place(here, "1012", children=20, listed=2), in_place(here, "1013", children=12, listed=3)
    taught(here, agreed, tutor, [*first[:19], *second[:11]])
    taught(here, agreed, tutor, first[:10], month=months.APRIL)
    return agreed, tutor


def test_children_are_counted_once_and_lessons_each(here, two_places):
    found = counted(here)

    # The child of the world itself is on the list too, of no neighbourhood.
    assert (found.whole.listed, found.whole.placed, found.whole.taught) == (2 + 40 + 36, 33, 30)
    assert (found.whole.lessons, found.whole.minutes, found.whole.cents) == (40, 40 * 60, 40 * 2500)
    assert {place: (one.listed, one.placed, one.taught) for place, one in found.by_place.items()} == {
        "": (2, 1, 0),
        "1012": (40, 20, 19),
        "1013": (36, 12, 11),
    }
    assert {month: (one.taught, one.lessons) for month, one in found.by_month.items() if one.lessons} == {
        months.MARCH: (30, 30),
        months.APRIL: (10, 10),
    }


def test_a_lesson_that_was_missed_costs_and_reaches_nobody(here):
    agreed, tutor = months.provider(here)
    here.given(agreed, tutor, tick=Tick.NO_SHOW)
    here.left_late(agreed, tutor)

    found = counted(here)

    assert (found.whole.taught, found.whole.minutes, found.whole.cents) == (0, 0, 2500)


def test_what_a_municipality_refused_costs_nothing(here):
    agreed, tutor = months.provider(here)
    claiming.refuse(claim=here.claim(agreed, tutor), why="Er was geen les.", now=months.AFTER_MARCH)

    assert counted(here).whole.cents == 0


def test_the_number_of_queries_does_not_grow(here, two_places, django_assert_num_queries):
    with django_assert_num_queries(4):
        told(here)


def test_a_small_neighbourhood_stands_together_with_another(here, two_places):
    paper = told(here)

    rows = table(paper, "Kinderen, lessen en kosten per wijk").rows
    # The child without a neighbourhood would be found by subtracting: the first neighbourhood hides it.
    assert [row[0] for row in rows] == ["1013", "2 andere wijken samen"]
    assert rows[1][1:5] == (40, 20, 15, 1500)
    assert paper.finding == "30 van de 78 kinderen met een pas kregen les"


def test_one_child_more_is_not_seen_in_its_neighbourhood(here, two_places):
    agreed, tutor = two_places
    before = table(told(here), "Kinderen, lessen en kosten per wijk")

    taught(here, agreed, tutor, in_place(here, "1013", children=1))

    after = table(told(here), "Kinderen, lessen en kosten per wijk")
    assert (after.rows, after.total) == (before.rows, before.total)
    # Twelve with a place, eleven of them with a lesson: nobody reads that one child had none.
    assert before.rows[0][2:4] == (10, 10)
    assert {row[-1] % 200 for row in (*after.rows, after.total)} == {0}


def test_few_children_between_two_counts_of_the_city_are_not_told(here, two_places):
    # Thirty-three with a place, thirty with a lesson.
    assert table(told(here), "Bereikte kinderen").rows[1][1:] == (Hidden.OTHER, Hidden.OTHER)

    in_place(here, "1013", children=7)
    assert table(told(here), "Bereikte kinderen").rows[1][1] == 40


def test_without_neighbourhoods_on_the_list_only_the_city_has_a_denominator(here, two_places, lists_no_places):
    paper = told(here)

    found = table(paper, "Kinderen, lessen en kosten per wijk")
    assert [column.label for column in found.columns][:3] == ["Wijk", "Met een plek", "Met les"]
    assert "noemt geen wijken" in " ".join(paper.notes)
    assert table(paper, "Bereikte kinderen").rows[0][1] == 78


def test_a_month_of_few_children_takes_a_month_of_many_with_it(here, two_places):
    agreed, tutor = two_places
    taught(here, agreed, tutor, list(Child.objects.all())[:2], month=date(2027, 5, 1))

    rows = table(told(here, months.AFTER_APRIL + timedelta(days=40)), "Lessen en kosten per maand").rows

    told_of = {row[0]: row[1:] for row in rows}
    assert told_of["mei 2027"] == (Hidden.FEW, *[Hidden.OTHER] * 3)
    assert told_of["april 2027"] == (Hidden.OTHER,) * 4
    assert told_of["maart 2027"][:2] == (30, 30)


def test_where_few_children_had_a_lesson_nothing_is_told_of_it(here):
    agreed, tutor = months.provider(here)
    here.given(agreed, tutor)

    paper = told(here)

    assert paper.finding == "Nog minder dan 10 kinderen kregen les"
    assert [one.value for one in paper.numbers] == ["<10"]
    assert [one.caption for one in paper.tables] == ["Bereikte kinderen"]


def test_who_waits_is_counted_with_how_long(here):
    EnrolledPass.objects.update(pc4="1012")
    for place in ("1012", "1013"):
        for days, child in enumerate(in_place(here, place, children=11)):
            waiting.join(
                child=child, subject="rekenen", online=True, now=months.AFTER_APRIL - timedelta(days=10 + days)
            )

    section = next(one for one in told(here).sections if one.title == "Wachten")

    assert section.table.rows == (("1012", 10), ("1013", 10))
    assert "15 dagen" in section.paragraphs[0]


def test_who_was_forgotten_keeps_counting_in_the_city(here):
    agreed, tutor = months.provider(here)
    here.given(agreed, tutor)
    Booking.objects.update(child=None)

    found = counted(here)

    assert (found.whole.taught, found.by_place[""].taught) == (1, 1)


@pytest.fixture
def eva(here):
    made = factories.account("eva@voorbeeld.nl")
    Membership.objects.create(user=made, organisation=here.scheme.municipality, role=Role.POLICYMAKER)
    return made


@pytest.fixture
def desk(client, eva):
    client.force_login(eva)
    return client


def test_the_page_has_a_table_for_each_chart_and_a_file_for_each_table(here, two_places, desk):
    page = desk.get(reverse("bijles:figures", args=[here.programme.pk])).content.decode()

    for number in range(1, page.count("tabel-") + 1):
        answer = desk.get(reverse("bijles:figures-sheet", args=[here.programme.pk, number]))
        assert answer.headers["Content-Type"].startswith("text/csv")
    assert number == 3
    assert desk.get(reverse("bijles:figures-sheet", args=[here.programme.pk, 9])).status_code == 404


def test_the_paper_is_ordered_and_reads_well(here, two_places, desk, eva):
    answer = desk.post(reverse("bijles:figures-pdf", args=[here.programme.pk]))

    order = Order.objects.get()
    assert answer.url == order.get_absolute_url()
    assert order.kind == pdf.FIGURES
    content = printing.make_figures(eva, order.parameters, months.AFTER_APRIL, lambda _done, _total: None)
    assert pdfua.faults(content) == []
    assert "per wijk" in pdfua.read_aloud(content)


def test_who_no_longer_works_for_the_city_gets_no_paper(here, eva):
    eva.memberships.all().delete()

    with pytest.raises(NotAllowed):
        printing.make_figures(
            eva, {"programme": here.programme.pk, "language": "nl"}, timezone.now(), lambda _done, _total: None
        )


def test_a_list_without_neighbourhoods_keeps_those_of_an_earlier_one(here):
    number = "6064366012340001"
    factories.listed(here.scheme)
    row = factories.row(number)
    heading = ",".join(COLUMNS)
    for data in (f"{heading},pc4\n{row},1012", f"{heading}\n{row}"):
        enrolling.take_list(scheme=here.scheme, data=data.encode(), by=None, now=months.AFTER_MARCH)

    assert EnrolledPass.objects.get(pass_hmac=row.split(",")[0]).pc4 == "1012"
