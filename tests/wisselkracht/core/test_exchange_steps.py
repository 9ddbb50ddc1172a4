"""The life of an exchange, held in full against a table that was written apart from the code."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wisselkracht.core import exchange_steps as steps
from wisselkracht.core.exchange_steps import (
    COORDINATOR,
    FINAL,
    RULES,
    SYSTEM,
    TABLE,
    Anchor,
    Facts,
    Goal,
    Item,
    Need,
    Party,
    Role,
    State,
    Step,
    Urgency,
)  # fmt: skip
from wisselkracht.core.lifecycle_errors import IllegalStep, NotCarried, NotReady, NotYours

TODAY = date(2026, 12, 1)
START, END = date(2027, 2, 1), date(2027, 7, 9)
PREPARING = "accepted meeting-planned met training trained goals-set signing signed"
UNDER_WAY = "running paused extending"
# Steps, where they start, where they lead (= stays), who: director, teacher, buddy, coordinator, system.
EXPECTED = f"""
say-yes            | proposed                      | =               | DTB
decline            | proposed                      | declined        | DTB
accept             | proposed                      | accepted        | S
expire             | proposed                      | expired         | S
veto               | proposed {PREPARING}          | vetoed          | C
plan-meeting       | accepted meeting-planned      | meeting-planned | DTC
hold-meeting       | meeting-planned               | met             | DTC
assign-training    | met                           | training        | C
finish-training    | training                      | trained         | TC
set-goals          | trained                       | goals-set       | DTC
draft-agreement    | goals-set signing             | signing         | DC
sign               | signing extending             | =               | DTB
complete-signing   | signing                       | signed          | S
start              | signed                        | running         | S
evaluate           | {UNDER_WAY} ended stopped     | =               | DTB
report-ill         | running                       | paused          | DTC
resume             | paused                        | running         | DTC
extend             | running                       | extending       | DC
complete-extension | extending                     | running         | S
drop-extension     | extending                     | running         | DTBC
withdraw           | {PREPARING}                   | withdrawn       | DTC
stop-early         | {UNDER_WAY}                   | stopped         | DTC
end                | {UNDER_WAY}                   | ended           | S
hand-in-report     | ended stopped                 | =               | T
complete-reports   | ended stopped                 | reported        | S
publish            | reported                      | published       | C
close              | ended stopped reported        | closed          | C
lose-buddy         | {PREPARING} {UNDER_WAY}       | =               | DTBC
replace-buddy      | {PREPARING} {UNDER_WAY}       | =               | D
"""
LETTERS = dict(zip("DTBCS", Role, strict=True))
CARRIED = {
    Item.MEETING_ON: date(2026, 12, 10),
    Item.NEW_END: date(2027, 7, 16),
    Item.LAST_DAY: date(2027, 3, 1),
    Item.AGREEMENT_HASH: "a" * 64,
}
CARRIED |= {item: "words" for item in Item if item not in CARRIED}


def legal():
    """Give {(state, step): (next state, roles)} as the table above says."""
    found = {}
    for row in EXPECTED.strip().split("\n"):
        step, sources, to, who = (part.strip() for part in row.split("|"))
        for source in sources.split():
            found[State(source), Step(step)] = (State(source if to == "=" else to), {LETTERS[one] for one in who})
    return found


LEGAL = legal()


def ready(state, **changes):
    """Give facts with which every guard holds but the two that are each other's opposite."""
    parties = steps.parties_of({"01AA", "02BB"})
    facts = Facts(
        state=state, parties=parties, start=START, end=END, answer_until=TODAY, yes=frozenset(parties),
        meeting_on=TODAY, goals=frozenset(product(("01AA", "02BB"), Goal)), buddies=frozenset({"01AA", "02BB"}),
        agreement_hash="a" * 64, signed=frozenset(parties), evaluations_planned=True, moment_open=True,
        reports=frozenset({"01AA", "02BB"}),
    )  # fmt: skip
    return replace(facts, **changes)


def day_for(step):
    """Give facts and a day on which a step can be taken."""
    if step is Step.EXPIRE:
        return {}, TODAY + timedelta(days=1)
    if step is Step.REPLACE_BUDDY:
        return {"buddies": frozenset()}, TODAY
    if step is Step.START:
        return {}, START
    if step is Step.END:
        return {}, END + timedelta(days=1)
    return {}, TODAY


def party(role):
    return Party("01AA" if role in steps.AT_SCHOOL else "", role)


@pytest.mark.parametrize("step", Step)
def test_every_step_from_every_state_by_everybody_is_as_the_table_says(step):
    changes, today = day_for(step)

    for state, role in product(State, Role):
        facts = ready(state, **changes)
        if (state, step) not in LEGAL:
            with pytest.raises(IllegalStep):
                steps.advance(facts, step, by=party(role), carried=CARRIED, today=today)
        elif role not in LEGAL[state, step][1]:
            with pytest.raises(NotYours):
                steps.advance(facts, step, by=party(role), carried=CARRIED, today=today)
        else:
            after = steps.advance(facts, step, by=party(role), carried=CARRIED, today=today)
            assert after is LEGAL[state, step][0]


