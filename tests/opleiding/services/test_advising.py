"""The same facts give the same advice and letter; nothing of who somebody is weighs; an adviser says why."""

import time
from datetime import date, timedelta

import pytest

from ndt.schools.models import Postcode
from ndt.schools.services.places import load_travel_times
from opleiding import pdf
from opleiding.core.errors import HoursChanged, NotAllowed
from opleiding.models import Advice, Confirmation, Related, RelatedTable, Route, Use
from opleiding.queries import advice as queries
from opleiding.services import advising, profile
from tests.ndt.pdf import pdfua
from tests.opleiding import factories
from tests.opleiding.factories import NOON

pytestmark = pytest.mark.django_db
MASTER = {"id": "master", "kind": "degree", "level": "master"}
RELATED = {"id": "vak", "kind": "related", "table": "verwantschap", "subject": "wiskunde", "most_short_ec": 18}


@pytest.fixture
def bram():
    """A trainer with a master in maths who taught 140 hours of it."""
    found = factories.trainer()
    factories.study(found)
    factories.experience(found)
    profile.allow(trainer=found, uses=[Use.ADVICE], visible_to=[], now=NOON)
    return found


def related(short_ec):
    table = RelatedTable.objects.create(code="verwantschap", version="2026", source="bron", seen_on=date(2026, 11, 1))
    Related.objects.create(
        table=table, study=factories.study_programme(), subject=factories.subject(), short_ec=short_ec
    )


def with_rules(*rules, **facts):
    found = factories.programme(**facts)
    factories.rules(found, *rules)
    return factories.offering(programme=found)


def make(trainer, now=NOON):
    return advising.make(trainer=trainer, now=now)


def sentences(given):
    best = queries.page(given).groups[0].options[0]
    return [f"{line.mark} {line.sentence}" for line in best.terms]


def test_every_point_is_a_sentence(bram):
    with_rules(MASTER)

    assert sentences(make(bram)) == [
        "+3 Je gaf 140 uur wiskunde. Niet bevestigd, dus dat telt half.",
        "+1 Je gaf 140 uur in de bovenbouw van havo of vwo.",
    ]


def test_a_travel_time_that_was_measured_wins_over_the_estimate_which_says_that_it_is_one():
    trainer = factories.trainer(pc4="3512", mode="bike")
    factories.offering(programme=factories.programme(university=factories.university(pc4="3511")))
    for code, lon in (("3511", 5.12), ("3512", 5.20)):
        Postcode.objects.create(pc4=code, lat=52.09, lon=lon)
    profile.allow(trainer=trainer, uses=[Use.ADVICE], visible_to=[], now=NOON)

    estimated = sentences(make(trainer))
    load_travel_times(b"from_pc4,to_pc4,mode,minutes\n3512,3511,bike,55\n")
    measured = sentences(make(trainer, now=NOON + timedelta(days=1)))

    assert [line for line in estimated if "(schatting)" in line] == ["\N{MINUS SIGN}2 Je reist 29 minuten (schatting)."]
    assert "\N{MINUS SIGN}5 Je reist 55 minuten." in measured


def test_hours_that_the_institute_confirmed_count_whole_until_they_change(bram):
    with_rules(MASTER)
    row = bram.experience.get()
    profile.allow(trainer=bram, uses=[Use.ADVICE, Use.INSTITUTE], visible_to=[], now=NOON)
    profile.confirm(experience=row, seen=140, by=factories.user(), now=NOON)

    assert sentences(make(bram))[0] == "+7 Je gaf 140 uur wiskunde. Je instituut bevestigde dat."

    profile.put_experience(trainer=bram, subject=row.subject, upper=True, hours=150, now=NOON)
    assert not Confirmation.objects.exists()


def test_hours_are_not_confirmed_against_the_will_of_the_trainer(bram):
    with pytest.raises(NotAllowed):
        profile.confirm(experience=bram.experience.get(), seen=140, by=factories.user(), now=NOON)


