"""How long to wait when a network tells the moment at which its window begins anew."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.listener.sources import windows

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
SOON = NOW.timestamp() + 42


@pytest.mark.parametrize(
    "headers",
    [
        {"ratelimit-reset": f"{SOON:.0f}"},
        {"x-ratelimit-reset": f"{SOON:.0f}"},
        {"x-ratelimit-reset": "2026-11-22T12:00:42.000Z"},
        {"x-ratelimit-reset": "2026-11-22T13:00:42.000000+01:00"},
        {"x-ratelimit-reset": "2026-11-22T12:00:42"},
        {"retry-after": "42", "x-ratelimit-reset": "2026-11-22T13:00:00Z"},
        {"x-ratelimit-reset": "2026-11-22T17:00:42Z", "date": "Sun, 22 Nov 2026 17:00:00 GMT"},
    ],
)
def test_numbers_and_iso_moments_count_by_the_networks_own_clock(headers):
    assert windows.wait(headers, NOW) == 42


@pytest.mark.parametrize("told", ["", "soon", "nan", "1e400", "2026-13-99T99:99:99Z"])
def test_what_is_no_moment_says_nothing(told):
    assert windows.wait({"x-ratelimit-reset": told}, NOW) is None


def test_a_moment_that_is_over_or_far_away_is_kept_within_bounds():
    assert windows.wait({"ratelimit-reset": "1"}, NOW) == 0
    assert windows.wait({"ratelimit-reset": "99999999999"}, NOW) == 86_400
