"""The CSV files of the field: what makes no difference, and what is refused with its line."""

from __future__ import annotations

import numpy as np
import pytest

from beraad.core.leximin import solve
from beraad.core.reading import BadInput, Source, read

QUOTAS = "feature,value,min,max\ngender,woman,1,2\ngender,man,1,2\nregion,north,1,2\nregion,south,1,2\n"
PEOPLE = "id,gender,region\n1,woman,north\n2,woman,south\n3,man,north\n4,man,south\n5,man,south\n"


def reading(quotas: str = QUOTAS, people: str = PEOPLE, *, size: int = 3, same_group: str = "") -> np.ndarray:
    instance = read(
        Source("quotas.csv", quotas.encode()), Source("people.csv", people.encode()), size=size, same_group=same_group
    )
    return solve(instance).probabilities


def faults(quotas: str = QUOTAS, people: str = PEOPLE, *, size: int = 3, same_group: str = "") -> list[str]:
    with pytest.raises(BadInput) as caught:
        reading(quotas, people, size=size, same_group=same_group)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("quotas", "people"),
    [
        (QUOTAS.replace("feature,value", "category,feature"), PEOPLE),
        (QUOTAS.replace("woman", " Woman "), PEOPLE.replace("woman", "WOMAN").replace("gender", "Gender ")),
        ("\ufeff" + QUOTAS.replace("\n", "\r\n"), PEOPLE.replace("\n", "\r\n\r\n")),
        (QUOTAS.replace(",", ";"), PEOPLE.replace(",", ";")),
        ("\n".join([QUOTAS.split("\n")[0], *reversed(QUOTAS.strip().split("\n")[1:])]), PEOPLE),
    ],
)
def test_case_white_space_and_order_of_quotas_make_no_difference(quotas: str, people: str) -> None:
    assert reading(quotas, people).tolist() == reading().tolist()


def test_the_order_of_people_only_moves_their_chances_along() -> None:
    header, *rows = PEOPLE.strip().split("\n")

    turned = reading(people="\n".join([header, *reversed(rows)]))

    assert turned.tolist() == reading().tolist()[::-1]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"people": PEOPLE.replace("5,man,south", "5,man,")}, "people.csv:6: region has no answer."),
        ({"people": PEOPLE.replace("5,man", "5,child")}, "people.csv:6: gender has no quota for 'child'."),
        ({"people": PEOPLE.replace("5,man,south", "5,man")}, "people.csv:6: The row has 2 cells; the header has 3."),
        ({"people": PEOPLE.replace("5,man", "1,man")}, "people.csv:6: The same id stands on line 2 already."),
        ({"people": PEOPLE.replace("region", "place")}, "people.csv:1: The column region is missing from the header."),
        ({"people": ""}, "people.csv:1: The file has no header."),
        ({"size": 9, "quotas": QUOTAS.replace("1,2", "1,9")}, "people.csv:6: There are 5 people; a panel needs 9."),
        ({"same_group": "school"}, "people.csv:1: The column school is missing from the header."),
        ({"quotas": QUOTAS.replace("man,1,2", "man,3,2", 1)}, "quotas.csv:2: gender woman: min 3 is above max 2."),
        ({"quotas": QUOTAS.replace("south,1,2", "south,x,2")},
         "quotas.csv:5: region south: min is 'x'; it must be a whole number from 0."),
        ({"quotas": QUOTAS + "region,South,0,1\n"}, "quotas.csv:6: region South stands on line 5 already."),
        ({"quotas": QUOTAS.replace("south,1,2", "south,2,3").replace("north,1", "north,2")},
         "quotas.csv:5: region: the minimums add up to 4, a panel has 3."),
        ({"quotas": QUOTAS.replace("south,1,2", "south,1,1").replace("north,1,2", "north,1,1")},
         "quotas.csv:5: region: the maximums add up to 2, a panel has 3."),
        ({"quotas": "value,min,max\n"}, "quotas.csv:1: The header needs these columns once: feature."),
        ({"quotas": "feature,value,min,max\n"}, "quotas.csv:1: There are no quotas under the header."),
        ({"size": 0, "quotas": QUOTAS.replace("1,2", "0,2")}, "quotas.csv:1: A panel needs at least one member."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_file_and_line(changed: dict[str, str], sentence: str) -> None:
    assert sentence in faults(**changed)


def test_bytes_that_are_no_text_are_refused_with_their_line() -> None:
    with pytest.raises(BadInput) as caught:
        read(Source("q.csv", QUOTAS.encode()), Source("p.csv", PEOPLE.encode() + b"6,man,\xff\n"), size=3)

    assert str(caught.value) == "p.csv:7: This is not UTF-8 text; save the file as CSV UTF-8."
