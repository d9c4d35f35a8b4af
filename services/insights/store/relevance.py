"""Reads back which mentions people judged to be about a brand, and which not."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from antiphon.insights.v1 import curation_service_pb2 as api
from antiphon.insights.v1 import insights_service_pb2 as insights
from services.insights.core import corrections
from services.insights.store import search, tables

_C = tables.corrections.c
_M = tables.mentions.c
_S = tables.scope_matches.c
_MENTION = (_M.mention, _M.score, _M.archive_time)


class Asked(NamedTuple):
    """Which judgements.

    Attributes:
        brand: `brands/{brand}`, for which they were given.
        query: only of what it found; empty for all.
        relevant: only those that say so; None for both.
    """

    brand: str
    query: str = ""
    relevant: bool | None = None


class Page(NamedTuple):
    """Judgements, the last first, and the row to go on before; 0 at the end."""

    judgements: list[api.RelevanceJudgement]
    before: int


def page(conn: sa.Connection, asked: Asked, most: int, before: int, visible: search.BrandSet) -> Page:
    """The next `most` judgements before a row, 0 for the last; of each mention only the last one."""
    query = sa.select(_C.id, _C.label, _C.corrector, _C.create_time, *_MENTION).where(
        *_conditions(asked), search.visible_to(visible)
    )
    if before:
        query = query.where(_C.id < before)
    rows = conn.execute(query.order_by(_C.id.desc()).limit(most + 1)).all()
    told = [
        _told(
            row.label,
            row.corrector,
            row.create_time,
            search.archived(row.mention, row.score, row.archive_time),
        )
        for row in rows[:most]
    ]
    return Page(told, rows[most - 1].id if len(rows) > most else 0)


def _conditions(asked: Asked) -> list[sa.ColumnElement[bool]]:
    later = tables.corrections.alias().c
    replaced = sa.exists().where(
        later.mention_id == _C.mention_id,
        later.question == _C.question,
        later.brand == _C.brand,
        later.id > _C.id,
    )
    found = [
        _C.brand == asked.brand,
        _C.question == corrections.RELEVANT,
        _M.id == _C.mention_id,
        _M.revision == _C.revision,
        ~replaced,
    ]
    if asked.relevant is not None:
        found.append(_C.label == int(asked.relevant))
    if asked.query:
        scopes = sa.select(_S.scope).where(_S.brand == asked.brand, _S.query == asked.query)
        found.append(_M.scope.in_(scopes))
    return found


def _told(label: int, judge: str, moment: int, mention: insights.ArchivedMention) -> api.RelevanceJudgement:
    told = api.RelevanceJudgement(mention=mention, relevant=bool(label), judge=judge)
    told.create_time.FromMicroseconds(moment)
    return told
