"""Terms of an agreement as JSON and back, with the names of people apart: so that a name can be taken out later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from wisselkracht.core.agreement import LearningGoal, School, Secondment, Terms
from wisselkracht.core.exchange_steps import Goal
from wisselkracht.core.qualification import Degree, Duty, Licence, Stage, Standing

# School key -> role -> name.
Names = Mapping[str, Mapping[str, str]]


def store(terms: Terms) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Give terms as JSON without a name, and the names by school and role."""
    names = {
        one.lender.key: {"director": one.lender.director, "teacher": one.teacher, "buddy": one.lender.buddy}
        for one in terms.secondments
    }
    stored = {
        "number": terms.number,
        "version": terms.version,
        "made_on": terms.made_on.isoformat(),
        "notice_weeks": terms.notice_weeks,
        "secondments": [_store(one) for one in terms.secondments],
    }
    return stored, names


def load(stored: Mapping[str, Any], names: Names) -> Terms:
    """Give the terms again, the same as were stored while no name was taken out."""
    return Terms(
        number=stored["number"],
        version=stored["version"],
        made_on=date.fromisoformat(stored["made_on"]),
        secondments=tuple(_load(one, names) for one in stored["secondments"]),
        notice_weeks=stored["notice_weeks"],
    )


def _store(one: Secondment) -> dict[str, Any]:
    return {
        "lender": _school(one.lender),
        "host": _school(one.host),
        "job": one.job,
        "tasks": list(one.tasks),
        "duty": [one.duty.stage.value, one.duty.subject, str(one.duty.upper_share), str(one.duty.school_share)],
        "licences": [[licence.degree.value, licence.subject] for licence in one.licences],
        "standing": {
            "has_vog": one.standing.has_vog,
            "in_training": one.standing.in_training,
            "months_used": one.standing.months_used,
            "is_extended": one.standing.is_extended,
            "dispensation": [day.isoformat() for day in one.standing.dispensation or ()],
        },
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "fte": str(one.fte),
        "own_fte": str(one.own_fte),
        "weekdays": sorted(one.weekdays),
        "cents": [one.wage_cents, one.fee_cents, one.travel_cents],
        "goals": [[goal.kind.value, goal.theme, goal.text, goal.measure] for goal in one.goals],
        "is_indispensable": one.is_indispensable,
    }


def _school(one: School) -> dict[str, str]:
    return {"key": one.key, "name": one.name, "board": one.board, "place": one.place}


def _load(one: Mapping[str, Any], names: Names) -> Secondment:
    stage, subject, upper, school = one["duty"]
    standing = dict(one["standing"])
    dates = [date.fromisoformat(day) for day in standing.pop("dispensation")]
    wage, fee, travel = one["cents"]
    lender = _person_of(one["lender"], names)
    return Secondment(
        lender=lender,
        host=_person_of(one["host"], names),
        teacher=names.get(lender.key, {}).get("teacher", ""),
        job=one["job"],
        tasks=tuple(one["tasks"]),
        duty=Duty(Stage(stage), subject, Fraction(upper), Fraction(school)),
        licences=tuple(Licence(Degree(degree), of) for degree, of in one["licences"]),
        standing=replace(Standing(**standing), dispensation=(dates[0], dates[1]) if dates else None),
        first=date.fromisoformat(one["first"]),
        last=date.fromisoformat(one["last"]),
        fte=Fraction(one["fte"]),
        own_fte=Fraction(one["own_fte"]),
        weekdays=frozenset(one["weekdays"]),
        wage_cents=wage,
        fee_cents=fee,
        travel_cents=travel,
        goals=tuple(LearningGoal(Goal(kind), theme, text, measure) for kind, theme, text, measure in one["goals"]),
        is_indispensable=one["is_indispensable"],
    )


def _person_of(one: Mapping[str, str], names: Names) -> School:
    held = names.get(one["key"], {})
    return School(director=held.get("director", ""), buddy=held.get("buddy", ""), **one)
