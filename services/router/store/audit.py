"""Reads the audit log. It is written by the changes themselves, and by nothing else."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from antiphon.routing.v1 import audit_service_pb2 as messages
from services.common.model.principal import Principal
from services.router.core import names, paging
from services.router.store import seats, tables

_A: Final = tables.audit.c
_M: Final = tables.members.c
_O: Final = tables.opportunities.c

USUAL: Final = 1000
MOST: Final = 10_000
"""Entries of a page."""


def entries(
    conn: sa.Connection, request: messages.ListAuditEntriesRequest, who: Principal
) -> messages.ListAuditEntriesResponse:
    """A page of the audit log, oldest first: of the caller's brands; who sees every brand sees all.

    Raises:
        InvalidField: for filters that are none.
    """
    limit = paging.size(request.page_size, USUAL, MOST)
    question = f"audit {_filters(request)}"
    after = paging.decode(request.page_token, question, (int,))
    query = sa.select(tables.audit).where(*_wanted(request, who)).order_by(_A.id).limit(limit + 1)
    if after:
        query = query.where(_A.id > after[0])
    rows = conn.execute(query).all()
    return messages.ListAuditEntriesResponse(
        entries=[_entry(row) for row in rows[:limit]],
        next_page_token=paging.encode(question, [rows[limit - 1].id]) if len(rows) > limit else "",
    )


def _filters(request: messages.ListAuditEntriesRequest) -> str:
    filters = messages.ListAuditEntriesRequest()
    filters.CopyFrom(request)
    filters.ClearField("page_size")
    filters.ClearField("page_token")
    return filters.SerializeToString(deterministic=True).hex()


def _wanted(request: messages.ListAuditEntriesRequest, who: Principal) -> list[sa.ColumnElement[bool]]:
    wanted = []
    if request.HasField("start_time"):
        wanted.append(_A.time >= request.start_time.ToMicroseconds())
    if request.HasField("end_time"):
        wanted.append(_A.time < request.end_time.ToMicroseconds())
    if request.actor:
        wanted.append(_A.actor == request.actor)
    if request.action:
        wanted.append(_A.action == request.action)
    if request.opportunity:
        wanted.append(_A.opportunity_uid == names.opportunity_uid(request.opportunity, "opportunity"))
    brands = seats.brand_filter(who)
    if brands is not None:
        wanted.append(sa.or_(_A.brand.in_(brands), sa.and_(_A.brand.is_(None), _concerns(brands))))
    return wanted


def _concerns(brands: list[str]) -> sa.ColumnElement[bool]:
    """Whether an entry without a brand is about their opportunities, or who wrote to them."""
    ours = sa.exists().where(_O.uid == _A.opportunity_uid, _O.brand.in_(brands))
    wrote = sa.exists().where(
        _M.author == _A.mention_author, _O.id == _M.opportunity_id, _O.brand.in_(brands)
    )
    return sa.or_(ours, sa.and_(_A.opportunity_uid == "", wrote))


def _entry(row: Any) -> messages.AuditEntry:
    uid = row.opportunity_uid
    entry = messages.AuditEntry(
        id=row.id,
        actor=row.actor,
        action=row.action,
        opportunity=names.opportunity(uid) if uid else "",
        reply=names.reply(uid, row.request_id) if row.request_id else "",
        detail=row.detail,
    )
    entry.event_time.FromMicroseconds(row.time)
    return entry
