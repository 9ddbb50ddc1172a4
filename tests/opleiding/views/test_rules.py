"""A version of rules is filled in a row a rule, without JavaScript; JSON only comes in and goes out."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from opleiding.models import RelatedTable, Rules
from tests.opleiding import factories
from tests.opleiding.factories import SOURCE

pytestmark = pytest.mark.django_db
HEAD = {"version": "2027", "since": "2027-01-01", "source": SOURCE, "seen_on": "2026-11-01"}
DEGREE = {"soort": "degree", "level": "master", "most_years": "7"}
LANGUAGE = {"soort": "language", "language": "nl"}
RELATED = {"soort": "related", "table": "verwantschap", "subject": "wiskunde", "most_short_ec": "18"}
GRADE = {"soort": "grade", "level": "master", "least": "7,5"}
HOURS = {"soort": "hours", "hours": "100", "subject": "wiskunde"}
NESTED = [
    {
        "id": "diep", "kind": "all",
        "rules": [
            {"id": "taal", "kind": "language", "language": "nl"},
            {"id": "of", "kind": "any", "rules": [{"id": "af", "kind": "degree", "level": "master"}]},
        ],
    }
]  # fmt: skip


def rows(*found):
    return {f"rij-{number}-{name}": one for number, row in enumerate(found) for name, one in row.items()}


def pressed(what, value="1", kind="degree"):
    return {f"rij-{what}": value, "rij-nieuw": kind}


@pytest.fixture
def programme(petra):
    factories.subject()
    RelatedTable.objects.create(code="verwantschap", version="1", source="bron", seen_on="2026-11-01")
    return factories.programme(university=petra)


@pytest.fixture
def new(programme):
    return reverse("opleiding:new-rules", args=[programme.pk])


def test_a_university_fills_in_a_rule_a_row(client, new):
    answer = client.post(new, HEAD | rows(DEGREE, RELATED, LANGUAGE, GRADE, HOURS, HOURS | {"subject": ""}))

    assert answer.status_code == 302
    assert Rules.objects.get().rules == [
        {"id": "degree", "kind": "degree", "level": "master", "most_years": 7},
        {"id": "related", "kind": "related", "table": "verwantschap", "subject": "wiskunde", "most_short_ec": 18},
        {"id": "language", "kind": "language", "language": "nl"},
        {"id": "grade", "kind": "grade", "level": "master", "least": 7.5},
        {"id": "hours", "kind": "hours", "subject": "wiskunde", "hours": 100},
        {"id": "hours-2", "kind": "hours", "hours": 100},
    ]


def test_rules_of_one_group_are_alternatives(client, new):
    client.post(new, HEAD | rows(DEGREE | {"group": "b"}, LANGUAGE | {"group": "b"}))

    (found,) = Rules.objects.get().rules
    assert (found["kind"], [one["kind"] for one in found["rules"]]) == ("any", ["degree", "language"])


def test_without_rows_everybody_is_let_in(client, new):
    client.post(new, HEAD)

    assert Rules.objects.get().rules == []


def test_a_row_more_or_less_keeps_what_was_typed_and_refuses_nothing_yet(client, new):
    typed = HEAD | {"since": "ooit"} | rows(DEGREE | {"most_years": "veel"}, LANGUAGE)

    more = client.post(new, typed | pressed("erbij", kind="grade"))
    less = client.post(new, typed | pressed("weg", "0"))

    assert (more.status_code, less.status_code) == (200, 200)
    assert [row.kind for row in more.context["form"].rows] == ["degree", "language", "grade"]
    assert [row.kind for row in less.context["form"].rows] == ["language"]
    page = more.content.decode()
    assert 'value="veel"' in page
    assert 'value="ooit"' in page
    assert not Rules.objects.exists()


@pytest.mark.parametrize("press", [pressed("weg", "9"), pressed("weg", "x"), pressed("weg", "9" * 400), pressed("erbij", kind="verzonnen")])  # fmt: skip
def test_a_button_that_is_not_ours_changes_no_row(client, new, press):
    page = client.post(new, HEAD | rows(DEGREE) | press)

    assert [row.kind for row in page.context["form"].rows] == ["degree"]


def test_a_fault_stands_at_its_row(client, new):
    page = client.post(new, HEAD | rows(DEGREE, DEGREE | {"level": "", "most_years": "-1"}, RELATED | {"table": "weg"}))

    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"rij-1-level", "rij-1-most_years", "rij-2-table"}
    assert 'href="#id_rij-1-level"' in page.content.decode()


def test_what_was_exported_is_read_again(client, programme, new):
    known = factories.rules(programme, *NESTED, {"id": "af", "kind": "degree", "level": "bachelor"})
    known.rules[1]["id"] = "klaar"
    known.save()
    exported = client.get(reverse("opleiding:rules-json", args=[known.pk]))

    page = client.post(new, HEAD | rows(LANGUAGE) | {"json": exported.content.decode(), "lees": "1"})
    form = page.context["form"]
    assert [row.kind for row in form.rows] == ["nested", "degree"]
    values = {field.html_name: field.value() for row in form.rows for field in (*row.fields, *row.hidden)}
    kinds = {f"rij-{row.index}-soort": row.kind for row in form.rows}
    client.post(new, HEAD | kinds | {name: "" if one is None else one for name, one in values.items()})

    assert Rules.objects.exclude(pk=known.pk).get().rules == known.rules


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "Dit is geen JSON: regel 1, teken 2 klopt niet."),
        ('[{"id": "x", "kind": "leeftijd"}]', "Fout op plek /0/kind"),
        ("[" * 100_000, "Dit is geen JSON"),
        (json.dumps([{"id": f"r{number}", "kind": "language", "language": "nl"} for number in range(31)]), "te veel regels"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_changes_no_row_and_says_where(client, new, text, sentence):
    page = client.post(new, HEAD | rows(DEGREE) | {"json": text, "lees": "1"})

    assert page.status_code == 422
    assert sentence in page.content.decode().replace("&#x27;", "'")
    assert [row.kind for row in page.context["form"].rows] == ["degree"]


def test_a_nested_rule_that_was_tampered_with_is_refused(client, new):
    for text in ("{", "[]", "3", '{"id": "x"}', '{"id": "x", "kind": "any", "rules": 3}'):
        page = client.post(new, HEAD | rows({"soort": "nested", "json": text}))
        assert page.status_code == 422
    assert not Rules.objects.exists()
