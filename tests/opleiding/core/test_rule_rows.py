"""Rules of admission as rows of a form: nothing is lost on the way there and back."""

from hypothesis import given
from hypothesis import strategies as st

from opleiding.core import rule_rows, rules

LEVEL = st.sampled_from(["bachelor", "master", "phd"])
PLAIN = st.one_of(
    st.fixed_dictionaries({"kind": st.just("degree"), "level": LEVEL}, optional={"most_years": st.integers(0, 20)}),
    st.fixed_dictionaries({"kind": st.just("credits"), "level": LEVEL, "ec": st.integers(0, 360)}),
    st.fixed_dictionaries(
        {
            "kind": st.just("related"), "table": st.just("verwantschap"), "subject": st.sampled_from(["wiskunde", "duits"]),
            "most_short_ec": st.integers(0, 60),
        }
    ),
    st.fixed_dictionaries({"kind": st.just("language"), "language": st.sampled_from(["nl", "en"])}),
    st.fixed_dictionaries({"kind": st.just("grade"), "level": LEVEL, "least": st.sampled_from([6, 7.5, 10])}),
    st.fixed_dictionaries(
        {"kind": st.just("hours"), "hours": st.integers(0, 5000)}, optional={"subject": st.sampled_from(["wiskunde", "duits"])}
    ),
)  # fmt: skip
RULE = st.recursive(
    PLAIN,
    lambda inner: st.fixed_dictionaries(
        {"kind": st.sampled_from(["any", "all"]), "rules": st.lists(inner, min_size=1, max_size=3)}
    ),
    max_leaves=6,
)


def named(found, numbers):
    """Give every rule an id of its own."""
    inside = {"rules": [named(one, numbers) for one in found["rules"]]} if "rules" in found else {}
    return found | {"id": f"regel{next(numbers)}"} | inside


def without_ids_of_groups(found):
    """A group gets its id from its letter, so that one is left out."""
    kept = {name: value for name, value in found.items() if name != "rules" and not (name == "id" and "rules" in found)}
    return kept | ({"rules": [without_ids_of_groups(one) for one in found["rules"]]} if "rules" in found else {})


@given(st.lists(RULE, max_size=5))
def test_rules_become_rows_and_the_same_rules_again(found):
    numbers = iter(range(999))
    given_rules = [named(one, numbers) for one in found]
    if any(one["kind"] == "any" and len(one["rules"]) == 1 for one in given_rules):
        return  # one alternative is none: that group comes back as it is, or as its rule

    again = rule_rows.rules(rule_rows.rows(given_rules))

    assert [without_ids_of_groups(one) for one in again] == [without_ids_of_groups(one) for one in given_rules]
    if all(depth(one) <= rules.DEEPEST for one in given_rules):
        assert len(rules.read(again)) == len(given_rules)


def depth(one):
    return 1 + max((depth(inner) for inner in one.get("rules", ())), default=0) if "rules" in one else 0


def test_rows_with_the_same_letter_are_alternatives():
    rows = [
        ("degree", {"level": "master", "group": "a"}),
        ("language", {"language": "nl", "group": ""}),
        ("credits", {"level": "bachelor", "ec": 90, "group": "a"}),
    ]

    assert rule_rows.rules(rows) == [
        {
            "id": "keuze-a", "kind": "any",
            "rules": [
                {"id": "degree", "kind": "degree", "level": "master"},
                {"id": "credits", "kind": "credits", "level": "bachelor", "ec": 90},
            ],
        },
        {"id": "language", "kind": "language", "language": "nl"},
    ]  # fmt: skip


def test_no_two_rules_get_the_same_id():
    rows = [("degree", {"level": "master"}), ("degree", {"level": "bachelor"}), ("degree", {"id": "degree-2", "level": "phd"})]  # fmt: skip

    ids = [one["id"] for one in rule_rows.rules(rows)]

    assert len(set(ids)) == 3
    assert rules.read(rule_rows.rules(rows))
