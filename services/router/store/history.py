"""How queues, agents, calendars and deadline policies came to be as they are: every version, who and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from antiphon.routing.v1 import audit_service_pb2 as messages
from services.common.model import errors
from services.common.model.principal import Principal
from services.router.core import paging
from services.router.store import database, tables

_V: Final = tables.setup_versions.c

CREATE: Final = "create"
UPDATE: Final = "update"
DELETE: Final = "delete"

_FIELDS: Final[Mapping[str, Callable[[messages.SetupVersion], Any]]] = {
    "queues": lambda version: version.queue,
    "agents": lambda version: version.agent,
    "calendars": lambda version: version.calendar,
    "deadlinePolicies": lambda version: version.deadline_policy,
}


class Before(NamedTuple):
    """What stood there before a change, and since when."""

    document: bytes
    time: int


def keep(
    conn: sa.Connection,
    who: Principal,
    name: str,
    action: str,
    document: bytes,
    *,
    before: Before | None = None,
) -> None:
    """Adds a version, unless nothing changed; before the first one, what had stood there, too."""
    if action == UPDATE and before is not None and before.document == document:
        return
    latest = conn.execute(sa.select(sa.func.max(_V.version)).where(_V.name == name)).scalar_one() or 0
    rows: list[dict[str, Any]] = []
    if before is not None and not latest:
        rows.append({"action": "", "actor": "", "time": before.time, "document": before.document})
    now = database.now(conn)
    rows.append({"action": action, "actor": who.holder, "time": now, "document": document})
    numbered = [{"name": name, "version": latest + at, **row} for at, row in enumerate(rows, 1)]
    conn.execute(tables.setup_versions.insert(), numbered)


def page(
    conn: sa.Connection, request: messages.ListSetupVersionsRequest
) -> messages.ListSetupVersionsResponse:
    """A page of the versions of one name, newest first.

    Raises:
        InvalidField: if nothing is set up under such names.
        NotFound: if there never was anything of that name.
    """
    kind, _, bare = request.name.partition("/")
    if kind not in _FIELDS or not bare:
        problem = (
            f"{request.name!r} has no versions; write {', '.join(f'{one}/' for one in _FIELDS)} and an id."
        )
        raise errors.InvalidField("name", problem)
    limit = paging.size(request.page_size, 50, 500)
    question = f"versions {request.name}"
    after = paging.decode(request.page_token, question, (int,))
    query = sa.select(tables.setup_versions).where(_V.name == request.name).order_by(_V.version.desc())
    if after:
        query = query.where(_V.version < after[0])
    rows = conn.execute(query.limit(limit + 1)).all()
    if not rows and not after:
        raise errors.NotFound(f"a version of {request.name}")
    return messages.ListSetupVersionsResponse(
        setup_versions=[_view(row, kind) for row in rows[:limit]],
        next_page_token=paging.encode(question, [rows[limit - 1].version]) if len(rows) > limit else "",
    )


def _view(row: Any, kind: str) -> messages.SetupVersion:
    view = messages.SetupVersion(name=row.name, version=row.version, action=row.action, actor=row.actor)
    view.event_time.FromMicroseconds(row.time)
    if row.action != DELETE:
        document = _FIELDS[kind](view)
        document.MergeFromString(row.document)
        document.name = row.name
    return view
