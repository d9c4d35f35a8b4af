"""Which deadlines a step meets or misses, and what a filter asks for."""

from __future__ import annotations

import pytest

from antiphon.routing.v1 import care_service_pb2 as api
from services.common.model import errors
from services.router.core import care, deadlines
from services.router.core.care import Ending
from services.router.core.deadlines import DeadlinePolicy, Target

S = api.CareStep
SECOND = 1_000_000
START = 1_700_000_000 * SECOND
HOUR = 3600 * SECOND
POLICY = DeadlinePolicy("strict", (Target(0, HOUR, 2 * HOUR, 8 * HOUR),))
ANSWER, CLOSE, BOTH = Ending(answers=True), Ending(closes=True), Ending(answers=True, closes=True)


def ended(clocks, after, by, policy=POLICY):
    return care.ended(clocks, policy, 50, START + after, by)


@pytest.mark.parametrize(
    ("after", "by", "kinds"),
    [
        (HOUR - 1, ANSWER, [S.KIND_FIRST_ANSWER_MET]),
        (HOUR, ANSWER, [S.KIND_FIRST_ANSWER_MISSED]),
        (HOUR - 1, BOTH, [S.KIND_FIRST_ANSWER_MET, S.KIND_RESOLUTION_MET]),
        (9 * HOUR, BOTH, [S.KIND_FIRST_ANSWER_MISSED, S.KIND_RESOLUTION_MISSED]),
        (HOUR - 1, CLOSE, [S.KIND_RESOLUTION_MET]),
        (2 * HOUR, CLOSE, [S.KIND_FIRST_ANSWER_MISSED, S.KIND_RESOLUTION_MET]),
    ],
)
def test_a_deadline_is_met_before_its_moment_and_missed_from_it_on(after, by, kinds):
    assert ended(deadlines.begin(START), after, by) == kinds


def test_what_was_told_as_missed_is_not_counted_again():
    clocks, told = deadlines.tell(deadlines.begin(START), POLICY, 50, START + 9 * HOUR)
    assert told == [(deadlines.FIRST_ANSWER, deadlines.BREACHED), (deadlines.RESOLUTION, deadlines.BREACHED)]
    assert ended(clocks, 10 * HOUR, BOTH) == []


def test_a_further_answer_has_its_own_deadline():
    clocks = deadlines.sent(deadlines.begin(START), START, waits=True)
    assert ended(clocks, 2 * HOUR - 1, ANSWER) == [S.KIND_NEXT_ANSWER_MET]
    assert ended(clocks, 2 * HOUR, ANSWER) == [S.KIND_NEXT_ANSWER_MISSED]


def test_where_nobody_is_owed_an_answer_none_is_counted():
    clocks = deadlines.sent(deadlines.begin(START), START, waits=False)
    assert ended(clocks, HOUR, BOTH) == [S.KIND_RESOLUTION_MET]


def test_what_has_no_limit_is_neither_met_nor_missed():
    assert ended(deadlines.begin(START), 900 * HOUR, BOTH, DeadlinePolicy("none", ())) == []


def test_every_kind_of_step_has_a_number_in_the_report():
    assert set(care.COUNTS.values()) <= set(api.CareSums.DESCRIPTOR.fields_by_name)
    assert set(care.SPREAD.values()) <= set(api.CareSums.DESCRIPTOR.fields_by_name)


def test_nobody_and_everybody_are_told_apart():
    assert care.wanted(api.CareFilter(), START).agent is None
    assert care.wanted(api.CareFilter(agent="agents/-", team="-"), START)[2:4] == ("", "")
    assert care.wanted(api.CareFilter(agent="agents/alice"), START).agent == "alice"


@pytest.mark.parametrize("field", ["agent", "queue"])
def test_a_filter_that_names_nothing_is_refused(field):
    with pytest.raises(errors.InvalidField, match=f"{field}s/"):
        care.wanted(api.CareFilter(**{field: "nonsense"}), START)


def test_a_team_that_can_be_none_is_refused():
    with pytest.raises(errors.InvalidField, match="lower-case"):
        care.wanted(api.CareFilter(team="No\0team"), START)


def test_a_time_that_ends_before_it_begins_is_refused():
    asked = api.CareFilter()
    asked.start_time.FromMicroseconds(START)
    asked.end_time.FromMicroseconds(START)
    with pytest.raises(errors.InvalidField, match="before the end"):
        care.wanted(asked, START)
