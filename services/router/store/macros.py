"""Saved replies."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from antiphon.routing.v1 import drafting_service_pb2 as drafting
from antiphon.scoring.v1 import score_pb2
from services.common.model import errors
from services.common.model.principal import Principal
from services.common.store import bulk
from services.router.core import macros, names, paging
from services.router.store import database, seats, tables

_M: Final = tables.macros.c
_MEMBERS: Final = tables.members.c


def add(conn: sa.Connection, who: Principal, macro_id: str, asked: drafting.Macro) -> drafting.Macro:
    """Keeps a new saved reply.

    Raises:
        AlreadyExists: if the name is taken.
        InvalidField: if it cannot be used.
    """
    macro = macros.check(asked)
    macro.name = f"macros/{macros.plain_id(macro_id, 'macro_id')}"
    row = _row(conn, who, macro)
    if not bulk.insert_new(conn, tables.macros, [row], ["name"]):
        raise errors.AlreadyExists(macro.name)
    return macro


def change(conn: sa.Connection, who: Principal, asked: drafting.Macro) -> drafting.Macro:
    """Keeps a saved reply in the place of the one of its name.

    Raises:
        InvalidField: if it cannot be used.
        NotFound: if there is none.
    """
    read(conn, who, asked.name)
    macro = macros.check(asked)
    row = _row(conn, who, macro)
    bulk.upsert(conn, tables.macros, [row], key=("name",), update=("brand", "macro"))
    return macro


def remove(conn: sa.Connection, who: Principal, name: str) -> None:
    """Deletes a saved reply.

    Raises:
        NotFound: if there is none.
    """
    brand = read(conn, who, name).brand
    conn.execute(tables.macros.delete().where(_M.name == name.removeprefix("macros/")))
    seats.note(conn, who.holder, "delete-macro", "", database.now(conn), detail=name, brand=brand)


def read(conn: sa.Connection, who: Principal, name: str) -> drafting.Macro:
    """One saved reply.

    Raises:
        NotFound: if there is none, or it is for a brand that is not one of the caller's.
    """
    plain = name.removeprefix("macros/")
    row = conn.execute(sa.select(tables.macros).where(_M.name == plain)).one_or_none()
    if row is None or plain == name or (row.brand and not who.works_for(row.brand)):
        raise errors.NotFound(name)
    return _view(row)


def listed(
    conn: sa.Connection, who: Principal, request: drafting.ListMacrosRequest
) -> drafting.ListMacrosResponse:
    """A page of saved replies by name."""
    brand = names.brand(request.brand)
    brands = seats.brand_filter(who, brand)
    question = f"macros {brand}"
    after = paging.decode(request.page_token, question, (str,))
    limit = paging.size(request.page_size, 50, 500)
    query = sa.select(tables.macros).order_by(_M.name).limit(limit + 1)
    if after is not None:
        query = query.where(_M.name > after[0])
    if brands is not None:
        query = query.where(_M.brand.in_(["", *brands]))
    rows = conn.execute(query).all()
    token = paging.encode(question, [rows[limit - 1].name]) if len(rows) > limit else ""
    return drafting.ListMacrosResponse(macros=[_view(row) for row in rows[:limit]], next_page_token=token)


def spoken(conn: sa.Connection, found: seats.Row) -> str:
    """The language of the mention to answer; empty when not known."""
    query = sa.select(_MEMBERS.score).where(
        _MEMBERS.opportunity_id == found.id, _MEMBERS.mention_key == found.latest_key
    )
    score = conn.execute(query).scalar_one_or_none()
    code = score_pb2.Score.FromString(score or b"").language.code
    return "" if code == "und" else code


def _row(conn: sa.Connection, who: Principal, macro: drafting.Macro) -> dict[str, Any]:
    seats.brand_filter(who, macro.brand)
    now = database.now(conn)
    macro.author = who.holder
    macro.update_time.FromMicroseconds(now)
    seats.note(conn, who.holder, "save-macro", "", now, detail=macro.name, brand=macro.brand)
    name = macro.name.removeprefix("macros/")
    return {"name": name, "brand": macro.brand, "macro": macro.SerializeToString()}


def _view(row: Any) -> drafting.Macro:
    return drafting.Macro.FromString(row.macro)
