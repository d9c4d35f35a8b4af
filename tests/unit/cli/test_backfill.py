from __future__ import annotations

from datetime import UTC, datetime, timedelta

from antiphon.listening.v1 import listening_service_pb2 as api
from services.cli.commands import backfill

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def made(**fields):
    wanted = api.Backfill(source="sources/x", **fields)
    wanted.start_time.FromDatetime(NOW - timedelta(days=7))
    wanted.end_time.FromDatetime(NOW)
    return wanted


def test_the_price_is_told_before_anything_happens():
    estimate = api.BackfillEstimate(
        call_count=1200, price_micros=5_250_000, currency="USD", item_count=1050, note="Seven days at most."
    )
    assert backfill._price(made(estimate=estimate)) == (
        "Reading 7 d of sources/x takes about 1,200 calls, 5.25 USD, 1,050 contributions. Seven days at most."
    )


def test_what_nobody_knows_is_not_made_up():
    assert "an unknown number of calls" in backfill._price(made())


def test_a_row_tells_how_far_it_is():
    row = backfill._row(made(name="backfills/b", state=api.Backfill.STATE_RUNNING, progress=0.255))
    assert row[:5] == ("b", "x", "2026-11-15 to 2026-11-22", "running", "26%")
