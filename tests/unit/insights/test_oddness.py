"""Rows of an earlier program learn how queries see them, and are no longer read for whatever is asked."""

import sqlalchemy as sa

from services.common.queries.filtering import Filter
from services.insights.core.slices import Cut
from services.insights.store import Archive, asking, numbers, oddness, placing, tables
from tests.unit.insights.histories import said

EVER = Cut(0, 4_000_000_000_000_000)
TEXTS = ("Lost bag", "acme는 늦다", "Café déjà lost", "สวัสดี acme", "ac\u200bme lost", "")
_M = tables.mentions.c


def marks(conn):
    return list(conn.execute(sa.select(_M.odd).order_by(_M.id)).scalars())


def looked_up(conn, expression):
    """Rows that are read for a query."""
    held = asking.conditions(conn, Filter(expression))
    return set(conn.execute(sa.select(_M.id).where(*held)).scalars())


async def test_rows_nobody_looked_at_learn_how_queries_see_them(open_database, monkeypatch):
    monkeypatch.setattr(oddness, "AT_ONCE", 4)
    db = await open_database("insights")
    kept = Archive(db, page_size=10, on_event=list)
    await kept.take([said(str(at), text=text, created=1_700_000_000 + at) for at, text in enumerate(TEXTS)])
    told = await db.read(marks)
    assert set(told) == {0, 1}
    await db.write(lambda conn: conn.execute(sa.update(tables.mentions).values(odd=None)))
    assert len(await db.read(lambda conn: looked_up(conn, "zebra"))) == len(TEXTS)
    await placing.run(db)
    assert await db.read(marks) == told
    assert len(await db.read(lambda conn: looked_up(conn, "zebra"))) == told.count(1)
    assert await db.write(oddness.look) == 0
    for expression, count in (("acme", 3), ("lost", 3), ("cafe", 1), ("zebra", 0)):
        cut = Cut(EVER.start, EVER.end, asked=Filter(expression))
        assert (await db.read(lambda conn, cut=cut: numbers.total(conn, cut))).mentions == count, expression


async def test_an_edited_mention_is_looked_at_anew(open_database):
    db = await open_database("insights")
    kept = Archive(db, page_size=10, on_event=list)
    for revision, text in enumerate(("Lost bag", "acme는", "Found bag")):
        await kept.take([said("1", text=text, revision=revision)])
        assert await db.read(marks) == [revision % 2]