@pytest.mark.parametrize("change", ["other hours", "gone"])
def test_hours_are_confirmed_only_as_the_institute_read_them(bram, change):
    row = bram.experience.get()
    profile.allow(trainer=bram, uses=[Use.INSTITUTE], visible_to=[], now=NOON)
    if change == "gone":
        profile.drop(row=bram.experience.get(), now=NOON)
    else:
        profile.put_experience(trainer=bram, subject=row.subject, upper=True, hours=900, now=NOON)

    with pytest.raises(HoursChanged):
        profile.confirm(experience=row, seen=140, by=factories.user(), now=NOON)

    assert not Confirmation.objects.exists()


def test_what_is_short_says_what_would_open_it(bram):
    related(6)
    with_rules(MASTER, RELATED)

    shown = queries.page(make(bram))

    assert shown.groups[0].head == "Hier kun je naartoe met een paar punten erbij"
    assert shown.best.opens == "Met 6 EC wiskunde erbij kun je hier naartoe."


def test_a_hard_rule_is_not_overruled_by_points_or_by_an_adviser(bram):
    related(40)
    closed, opened = with_rules(RELATED), with_rules(MASTER)
    bram.goals = ["teaching"]
    given = make(bram)

    assert queries.page(given).best.offering == opened.pk
    with pytest.raises(NotAllowed):
        advising.amend(given=given, offering=closed.pk, why="Toch.", by=factories.user(), now=NOON)


def test_an_adviser_puts_something_else_first_and_the_points_stay(bram):
    first, second = with_rules(MASTER), with_rules(MASTER)
    given = make(bram)
    before = queries.page(given)

    advising.amend(given=given, offering=second.pk, why="Dichter bij huis.", by=factories.user(), now=NOON)

    after = queries.page(Advice.objects.get(pk=given.pk))
    assert (before.best.offering, after.best.offering, after.why) == (first.pk, second.pk, "Dichter bij huis.")
    assert after.groups == before.groups


def test_trainees_in_onderwijs_stands_first_where_it_fits(bram):
    with_rules(MASTER)
    trainees = with_rules(MASTER, route=Route.TRAINEES)

    best = queries.page(make(bram)).best

    assert (best.offering, best.emphasis) == (trainees.pk, True)


def test_the_same_answers_give_the_same_advice_and_other_answers_a_next_one(bram):
    with_rules(MASTER)

    first = make(bram)
    again = make(bram, NOON + timedelta(hours=3))
    factories.experience(bram, subject=factories.subject("natuurkunde"), hours=60)

    assert again == first
    assert make(bram).number == 2


def test_name_address_and_place_weigh_nothing(bram):
    with_rules(MASTER)
    before = make(bram).sha256
    bram.user.name, bram.user.email = "Fatma El Amrani", "fatma@elders.example"
    bram.user.save()
    bram.pc4 = "4950"
    bram.save()

    assert make(bram).sha256 == before


def test_no_advice_against_the_will_of_the_trainer(bram):
    profile.allow(trainer=bram, uses=[], visible_to=[], now=NOON)

    with pytest.raises(NotAllowed):
        make(bram)
    assert [(one.use, one.withdrawn_at) for one in bram.consents.all()] == [("advice", NOON)]


def test_a_version_without_rules_in_force_keeps_a_programme_out(bram):
    found = factories.programme()
    factories.rules(found, MASTER, until=date(2027, 1, 1))
    factories.offering(programme=found)

    assert make(bram).facts["options"] == []


def test_the_letter_is_readable_for_all_and_the_same_each_time(bram):
    related(6)
    with_rules(MASTER)
    with_rules(MASTER, RELATED)
    given = make(bram)
    pdf.letter(given, name="Bram", language="nl")

    begin = time.perf_counter()
    content = pdf.letter(given, name="Bram", language="nl")
    taken = time.perf_counter() - begin

    assert pdfua.faults(content) == []
    assert content == pdf.letter(given, name="Bram", language="nl")
    assert "Met 6 EC wiskunde erbij kun je hier naartoe." in pdfua.read_aloud(content)
    assert taken < 3


def test_sheets_hold_every_code_and_are_readable_for_all():
    institute = factories.agreement().institute
    codes = factories.codes(7, institute=institute)

    content = pdf.sheets(institute.batches.get(), language="nl", now=NOON, tell=lambda _done, _total: None)

    assert pdfua.faults(content) == []
    spoken = pdfua.read_aloud(content).replace("-", "")
    assert all(code in spoken for code in codes)
