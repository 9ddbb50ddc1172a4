"""The papers of an exchange and of a round: read back as everybody reads them, and as fast as the issue asks."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from itertools import product

import pytest
from django.utils import translation

from ndt.reports.core.paper import Hidden
from tests.ndt.pdf import pdfua
from tests.wisselkracht.core.terms import LINDE, secondment, three, two
from tests.wisselkracht.pdf import demo
from wisselkracht import pdf
from wisselkracht.core import agreement, evaluations
from wisselkracht.core.agreement import Caution, Signature, Warn
from wisselkracht.core.exchange_steps import Goal, Role
from wisselkracht.core.qualification import Condition, Degree, Duty, Lack, Licence, Stage, Standing
from wisselkracht.core.school_holidays import Region
from wisselkracht.core.sheets import Alternative, Change, ChangeKind, Funnel, Level, Rule, Stop
from wisselkracht.pdf import rounds, sheets, words
from wisselkracht.pdf.agreements import caution

NOW = datetime(2026, 12, 12, 10, 30, tzinfo=UTC)
ADDRESS = "https://onderwijsheid.example/wisselkracht/rondes/voorjaar-2027/"


def planned(terms):
    return {
        one.lender.key: evaluations.plan(
            evaluations.Period(one.first, one.last, frozenset({Region.MIDDLE}), one.weekdays)
        )
        for one in terms.secondments
    }


def signatures(found, number, fingerprint=None):
    return [Signature(party, name, NOW, fingerprint or found.fingerprint) for party, name in found.signers[:number]]


def agreement_pdf(terms, *, signed=0, language="nl", earlier=0):
    found = agreement.settle(terms)
    given = [*signatures(found, earlier, "0" * 64), *signatures(found, signed)]
    return pdf.agreement(found, signatures=given, moments=planned(terms), language=language, now=NOW)


def aloud(content):
    return " ".join(pdfua.read_aloud(content).split())


@pytest.mark.parametrize(
    ("terms", "language"), list(product((two(), three()), ("nl", "en"))), ids=["2-nl", "2-en", "3-nl", "3-en"]
)
def test_the_agreement_is_a_document_that_everybody_can_read(terms, language):
    content = agreement_pdf(terms, signed=3, language=language)

    assert pdfua.faults(content) == []
    text = aloud(content)
    for one in terms.secondments:
        for said in (one.teacher, one.job, one.host.buddy, one.lender.board, *one.tasks):
            assert said in text
        for goal in one.goals:
            assert goal.text in text
            assert goal.measure in text
    assert agreement.fingerprint(terms) in text


def test_each_agreement_is_the_mirror_of_the_other():
    text = aloud(agreement_pdf(two()))

    first, second = text.index("Overeenkomst 1 van 2"), text.index("Overeenkomst 2 van 2")
    assert "De Linde betaalt het loon. Dat kost € 24.120" in text[first:second]
    assert "De Waaier betaalt daarvoor € 24.120" in text[first:second]
    assert "De Waaier betaalt het loon. Dat kost € 22.985" in text[second:]
    assert "De Linde betaalt daarvoor € 22.985" in text[second:]


def test_who_signed_when_and_who_did_not_yet():
    text = aloud(agreement_pdf(two(), signed=1, earlier=2))

    assert "1 van de 6 mensen hebben deze versie getekend." in text
    assert "Directeur die uitleent De Linde Daan Visser 12 december 2026, 11:30" in text
    assert "Leraar De Linde Bram Jansen Tekende een eerdere versie. Deze nog niet." in text
    assert "Buddy De Waaier Tim Mulder Nog niet getekend." in text


def test_when_everybody_signed_it_says_so():
    assert "Alle 9 mensen hebben deze versie getekend." in aloud(agreement_pdf(three(), signed=9))


def test_the_moments_to_look_back_stand_in_the_agreement():
    text = aloud(agreement_pdf(two()))

    assert "In de derde schoolweek: van donderdag 18 februari 2027 tot en met donderdag 4 maart 2027." in text
    found = agreement.settle(two())
    early = aloud(pdf.agreement(found, signatures=[], moments={}, language="nl", now=NOW))
    assert "in week 3, halverwege en in de laatste weken" in early


MATHS = Duty(Stage.UPPER, "wiskunde")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "De leraar heeft de bevoegdheid voor dit werk."),
        ({"licences": ()}, "De leraar heeft geen bevoegdheid voor dit werk."),
        ({"duty": MATHS, "licences": (Licence(Degree.SECOND, "wiskunde"),)}, "meldt dit aan de Inspectie"),
        (
            {
                "duty": Duty(Stage.LOWER, "wiskunde"),
                "licences": (Licence(Degree.SECOND, "natuurkunde"),),
                "standing": Standing(in_training=True),
            },
            "bevoegd voor een ander vak",
        ),
        (
            {"licences": (), "standing": Standing(dispensation=(secondment().first, secondment().last))},
            "toestemming tot en met 9 juli 2027",
        ),
        ({"standing": Standing(has_vog=False)}, "Er is nog geen VOG"),
        ({"fee_cents": 2_600_000}, "Dan komt er btw bij."),
        ({"fee_cents": 0}, "De Waaier betaalt hier niets voor."),
        ({"is_indispensable": False}, "Over dit bedrag komt btw."),
        ({"goals": ()}, "Er zijn nog geen leerdoelen."),
    ],
)
def test_each_case_has_its_own_words(changes, said):
    content = agreement_pdf(two(**changes))

    assert pdfua.faults(content) == []
    assert said in aloud(content)


@pytest.mark.parametrize(("warn", "language"), list(product(Warn, ("nl", "en"))))
def test_every_warning_says_what_to_do(warn, language):
    one = Caution(warn, "Bram", tuple(Lack), tuple(Condition), tuple(Goal), 12_345)

    with translation.override(language):
        teacher, sentence = caution(one)

    assert teacher == "Bram"
    assert sentence.endswith((".", "%"))
    assert "%(" not in sentence


def test_a_name_in_another_script_is_printed():
    other = replace(LINDE, director="ليلى حداد")

    content = agreement_pdf(replace(two(), secondments=tuple(
        replace(one, lender=other) if one.lender == LINDE else replace(one, host=other) for one in two().secondments
    )))  # fmt: skip

    assert pdfua.faults(content) == []
    assert "ليلى حداد" in aloud(content)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_sheet_of_a_proposal_adds_up(language):
    sheet = demo.proposal_sheet()

    content = pdf.proposal(sheet, language=language, now=NOW)

    assert pdfua.faults(content) == []
    text = aloud(content)
    for shown in ("Bram Jansen", "Samira El Amrani", "Onderzoekend leren", "Een basisschool in Houten"):
        assert shown in text
    for one in sheet.directions:
        assert f"{one.points:,}".replace(",", "." if language == "nl" else ",") in text


def test_parts_that_do_not_add_up_are_no_sheet():
    with pytest.raises(ValueError, match="add up"):
        demo.proposal_sheet(points=36_999)


def test_what_another_partner_costs_is_said_in_words():
    text = aloud(pdf.proposal(demo.proposal_sheet(), language="nl", now=NOW))

    assert "Een basisschool in Amersfoort 1 ruil minder" in text
    assert "Een basisschool in Houten 2.400 punten minder" in text
    assert "Een school voor speciaal onderwijs in Utrecht even goed; het lot koos" in text
    both = demo.proposal_sheet(alternatives=(Alternative("Een school", 2, 1),))
    assert "Een school 2 ruilen minder en 1 punt minder" in aloud(pdf.proposal(both, language="nl", now=NOW))
    none = demo.proposal_sheet(alternatives=())
    assert "geen andere partner die past" in aloud(pdf.proposal(none, language="nl", now=NOW))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_sheet_of_an_unmatched_application_is_one_page_that_helps(language):
    content = pdf.unmatched(demo.unmatched_sheet(), language=language, now=NOW)

    assert pdfua.faults(content) == []
    assert "143" in aloud(content)


def test_the_smallest_change_stands_before_the_reasons():
    text = aloud(pdf.unmatched(demo.unmatched_sheet(), language="nl", now=NOW))

    assert text.index("Reis 7 minuten langer. Dat geeft 3 kandidaten.") < text.index("Te ver reizen 143")
    assert "Andere soort school" not in text


@pytest.mark.parametrize(
    ("forcing", "said"),
    [((1, 0), "telt de ronde 1 ruil minder"), ((0, 50), "maar 50 punten minder"), ((0, 0), "Het was gelijk.")],
)
def test_who_fitted_and_lost_hears_the_price(forcing, said):
    sheet = demo.unmatched_sheet(looked_at=212, possible=1, smallest=(), gives=0, forcing=forcing, next_round=None)

    content = pdf.unmatched(sheet, language="nl", now=NOW)

    assert pdfua.faults(content) == []
    assert "Er was 1 kandidaat die past" in aloud(content)
    assert said in aloud(content)


def test_a_sheet_without_any_candidate_is_whole():
    sheet = demo.unmatched_sheet(looked_at=0, failed=(), smallest=(), gives=0)

    assert pdfua.faults(pdf.unmatched(sheet, language="nl", now=NOW)) == []


@pytest.mark.parametrize(
    "changes", [{"looked_at": 210}, {"possible": 1, "looked_at": 212}, {"forcing": (1, 0)}, {"gives": 0}], ids=str
)  # fmt: skip
def test_counts_that_do_not_go_together_are_no_sheet(changes):
    with pytest.raises(ValueError, match=r"add up|price"):
        demo.unmatched_sheet(**changes)


@pytest.mark.parametrize(("kind", "language"), list(product(ChangeKind, ("nl", "en"))))
def test_every_change_has_its_words(kind, language):
    one = Change(kind, minutes=1, weekdays=frozenset({4}), names=("katholiek", "openbaar"))

    with translation.override(language):
        said = sheets.change(one)

    assert said.endswith(".")
    assert "%(" not in said


def test_a_change_of_two_parts_gives_candidates_together():
    both = (Change(ChangeKind.TRAVEL, minutes=7), Change(ChangeKind.DAYS, weekdays=frozenset({2, 4})))

    text = aloud(pdf.unmatched(demo.unmatched_sheet(smallest=both, gives=1), language="nl", now=NOW))

    assert "Reis 7 minuten langer. Werk ook op woensdag en vrijdag. Dat geeft 1 kandidaat." in text


def test_every_rule_has_a_name_and_none_of_them_is_private():
    assert set(sheets.RULES) == set(Rule)
    assert not {rule.value for rule in Rule} & {"veto", "exclusion", "private"}
    assert set(words.ROLES) == set(Role)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_report_of_a_round_is_a_document_that_everybody_can_read(language):
    content = pdf.round_report(demo.round_sheet(), address=ADDRESS, language=language, now=NOW)

    assert pdfua.faults(content) == []
    text = aloud(content)
    for said in ("248", "114", "Utrecht en omgeving", "4f" * 32, "a7" * 32, ADDRESS):
        assert said in text


def test_small_counts_are_not_told():
    with translation.override("nl"):
        paper = rounds.round_paper(demo.round_sheet(), now=NOW)
    text = aloud(pdf.round_report(demo.round_sheet(), address=ADDRESS, language="nl", now=NOW))

    # 4 applications had the wrong days: that count, and one with which it could be worked out, are hidden.
    assert "Dagen passen niet <10" in text
    assert Hidden.OTHER in {cell for table in paper.tables for row in table.rows for cell in row}
    assert "Hoogbegaafdheid 19 <10" in text


def test_a_round_that_ran_out_of_time_is_not_called_proven():
    levels = (Level("Leraren die ruilen", 246, 248),)

    text = aloud(
        pdf.round_report(demo.round_sheet(stop=Stop.FEASIBLE, levels=levels), address=ADDRESS, language="nl", now=NOW)
    )

    assert "Leraren die ruilen 246 248 niet bewezen" in text
    assert "De tijd was op" in text


def test_a_round_without_any_exchange_is_a_report_too():
    sheet = demo.round_sheet(
        funnel=Funnel(3, 0, 0, 0, 0), two_ways=0, three_ways=0, travel=(), themes=(), unmatched=(), lost_by_choice=0,
        levels=(), seed="5e" * 32,
    )  # fmt: skip

    content = pdf.round_report(sheet, address=ADDRESS, language="nl", now=NOW)

    assert pdfua.faults(content) == []
    assert "5e" * 32 in aloud(content)


def test_travel_of_a_few_makes_no_empty_picture():
    with translation.override("nl"):
        few, many = (
            rounds.round_paper(demo.round_sheet(travel=travel), now=NOW) for travel in ((20,) * 6, tuple(range(60)))
        )

    assert "Hoe ver reizen leraren?" in {section.title for section in many.sections}
    assert "Hoe ver reizen leraren?" not in {section.title for section in few.sections}


def test_the_finding_of_one_exchange_is_singular():
    with translation.override("nl"):
        paper = rounds.round_paper(demo.round_sheet(two_ways=1, three_ways=0), now=NOW)

    assert paper.finding == "2 leraren wisselen van school, in 1 ruil"


@pytest.mark.parametrize(
    ("cents", "shown"),
    [(0, "0"), (100, "1"), (123_456_789, "1.234.567,89"), (920, "9,20"), (5, "0,05")],
)
def test_amounts_have_cents_only_where_there_are_any(cents, shown):
    with translation.override("nl"):
        assert words.euros(cents) == f"€\N{NO-BREAK SPACE}{shown}"


@pytest.mark.parametrize(
    ("fraction", "shown"),
    [(Fraction(4, 5), "0,8"), (Fraction(3, 4), "0,75"), (Fraction(1), "1"), (Fraction(3, 7), "3/7"), (Fraction(1, 8), "0,125")],
)  # fmt: skip
def test_a_part_of_a_job_is_exact(fraction, shown):
    with translation.override("nl"):
        assert words.part(fraction) == shown


def test_an_agreement_set_takes_two_seconds_at_most(record_figure):
    agreement_pdf(two(), signed=6)
    took = []
    for terms in (two(), two(), two()):
        begin = time.process_time()
        agreement_pdf(terms, signed=6)
        took.append(time.process_time() - begin)

    record_figure("agreement set of two schools", target="<= 2 s", measured=f"{min(took):.2f} s")
    assert min(took) <= 2
