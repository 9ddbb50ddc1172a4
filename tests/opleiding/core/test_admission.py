"""Hard rules: met, not met, repairable with so many EC, or unknown. Nobody who is admissible is called not so."""

from __future__ import annotations

from datetime import date

import pytest

from opleiding.core import rules
from opleiding.core.admission import Door, Outcome, RuleSet, Situation, Table, closed, in_force, judge
from opleiding.core.dossier import Dossier, Experience, Level, Programme, Study
from opleiding.core.errors import BadRules, NoRules

START = date(2026, 9, 1)
MATHS = Programme("vu-wis", "master_1", "wiskunde", START, "september")
TABLES = {
    "verwantschap": Table(
        "verwantschap", "2016", "https://example.org/tabel",
        {("econometrie", "wiskunde"): 6, ("wiskunde", "wiskunde"): 0, ("psychologie", "wiskunde"): 40},
    )
}  # fmt: skip


def master(programme="econometrie", finished=date(2026, 7, 1), **more):
    return Study(programme, Level.MASTER, 60, finished, **more)


def verdict(made, **dossier):
    found = RuleSet("1", "https://example.org", START, START, None, rules.read(made))
    return judge(found, Situation(Dossier(**dossier), MATHS, TABLES))


DEGREE = {"id": "master", "kind": "degree", "level": "master"}
RELATED = {"id": "vak", "kind": "related", "table": "verwantschap", "subject": "wiskunde", "most_short_ec": 18}


@pytest.mark.parametrize(
    ("studies", "outcome"),
    [
        ((master(),), Outcome.MET),
        ((Study("x", Level.PHD, 0, date(2020, 1, 1)),), Outcome.MET),
        ((master(finished=START),), Outcome.MET),
        ((master(finished=date(2026, 9, 2)),), Outcome.NOT_MET),
        ((Study("x", Level.BACHELOR, 180, date(2025, 1, 1)),), Outcome.NOT_MET),
        ((master(finished=None),), Outcome.UNKNOWN),
        ((), Outcome.UNKNOWN),
    ],
)
def test_a_degree_is_finished_before_the_first_day_or_asked_about(studies, outcome):
    assert verdict([DEGREE], studies=studies).outcome == outcome


@pytest.mark.parametrize(("finished", "outcome"), [(date(2019, 9, 1), "met"), (date(2019, 8, 31), "not_met")])
def test_seven_years_after_the_degree_are_counted_to_the_day(finished, outcome):
    assert verdict([DEGREE | {"most_years": 7}], studies=(master(finished=finished),)).outcome == outcome


@pytest.mark.parametrize(
    ("programme", "extra", "outcome", "ec"),
    [
        ("wiskunde", 0, "met", 0),
        ("econometrie", 0, "repairable", 6),
        ("econometrie", 4, "repairable", 2),
        ("econometrie", 6, "met", 0),
        ("psychologie", 0, "not_met", 0),
        ("psychologie", 22, "repairable", 18),
        ("filosofie", 0, "unknown", 0),
    ],
)
def test_what_is_short_is_repairable_up_to_eighteen_ec(programme, extra, outcome, ec):
    found = verdict([RELATED], studies=(master(programme),), extra_ec={"wiskunde": extra})

    assert (found.outcome, found.ec) == (outcome, ec)


def test_the_study_that_is_least_short_counts():
    assert verdict([RELATED], studies=(master("psychologie"), master("wiskunde"))).outcome == Outcome.MET


def test_credits_that_are_short_can_be_earned():
    made = [{"id": "minor", "kind": "credits", "level": "bachelor", "ec": 90}]

    assert verdict(made, studies=(Study("x", Level.BACHELOR, 84),)).ec == 6
    assert verdict(made, studies=(Study("x", Level.BACHELOR, 90),)).outcome == Outcome.MET
    assert verdict(made, studies=(master(),)).outcome == Outcome.NOT_MET
    assert verdict(made).outcome == Outcome.UNKNOWN


def test_a_language_and_a_grade_are_known_or_asked_about():
    language, grade = ({"id": "a", "kind": "language", "language": "nl"}, {"id": "b", "kind": "grade", "level": "master", "least": 7})  # fmt: skip

    assert verdict([language]).outcome == Outcome.UNKNOWN
    assert verdict([language], languages=frozenset({"nl"})).outcome == Outcome.MET
    assert verdict([language], languages=frozenset({"en"})).outcome == Outcome.NOT_MET
    assert verdict([grade], studies=(master(mean_grade=7.0),)).outcome == Outcome.MET
    assert verdict([grade], studies=(master(mean_grade=6.9),)).outcome == Outcome.NOT_MET
    assert verdict([grade], studies=(master(),)).outcome == Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("experience", "outcome", "found"),
    [
        ((), Outcome.NOT_MET, 0),
        ((Experience("wiskunde", 99, confirmed=True),), Outcome.NOT_MET, 99),
        ((Experience("wiskunde", 60, confirmed=True), Experience("wiskunde", 40, upper=False)), Outcome.UNKNOWN, 100),
        ((Experience("wiskunde", 60, confirmed=True), Experience("wiskunde", 40, confirmed=True)), Outcome.MET, 100),
        ((Experience("duits", 500, confirmed=True),), Outcome.NOT_MET, 0),
    ],
)
def test_hours_of_teaching_are_sure_once_confirmed_and_asked_about_before(experience, outcome, found):
    (finding,) = verdict(
        [{"id": "u", "kind": "hours", "hours": 100, "subject": "wiskunde"}], experience=experience
    ).findings

    assert (finding.outcome, finding.facts) == (outcome, {"hours": 100, "found": found})
    assert finding.subject == "wiskunde"


