"""An advice is explained to the point, the same each time, and never worse for who did more."""

from __future__ import annotations

import dataclasses
from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from opleiding.core import dossier as dossiers
from opleiding.core import rules
from opleiding.core.admission import Outcome, RuleSet, Table
from opleiding.core.advice import WEIGHTS, Offer, advise
from opleiding.core.dossier import Dossier, Experience, Level, Programme, Study

START = date(2026, 9, 1)
SUBJECTS = ("wiskunde", "natuurkunde", "geschiedenis")
TABLES = {"v": Table("v", "1", "", {("econometrie", "wiskunde"): 6, ("econometrie", "natuurkunde"): 30})}


def offer(name, subject="wiskunde", *, made=(), travel=None, **more):
    rule_set = RuleSet("1", "", START, START, None, rules.read(list(made)))
    return Offer(Programme(name, "master_1", subject, START, "september", **more), (rule_set,), travel)


RELATED = [{"id": "vak", "kind": "related", "table": "v", "subject": "wiskunde", "most_short_ec": 18}]
FAR = [{"id": "vak", "kind": "related", "table": "v", "subject": "natuurkunde", "most_short_ec": 18}]
LANGUAGE = [{"id": "taal", "kind": "language", "language": "nl"}]
AMINA = Dossier(
    studies=(Study("econometrie", Level.MASTER, 60, date(2026, 7, 1)),),
    experience=(Experience("wiskunde", 140, confirmed=True),),
    didactic_hours=24,
    hybrid=True,
    goals=frozenset({"onderzoek"}),
    most_travel_minutes=60,
)


def points(option):
    return {term.code: term.points for term in option.terms}


def test_each_point_has_its_sentence():
    (option,) = advise(AMINA, [offer("a", hybrid=True, travel=74, goals=frozenset({"onderzoek", "taal"}))], TABLES)

    assert points(option) == {
        "subject_hours": 7, "upper_hours": 3, "didactic_hours": 3, "hybrid": 10, "goals": 4, "travel": -7, "too_far": -10,
    }  # fmt: skip
    assert option.score == sum(points(option).values()) == 10
    assert option.terms[0].facts == {"hours": 140, "confirmed": 140, "subject": "wiskunde"}


def test_hours_that_nobody_confirmed_count_half():
    claimed = dataclasses.replace(AMINA, experience=(Experience("wiskunde", 140),))

    (option,) = advise(claimed, [offer("a")], TABLES)

    assert points(option)["subject_hours"] == 3


def test_what_is_open_comes_first_then_what_can_be_repaired_then_what_is_asked_and_closed_last():
    offers = [
        offer("closed", "natuurkunde", made=FAR), offer("asked", made=LANGUAGE), offer("repair", made=RELATED),
        offer("open", "geschiedenis"),
    ]  # fmt: skip

    found = advise(AMINA, offers, TABLES)

    assert [option.programme.id for option in found] == ["open", "repair", "asked", "closed"]
    assert [found.rule for found in found[3].of(Outcome.NOT_MET)] == ["vak"]
    assert [found.rule for found in found[2].of(Outcome.UNKNOWN)] == ["taal"]


def test_the_counterfactual_is_true_with_those_ec_it_opens():
    (before,) = advise(AMINA, [offer("a", made=RELATED)], TABLES)
    (finding,) = before.counterfactual.findings

    (after,) = advise(dataclasses.replace(AMINA, extra_ec={finding.subject: before.counterfactual.ec}),
                      [offer("a", made=RELATED)], TABLES)  # fmt: skip

    assert (before.verdict.outcome, before.counterfactual.ec) == (Outcome.REPAIRABLE, 6)
    assert (after.verdict.outcome, after.counterfactual) == (Outcome.MET, None)


def test_trainees_in_onderwijs_are_pointed_to_where_it_fits_and_nowhere_else():
    fits, not_so = advise(
        AMINA, [offer("tio", emphasis=True), offer("far", "natuurkunde", made=FAR, emphasis=True)], TABLES
    )

    assert points(fits)["emphasis"] == WEIGHTS.emphasis
    assert "emphasis" not in points(not_so)


def test_no_personal_attribute_can_enter():
    known = {
        field.name for kind in (Dossier, Study, Experience, Programme, Offer) for field in dataclasses.fields(kind)
    }
    # A field that is added has to be added here too, by somebody who asks whether it is about a person.
    assert known == {
        "studies", "experience", "didactic_hours", "extra_ec", "languages", "hybrid", "starts", "goals",
        "most_travel_minutes", "programme", "level", "ec", "finished", "mean_grade", "subject", "hours", "upper",
        "confirmed", "id", "route", "starts_on", "start", "emphasis", "rules", "travel_minutes",
    }  # fmt: skip
    assert "no name, age, sex" in " ".join((dossiers.__doc__ or "").split())


EXPERIENCE = some.builds(
    Experience, some.sampled_from(SUBJECTS), some.integers(0, 400), some.booleans(), some.booleans()
)
DOSSIER = some.builds(
    Dossier,
    studies=some.just(AMINA.studies) | some.just(()),
    experience=some.lists(EXPERIENCE, max_size=4).map(tuple),
    didactic_hours=some.integers(0, 200),
    hybrid=some.none() | some.booleans(),
)
OFFERS = [
    offer("a", made=RELATED, travel=30, hybrid=True),
    offer("b", "natuurkunde", made=FAR, emphasis=True),
    offer("c", "geschiedenis", travel=95),
    offer("d", made=[{"id": "uren", "kind": "hours", "hours": 300, "subject": "wiskunde"}]),
]


@given(DOSSIER, EXPERIENCE, some.integers(0, 100))
def test_who_did_more_never_scores_lower_and_is_never_less_admissible(dossier, extra, hours):
    more = dataclasses.replace(
        dossier, experience=(*dossier.experience, extra), didactic_hours=dossier.didactic_hours + hours
    )
    before = {option.programme.id: option for option in advise(dossier, OFFERS, TABLES)}
    after = {option.programme.id: option for option in advise(more, OFFERS, TABLES)}

    assert all(after[name].score >= before[name].score for name in before)
    ranks = tuple(Outcome)
    assert all(ranks.index(after[name].verdict.outcome) <= ranks.index(before[name].verdict.outcome) for name in before)


@given(DOSSIER)
def test_a_confirmation_never_takes_points_away(dossier):
    confirmed = dataclasses.replace(
        dossier, experience=tuple(dataclasses.replace(one, confirmed=True) for one in dossier.experience)
    )
    before = {option.programme.id: option.score for option in advise(dossier, OFFERS, TABLES)}

    assert all(option.score >= before[option.programme.id] for option in advise(confirmed, OFFERS, TABLES))


@given(DOSSIER, some.permutations(OFFERS))
def test_the_same_dossier_gives_the_same_advice_in_whatever_order_things_stand(dossier, offers):
    turned = dataclasses.replace(dossier, experience=tuple(reversed(dossier.experience)))

    assert advise(turned, offers, TABLES) == advise(dossier, OFFERS, TABLES)
