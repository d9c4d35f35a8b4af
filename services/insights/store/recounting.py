"""Counts rows anew: people said something of them or took it back, or nobody counted them before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.insights.core import cells, entries
from services.insights.store import counting, interning, rollups, tables

_M = tables.mentions.c


def count_anew(conn: sa.Connection, rows: Sequence[sa.Row[Any]]) -> None:
    """Lets the numbers follow what people say of rows, given as they were counted, if they were."""
    facts = [
        entries.Entry(mention_pb2.Mention.FromString(row.mention), score_pb2.Score.FromString(row.score))
        for row in rows
    ]
    said = counting.standing(conn, {row.id: row.revision for row in rows})
    facets = [cells.facet(*fact, said.get(row.id)) for fact, row in zip(facts, rows, strict=True)]
    counts = counting.numbered(conn, interning.Names().learning(), facts, facets)
    difference, changed = rollups.Difference(), []
    for row, facet, count in zip(rows, facets, counts, strict=True):
        difference.mentions[row.network, row.sentiment] -= 1
        difference.mentions[row.network, facet.sentiment] += 1
        difference.take((row.create_time, row.scope, row.facet, row.reach, row.engagement, row.certainty))
        difference.add([(row.create_time, *count)])
        values = dict(zip(counting.COLUMNS, count, strict=True))
        changed.append({"at": row.id, "felt": facet.sentiment, **{f"new_{k}": v for k, v in values.items()}})
    if not changed:
        return
    to: dict[str, sa.BindParameter[int]] = {name: sa.bindparam(f"new_{name}") for name in counting.COLUMNS}
    update = sa.update(tables.mentions).where(_M.id == sa.bindparam("at"))
    conn.execute(update.values(sentiment=sa.bindparam("felt"), **to), changed)
    difference.apply(conn)