def test_every_step_has_one_row_and_the_page_offers_what_is_legal():
    assert [rule.step for rule in TABLE] == list(Step)
    for state, role in product(State, Role):
        offered = set(steps.possible(ready(state), by=party(role)))
        assert offered == {step for (source, step), (_, who) in LEGAL.items() if source is state and role in who}


@pytest.mark.parametrize("step", [rule.step for rule in TABLE if rule.carries])
def test_a_step_is_refused_without_each_thing_that_it_carries(step):
    changes, today = day_for(step)
    rule = RULES[step]
    by = party(min(rule.who))

    for item, blank in product(rule.carries, (None, "", "  ")):
        with pytest.raises(NotCarried) as problem:
            steps.advance(ready(rule.sources[0], **changes), step, by=by, carried=CARRIED | {item: blank}, today=today)
        assert problem.value.items == (item,)
    with pytest.raises(NotCarried) as problem:
        steps.advance(ready(rule.sources[0], **changes), step, by=by, carried={}, today=today)
    assert problem.value.items == rule.carries


# For each guard: the facts, the carried things or the day with which it fails.
BREAKS = {
    Need.IN_TIME: ({}, {}, TODAY + timedelta(days=1)),
    Need.TOO_LATE: ({}, {}, TODAY),
    Need.ALL_SAID_YES: ({"yes": frozenset()}, {}, None),
    Need.MEETING_AHEAD: ({}, {Item.MEETING_ON: TODAY - timedelta(days=1)}, None),
    Need.MEETING_BEFORE_START: ({}, {Item.MEETING_ON: START}, None),
    Need.MEETING_OVER: ({"meeting_on": TODAY + timedelta(days=1)}, {}, None),
    Need.ALL_TRAINED: ({"trainings": 2, "trained": 1}, {}, None),
    Need.ALL_GOALS: ({"goals": frozenset(product(("01AA",), Goal))}, {}, None),
    Need.ALL_BUDDIES: ({"buddies": frozenset({"01AA"})}, {}, None),
    Need.A_BUDDY_MISSING: ({"buddies": frozenset({"01AA", "02BB"})}, {}, None),
    Need.NOTHING_BLOCKS: ({"blocking": 1}, {}, None),
    Need.THIS_VERSION: ({}, {Item.AGREEMENT_HASH: "b" * 64}, None),
    Need.ALL_SIGNED: ({"signed": frozenset()}, {}, None),
    Need.EVALUATIONS_PLANNED: ({"evaluations_planned": False}, {}, None),
    Need.START_REACHED: ({}, {}, START - timedelta(days=1)),
    Need.END_REACHED: ({}, {}, END),
    Need.MOMENT_OPEN: ({"moment_open": False}, {}, None),
    Need.LATER_END: ({}, {Item.NEW_END: END}, None),
    Need.WITHIN_PERIOD: ({}, {Item.LAST_DAY: END + timedelta(days=1)}, None),
    Need.ALL_REPORTED: ({"reports": frozenset({"02BB"})}, {}, None),
}


@pytest.mark.parametrize(("step", "need"), [(rule.step, need) for rule in TABLE for need in rule.needs])
def test_each_guard_alone_holds_a_step_back(step, need):
    changes, today = day_for(step)
    facts, carried, day = BREAKS[need]
    rule = RULES[step]
    broken = ready(rule.sources[0], **(changes | facts))

    by = party(min(rule.who))
    with pytest.raises(NotReady) as problem:
        steps.advance(broken, step, by=by, carried=CARRIED | carried, today=day or today)
    assert problem.value.needs == (need,)


def test_every_guard_is_used():
    assert {need for rule in TABLE for need in rule.needs} == set(Need) == set(BREAKS)
    assert {item for rule in TABLE for item in rule.carries} == set(Item)


@pytest.mark.parametrize("number", [2, 3])
def test_an_exchange_is_accepted_by_the_last_of_six_or_nine_and_by_nobody_before(number):
    parties = steps.parties_of([f"0{at}AA" for at in range(number)])
    assert len(parties) == 3 * number

    for missing in parties:
        facts = ready(State.PROPOSED, parties=parties, yes=frozenset(parties) - {missing})
        assert steps.automatic(facts, today=TODAY) is None
    facts = ready(State.PROPOSED, parties=parties, yes=frozenset(parties))
    assert steps.automatic(facts, today=TODAY) is Step.ACCEPT


def test_somebody_of_another_school_takes_no_step():
    for rule in TABLE:
        for role in rule.who & set(steps.AT_SCHOOL):
            with pytest.raises(NotYours):
                steps.advance(
                    ready(rule.sources[0]), rule.step, by=Party("99ZZ", role), carried=CARRIED, today=TODAY
                )  # fmt: skip
            assert rule.step not in steps.possible(ready(rule.sources[0]), by=Party("99ZZ", role))


