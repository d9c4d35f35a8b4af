"""What an earlier program archived is counted afterwards, as if it had been from the start."""

import sqlalchemy as sa

from services.insights.core.slices import Cut
from services.insights.store import Archive, numbers, placing, tables
from tests.unit.insights.histories import said

EVER = Cut(0, 4_000_000_000_000_000)
UNCOUNTED = dict.fromkeys(("scope", "facet", "reach", "engagement", "certainty"))


def sums(conn):
    found = [numbers.total(conn, EVER), *sorted(map(tuple, conn.execute(sa.select(tables.totals))))]
    return [*found, *sorted(map(tuple, conn.execute(sa.select(tables.hourly))))]


def forget_counts(conn):
    conn.execute(sa.update(tables.mentions).values(UNCOUNTED))
    conn.execute(sa.delete(tables.hourly))
    conn.execute(sa.delete(tables.totals))


async def test_rows_without_a_count_get_one(open_database):
    db = await open_database("insights")
    kept = Archive(db, page_size=10, on_event=list)
    await kept.take(
        [said(str(number), felt="POSITIVE", created=1_700_000_000 + number) for number in range(9)]
    )
    before = await db.read(sums)
    await db.write(forget_counts)
    assert (await db.read(lambda conn: numbers.total(conn, EVER))).mentions == 0
    assert await kept.erase_author("x:-:nobody") == 0
    await placing.run(db)
    assert await db.read(sums) == before
    assert await db.write(placing.place) == 0
