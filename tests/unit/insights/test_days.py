"""Days on the wall, made of days of UTC and of the hours between them, hold what their mentions say."""

import dataclasses
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from antiphon.insights.v1 import analytics_service_pb2 as api
from services.common.config import DataSettings, StoreSettings
from services.common.store import migrations
from services.insights.core import buckets
from services.insights.core.slices import Cut
from services.insights.store import archive, numbers
from tests.unit.insights.histories import BRANDS, said

HOUR = 3_600
FIRST = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp())
LAST = FIRST + 32 * 24 * HOUR
"""A month in which clocks go forward in New York on the 8th and in Berlin on the 29th."""


@pytest.fixture(scope="module")
def conn(tmp_path_factory):
    data = DataSettings(folder=tmp_path_factory.mktemp("days"))
    migrations.upgrade(StoreSettings(), data, service="insights")
    engine = sa.create_engine(f"sqlite:///{data.folder / 'insights.db'}")
    moments = range(FIRST, LAST, 97 * 60)
    told = [
        said(str(at), created=moment, brands=BRANDS[: at % 3], felt=("NEGATIVE", "POSITIVE")[at % 2])
        for at, moment in enumerate(moments)
    ]
    with engine.connect() as conn, conn.begin() as transaction:
        archive.archive(conn, told, now=1)
        yield conn
        transaction.rollback()
    engine.dispose()


@pytest.mark.parametrize(
    "place", ["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Asia/Kathmandu"]
)
@pytest.mark.parametrize("bucket", [api.BUCKET_DAY, api.BUCKET_WEEK, api.BUCKET_MONTH])
@pytest.mark.parametrize("scopes", [True, False])
def test_days_of_a_zone_hold_its_mentions(conn, place, bucket, scopes):
    where = buckets.zone(place)
    for start, end in ((FIRST, LAST), (FIRST + 5 * HOUR + 60, LAST - 3 * HOUR - 60)):
        cut = Cut(start * 1_000_000, end * 1_000_000)
        grid = buckets.grid(cut.start, cut.end, bucket, where)
        edges = buckets.edges(cut.start, cut.end, bucket, where)
        by_row = dataclasses.replace(grid, whole_hours=False)
        assert summed(conn, cut, grid, edges, scopes) == summed(conn, cut, by_row, edges, scopes)


def summed(conn, cut, grid, edges, scopes):
    """Counts by bucket and scope."""
    found = {}
    for row in numbers.tally(conn, cut, grid=grid, scopes=scopes):
        at = buckets.of(edges, grid.moment(row.time)), row.scope
        found[at] = found.get(at, 0) + row.sums.mentions
        assert row.sums.mentions == row.sums.negative + row.sums.positive > 0
    return found
