"""When dead letters are our fault."""

from __future__ import annotations

import pytest

from services.common.bus.guard import Guard
from services.common.config.bus import BusSettings


@pytest.fixture
def guard():
    return Guard(BusSettings(pause_dead_run=5, pause_dead_share=0.5, pause_dead_window=10))


def test_a_quiet_guard_has_no_verdict(guard):
    assert guard.verdict == ""


def test_a_run_below_the_limit_is_no_reason(guard):
    guard.note(done=0, dead=4)
    assert guard.verdict == ""


def test_a_run_at_the_limit_is_a_reason_over_several_messages(guard):
    guard.note(done=0, dead=3)
    guard.note(done=0, dead=2)
    assert guard.verdict == "5 dead letters in a row"


def test_a_done_item_ends_a_run(guard):
    guard.note(done=0, dead=4)
    guard.note(done=1, dead=0)
    guard.note(done=0, dead=4)
    assert guard.verdict == ""


def test_items_put_off_neither_end_a_run_nor_lengthen_it(guard):
    guard.note(done=0, dead=4)
    guard.note(done=0, dead=0)
    assert guard.verdict == ""
    guard.note(done=0, dead=1)
    assert guard.verdict != ""


def test_a_high_share_counts_only_once_the_window_is_full(guard):
    guard.note(done=1, dead=3)
    guard.note(done=1, dead=3)
    assert guard.verdict == ""
    guard.note(done=1, dead=1)
    assert guard.verdict == "70% of the last 10 items became dead letters"


def test_a_share_at_the_limit_is_no_reason(guard):
    for _ in range(10):
        guard.note(done=1, dead=1)
    assert guard.verdict == ""


def test_the_window_forgets_what_is_long_ago(guard):
    for _ in range(4):
        guard.note(done=1, dead=4)
    for _ in range(3):
        guard.note(done=5, dead=0)
    assert guard.verdict == ""


def test_one_large_message_fills_the_window_alone(guard):
    guard.note(done=100, dead=300)
    assert guard.verdict == "75% of the last 400 items became dead letters"


def test_a_reset_guard_starts_afresh(guard):
    guard.note(done=0, dead=50)
    guard.reset()
    assert guard.verdict == ""
    guard.note(done=0, dead=4)
    assert guard.verdict == ""
