"""What could be seen: shares, gaps, and bucket by bucket, out of a ledger of intervals."""

from antiphon.listening.v1 import listening_service_pb2 as listening
from services.insights.core import coverage
from services.insights.core.coverage import BLIND, FULL, PARTIAL, Interval

HOUR = 3_600_000_000


def hours(source, start, end, sight, cause=0):
    return Interval(source, start * HOUR, end * HOUR, sight, cause)


def test_shares_are_of_the_time_and_of_the_sources_that_were_there():
    view = coverage.view(
        [
            hours("sources/a", 0, 6, FULL),
            hours("sources/a", 6, 10, BLIND, 1),
            hours("sources/b", 0, 10, FULL),
        ],
        0,
        10 * HOUR,
    )
    assert view.between(0, 10 * HOUR) == (0.8, 0.0)
    assert view.between(6 * HOUR, 8 * HOUR) == (0.5, 0.0)
    assert view.sight(0, 2 * HOUR) == FULL
    assert view.sight(7 * HOUR, 8 * HOUR) == PARTIAL
    told = coverage.told(view)
    assert (told.seen_share, told.blind_share) == (0.8, 0.2)
    (gap,) = told.gaps
    assert (gap.start_time.seconds, gap.end_time.seconds, gap.sight) == (6 * 3600, 10 * 3600, PARTIAL)
    assert (list(gap.sources), list(gap.causes)) == (["sources/a"], [1])


def test_a_time_in_which_nobody_looked_is_blind():
    view = coverage.view([hours("sources/a", 4, 8, FULL), hours("sources/a", 8, 9, BLIND)], 0, 10 * HOUR)
    assert view.sight(0, 4 * HOUR) == BLIND
    assert view.sight(8 * HOUR, 9 * HOUR) == BLIND
    assert view.between(0, 10 * HOUR) == (0.4, 0.0)


def test_what_a_backfill_healed_was_seen_and_what_lasts_ends_now():
    given = listening.CoverageInterval(source="sources/a", sight=BLIND)
    given.start_time.seconds = 3600
    given.heal_time.seconds = 9000
    assert coverage.interval(given, 5 * HOUR) == hours("sources/a", 1, 5, FULL)
    given.ClearField("heal_time")
    assert coverage.interval(given, 5 * HOUR).sight == BLIND


def test_partial_sight_is_told_apart():
    view = coverage.view([hours("sources/a", 0, 4, PARTIAL, 7)], 0, 4 * HOUR)
    assert view.between(0, 4 * HOUR) == (0.0, 1.0)
    assert view.sight(0, HOUR) == PARTIAL


def test_comparisons_are_warned_of_where_sight_differs_or_is_not_known():
    full = coverage.view([hours("sources/a", 0, 10, FULL)], 0, 10 * HOUR)
    half = coverage.view([hours("sources/a", 0, 5, FULL), hours("sources/a", 5, 10, BLIND)], 0, 10 * HOUR)
    unknown = coverage.view([], 0, 10 * HOUR)
    assert coverage.warnings(full, full) == []
    assert "100% of the time here and 50%" in coverage.warnings(full, half)[0]
    assert coverage.warnings(full, unknown)
    assert coverage.told(unknown).unknown_reason