def test_hours_of_all_subjects_count_together_where_a_rule_names_none():
    experience = (Experience("duits", 60, confirmed=True), Experience("wiskunde", 40, confirmed=True))

    assert verdict([{"id": "u", "kind": "hours", "hours": 100}], experience=experience).outcome == Outcome.MET


def test_of_any_the_best_counts_and_of_all_the_worst_with_what_is_short_together():
    minor = {"id": "minor", "kind": "credits", "level": "bachelor", "ec": 90}
    both = {"id": "beide", "kind": "all", "rules": [minor, RELATED]}
    studies = (Study("econometrie", Level.BACHELOR, 80),)

    assert verdict([both], studies=studies).ec == 16
    assert verdict([minor, RELATED], studies=studies).ec == 16
    assert verdict([{"id": "een", "kind": "any", "rules": [minor, RELATED]}], studies=studies).ec == 6
    assert verdict([both, DEGREE], studies=studies).outcome == Outcome.NOT_MET
    assert verdict([{"id": "een", "kind": "any", "rules": [both, DEGREE]}], studies=studies).ec == 16


def test_the_rules_of_the_day_are_used():
    def version(name, since, until=None):
        return RuleSet(name, "", since, since, until, ())

    sets = [version("old", date(2020, 1, 1), START), version("new", START), version("later", date(2027, 1, 1))]

    assert in_force(sets, date(2026, 8, 31)).version == "old"
    assert in_force(sets, START).version == "new"
    assert in_force(sets, date(2028, 1, 1)).version == "later"
    with pytest.raises(NoRules):
        in_force(sets, date(2019, 1, 1))


@pytest.mark.parametrize(
    ("made", "pointer"),
    [
        ({}, ""),
        (["degree"], "/0"),
        ([{"kind": "degree", "level": "master"}], "/0/id"),
        ([DEGREE, DEGREE], "/1/id"),
        ([{"id": "a", "kind": "age"}], "/0/kind"),
        ([{"id": "a", "kind": ["any"]}], "/0/kind"),
        ([{"id": "a", "kind": "degree", "level": "hbo"}], "/0/level"),
        ([DEGREE | {"most_years": -1}], "/0/most_years"),
        ([RELATED | {"most_short_ec": True}], "/0/most_short_ec"),
        ([RELATED | {"subject": ""}], "/0/subject"),
        ([{"id": "a", "kind": "grade", "level": "master", "least": 11}], "/0/least"),
        ([{"id": "a", "kind": "hours", "hours": 5001}], "/0/hours"),
        ([{"id": "a", "kind": "hours", "hours": 10, "subject": ""}], "/0/subject"),
        ([{"id": "a", "kind": "any", "rules": []}], "/0/rules"),
        ([{"id": "a", "kind": "all"}], "/0/rules"),
        ([{"id": "a", "kind": "any", "rules": [{"id": "b", "kind": "language"}]}], "/0/rules/0/language"),
    ],
)
def test_rules_that_are_wrong_are_refused_with_their_place(made, pointer):
    with pytest.raises(BadRules) as refused:
        rules.read(made)

    assert refused.value.faults[0].pointer == pointer


def test_rules_too_deep_inside_each_other_are_refused():
    made = DEGREE
    for number in range(6):
        made = {"id": f"r{number}", "kind": "any", "rules": [made]}

    with pytest.raises(BadRules) as refused:
        rules.read([made])

    assert "too-deep" in {fault.code for fault in refused.value.faults}


def test_only_what_is_not_met_closes_an_offering():
    known = Dossier(studies=(Study("econometrie", Level.BACHELOR, 180, date(2025, 7, 1)),))
    made = {
        "degree": [DEGREE],
        "short": [RELATED],
        "asked": [{"id": "t", "kind": "language", "language": "en"}],
        "none": [],
    }
    doors = [
        Door((name,), MATHS, RuleSet("1", "https://example.org", START, START, None, rules.read(rows)))
        for name, rows in made.items()
    ]

    shut = closed(known, doors, TABLES)

    assert {name: [found.rule for found in findings] for name, findings in shut.items()} == {"degree": ["master"]}