def test_who_may_not_learns_nothing_of_what_is_missing():
    facts = ready(State.SIGNING, agreement_hash="")

    with pytest.raises(NotYours):
        steps.advance(facts, Step.SIGN, by=COORDINATOR, carried={}, today=TODAY)


def test_every_state_is_reached_and_only_the_last_ones_are_the_end():
    reached, ahead = {State.PROPOSED}, [State.PROPOSED]
    while ahead:
        here = ahead.pop()
        for (source, _), (to, _) in LEGAL.items():
            if source is here and to not in reached:
                reached.add(to)
                ahead.append(to)
    assert reached == set(State)
    assert {state for state in State if not any(source is state for source, _ in LEGAL)} == FINAL


def test_from_every_state_there_is_a_way_to_an_end_for_the_coordinator_or_the_clock():
    alone = {Role.COORDINATOR, Role.SYSTEM}
    ends = set(FINAL)
    while more := {source for (source, _), (to, who) in LEGAL.items() if to in ends and who & alone} - ends:
        ends |= more

    assert ends == set(State)


ANCHORS = {Anchor.ENTERED: TODAY, Anchor.MEETING: TODAY, Anchor.MOMENT: TODAY, Anchor.BUDDY_LOST: TODAY}


def test_wherever_people_are_waited_for_a_clock_runs():
    silent = {state for state in State if not steps.agenda(ready(state), anchors=ANCHORS, today=TODAY)}

    # A running exchange is waited for at its moments only; one that is signed waits for its first day.
    assert silent == FINAL
    resting = {state for state in State if not steps.agenda(ready(state), anchors={Anchor.ENTERED: TODAY}, today=TODAY)}
    assert resting == FINAL | {State.MEETING_PLANNED, State.SIGNED, State.RUNNING}


@pytest.mark.parametrize("rule", [rule for rule in TABLE if rule.clock], ids=lambda rule: rule.step)
def test_a_step_is_first_open_then_reminded_then_overdue_then_told(rule):
    clock = rule.clock
    facts = ready(next(state for state in rule.sources if rule.to is not state))

    def urgency(days):
        today = TODAY + timedelta(days=days)
        waiting = steps.agenda(facts, anchors={clock.anchor: TODAY}, today=today)
        return next(one.urgency for one in waiting if one.step is rule.step)

    assert 0 < clock.remind < clock.due < clock.escalate
    assert urgency(clock.remind - 1) is Urgency.OPEN
    assert urgency(clock.remind) is Urgency.REMIND
    assert urgency(clock.due) is Urgency.REMIND
    assert urgency(clock.due + 1) in {Urgency.OVERDUE, Urgency.ESCALATED}
    assert urgency(clock.escalate) is Urgency.ESCALATED
    assert rule.who & {*steps.AT_SCHOOL, Role.COORDINATOR}


def test_the_answer_is_escalated_before_the_proposal_expires():
    assert RULES[Step.SAY_YES].clock.escalate < steps.ANSWER_DAYS


def test_the_most_urgent_stands_first():
    waiting = steps.agenda(ready(State.SIGNING), anchors=ANCHORS, today=TODAY)

    assert [one.step for one in waiting] == [Step.REPLACE_BUDDY, Step.SIGN]


def test_a_start_without_a_buddy_is_held_back_and_says_why():
    facts = ready(State.SIGNED, buddies=frozenset({"01AA"}))

    assert steps.held_back(facts, today=START - timedelta(days=1)) == ()
    assert steps.held_back(facts, today=START) == (Need.ALL_BUDDIES,)
    assert steps.automatic(facts, today=START) is None
    assert steps.held_back(ready(State.SIGNED), today=START) == ()


@given(st.data())
def test_any_walk_keeps_to_the_table_and_at_most_one_thing_happens_by_itself(data):
    state = State.PROPOSED
    for _turn in range(25):
        today = data.draw(st.dates(TODAY, END + timedelta(days=9)))
        facts = ready(
            state,
            yes=data.draw(st.sampled_from([frozenset(), frozenset(steps.parties_of({"01AA", "02BB"}))])),
            signed=data.draw(st.sampled_from([frozenset(), frozenset(steps.parties_of({"01AA", "02BB"}))])),
        )
        step = steps.automatic(facts, today=today)
        by, is_forced = SYSTEM, step is not None
        if step is None:
            choices = [(step, role) for role in Role for step in steps.possible(facts, by=party(role))]
            if not choices:
                break
            step, role = data.draw(st.sampled_from(choices))
            by = party(role)
        try:
            after = steps.advance(facts, step, by=by, carried=CARRIED, today=today)
        except NotReady:
            assert not is_forced
            continue
        assert (after, by.role in LEGAL[state, step][1]) == (LEGAL[state, step][0], True)
        assert state not in FINAL
        state = after
