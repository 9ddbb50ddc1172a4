"""What is stored of an agreement comes back the same, and holds nobody's name."""

import json
from dataclasses import replace
from datetime import date

import pytest

from tests.wisselkracht.core import terms
from wisselkracht.core import agreement, agreement_store
from wisselkracht.core.qualification import Standing

DISPENSED = replace(terms.secondment(), standing=Standing(dispensation=(date(2027, 2, 1), date(2027, 7, 9))))


@pytest.mark.parametrize(
    "facts", [terms.two(), terms.three(), replace(terms.two(), secondments=(DISPENSED, terms.two().secondments[1]))]
)
def test_terms_come_back_with_the_same_fingerprint(facts):
    stored, names = agreement_store.store(facts)

    again = agreement_store.load(json.loads(json.dumps(stored)), names)

    assert again == facts
    assert agreement.fingerprint(again) == agreement.fingerprint(facts)


def test_no_name_stands_in_the_stored_terms():
    stored, names = agreement_store.store(terms.two())

    whole = json.dumps(stored, ensure_ascii=False)

    assert {"Daan Visser", "Bram Jansen", "Noor Bakker"} == set(names["01AA00"].values())
    assert not [name for school in names.values() for name in school.values() if name in whole]
