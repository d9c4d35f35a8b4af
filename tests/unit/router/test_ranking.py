"""Places in the queue: every wait has a bound, and more weight never waits longer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.router.core import ranking
from services.router.core.ranking import Patience
from services.router.core.replyability import SECOND

PATIENCE = Patience(300, 3 * 86_400)
WAITS = PATIENCE.table()
PRIORITIES = st.integers(0, 100)


def test_patience_runs_from_three_days_to_five_minutes():
    assert (WAITS[0], WAITS[100]) == (3 * 86_400 * SECOND, 300 * SECOND)
    assert len(WAITS) == 101


def test_in_between_equal_steps_of_priority_divide_patience_by_the_same_factor():
    assert abs(WAITS[25] / WAITS[50] - WAITS[50] / WAITS[75]) < 1e-6


@given(PRIORITIES, PRIORITIES, st.integers(0, 10**15))
def test_more_priority_never_ranks_later(one, other, created):
    low, high = sorted((one, other))
    early, late = (ranking.place(weight, created, None, None, WAITS) for weight in (high, low))
    assert early <= late


@given(
    PRIORITIES, st.integers(0, 10**15), st.none() | st.integers(0, 10**15), st.none() | st.integers(0, 10**15)
)
def test_every_wait_is_bounded_by_patience_deadline_and_window(priority, created, deadline, window_end):
    rank = ranking.place(priority, created, deadline, window_end, WAITS)
    bounds = [created + WAITS[priority], deadline, window_end]
    assert rank == min(bound for bound in bounds if bound is not None)
