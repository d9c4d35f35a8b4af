from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.listener.core import capabilities, spending
from services.listener.core.spending import Limits, Spent

# November has thirty days; half of the sixteenth leaves fifteen from its begin on.
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)


def wait(limits, spent, today, cost=None, now=NOON):
    return spending.wait(limits, spent, today, cost or Spent(1, 0), now)


def test_without_a_budget_nothing_waits():
    assert wait(Limits(), Spent(10**9, 10**9), Spent(10**9, 0)) == 0


def test_a_day_gets_its_share_of_what_is_left_and_an_hour_ahead():
    limits = Limits(calls=300)
    before = 150
    # 150 are left for 15 days: 10 a day, 5 until noon and none of an hour ahead but the one call.
    assert wait(limits, Spent(before + 4), Spent(4)) == 0
    assert wait(limits, Spent(before + 5), Spent(5)) == 0
    assert wait(limits, Spent(before + 6), Spent(6)) == pytest.approx(86_400 / 10)


def test_a_spent_month_has_no_room_at_all():
    assert wait(Limits(calls=300), Spent(300), Spent(0)) is None
    assert wait(Limits(micros=1_000_000), Spent(1, 995_000), Spent(), Spent(1, 10_000)) is None


def test_money_is_paced_like_calls():
    limits = Limits(micros=30_000_000)
    assert wait(limits, Spent(0, 15_000_000), Spent(), Spent(1, 200_000)) == 0
    late = wait(limits, Spent(9, 15_900_000), Spent(9, 900_000), Spent(1, 200_000))
    assert late > 0


def test_a_tiny_budget_still_gets_its_first_call_of_the_day():
    assert wait(Limits(calls=10), Spent(), Spent()) == 0


@pytest.mark.parametrize(
    "now", [datetime(2026, 12, 31, 23, 59, tzinfo=UTC), datetime(2026, 2, 28, tzinfo=UTC)]
)
def test_months_end_where_the_next_begins(now):
    name, begin, end = spending.month(now)
    assert begin <= now < end
    assert name == f"{now:%Y-%m}"
    assert spending.month(end)[1] == end


def test_a_month_of_calls_at_the_pace_of_the_plan_lasts_to_its_end():
    """A greedy source asks whenever it may: the budget is spent evenly, and not before the last day."""
    limits, now = Limits(calls=300), datetime(2026, 11, 1, tzinfo=UTC)
    end, days, calls = datetime(2026, 12, 1, tzinfo=UTC), {}, 0
    while now < end:
        used = Spent(days.get(now.day, 0))
        seconds = wait(limits, Spent(calls), used, now=now)
        if seconds is None:
            break
        if seconds == 0:
            days[now.day] = days.get(now.day, 0) + 1
            calls += 1
        now += timedelta(seconds=max(seconds, 60))
    assert calls >= 295
    assert set(days) == set(range(1, 31))
    assert max(days.values()) <= 13


def test_a_forecast_tells_the_day_it_runs_out():
    limits = Limits(calls=300)
    assert spending.runs_out(limits, Spent(200), Spent(20), NOON) == NOON + timedelta(days=5)
    assert spending.runs_out(limits, Spent(200), Spent(2), NOON) is None
    assert spending.runs_out(limits, Spent(300), Spent(0), NOON) == NOON
    assert spending.runs_out(Limits(), Spent(300), Spent(99), NOON) is None


def test_windows_count_units_where_the_network_does():
    fact = capabilities.of("youtube")
    (insert,) = spending.windows(fact, "insert", NOON)
    assert (insert.most, insert.units) == (10_000, 50)
    assert insert.end == datetime(2026, 11, 17, tzinfo=UTC)
    (listed,) = spending.windows(fact, "threads", NOON)
    assert (listed.most, listed.units) == (10_000, 1)
    assert spending.windows(capabilities.of("rss"), "read", NOON) == []


@pytest.mark.parametrize(
    ("headers", "left", "seconds"),
    [
        ({"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(int(NOON.timestamp()) + 90)}, 0, 90),
        ({"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "75", "X-RateLimit-Reset": "60"}, 0.25, 60),
        ({"RateLimit-Limit": "30", "RateLimit-Remaining": "30", "RateLimit-Reset": "5"}, 1, 5),
        ({"x-ratelimit-remaining": "598.0", "x-ratelimit-reset": "120"}, None, 120),
        (
            {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": (NOON + timedelta(minutes=5)).isoformat()},
            0,
            300,
        ),
    ],
)
def test_what_networks_say_of_their_limits_is_understood(headers, left, seconds):
    told = spending.read_headers(headers, NOON)
    assert told == spending.Told(left, NOON + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-rate-limit-remaining": "many", "x-rate-limit-reset": "60"},
        {"x-rate-limit-remaining": "0", "x-rate-limit-reset": "soon"},
        {"x-rate-limit-remaining": "0", "x-rate-limit-reset": "1e400"},
        {"x-rate-limit-remaining": "0", "x-rate-limit-reset": "1700000000"},
    ],
)
def test_headers_that_say_nothing_useful_are_ignored(headers):
    assert spending.read_headers(headers, NOON) is None
