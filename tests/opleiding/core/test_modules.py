"""The road of a module, what experience spares, and what changed between two texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opleiding.core import modules
from opleiding.core.modules import Change, Exemption, Side, State, WrongStep

STEPS = {
    "change": modules.after_change,
    "share": modules.after_sharing,
    "one approves": lambda state: modules.after_approval(state, {Side.PROGRAMME}),
    "both approve": lambda state: modules.after_approval(state, set(Side)),
    "publish": modules.after_publishing,
    "evaluate": lambda state: modules.after_evaluating(state, is_over=True),
    "stop": modules.after_stopping,
}
ROAD = {
    State.DRAFT: {"change": State.DRAFT, "share": State.CODESIGN, "stop": State.STOPPED},
    State.CODESIGN: {
        "change": State.CODESIGN, "one approves": State.CODESIGN, "both approve": State.APPROVED, "stop": State.STOPPED,
    },
    State.APPROVED: {
        "change": State.CODESIGN, "one approves": State.CODESIGN, "both approve": State.APPROVED,
        "publish": State.PUBLISHED, "stop": State.STOPPED,
    },
    State.PUBLISHED: {"evaluate": State.EVALUATED, "stop": State.STOPPED},
    State.EVALUATED: {},
    State.STOPPED: {},
}  # fmt: skip


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("name", STEPS)
def test_a_module_goes_its_road_and_no_other(state, name):
    expected = ROAD[state].get(name)

    if expected is not None:
        assert STEPS[name](state) == expected
    else:
        with pytest.raises(WrongStep):
            STEPS[name](state)


def test_a_module_that_is_not_over_is_not_evaluated():
    with pytest.raises(WrongStep):
        modules.after_evaluating(State.PUBLISHED, is_over=False)


EXEMPTIONS = st.lists(
    st.builds(Exemption, part=st.text("ab", min_size=1), subject=st.sampled_from(["", "w", "n"]),
              hours=st.integers(1, 50), spares=st.integers(1, 9)), max_size=5,
)  # fmt: skip
TAUGHT = st.dictionaries(st.sampled_from(["w", "n", "d"]), st.integers(0, 60))


@given(EXEMPTIONS, TAUGHT, st.sampled_from(["w", "n", "d"]), st.integers(0, 60))
def test_more_hours_never_spare_less(exemptions, taught, subject, more):
    before = modules.exempt(exemptions, taught)
    after = modules.exempt(exemptions, taught | {subject: taught.get(subject, 0) + more})

    assert set(before) <= set(after)


def test_a_part_is_spared_from_so_many_hours_in_its_subject_or_in_all_together():
    maths, any_subject = Exemption("a", "w", 100, 4), Exemption("b", "", 150, 4)

    assert modules.exempt([maths, any_subject], {"w": 99, "n": 50}) == ()
    assert modules.exempt([maths, any_subject], {"w": 100, "n": 50}) == (maths, any_subject)


def test_the_log_names_what_changed_and_nothing_else():
    assert modules.changes({"a": 1, "b": 2}, {"b": 3, "a": 1, "c": 4}) == (Change("b", 2, 3), Change("c", None, 4))
