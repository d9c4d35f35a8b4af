"""Refuses words that were on their way here while somebody they may speak of was forgotten.

An erasure takes out what was written; what waits for its lock, or for SQLite's one writer, would be saved
behind it, and nobody would look for it again. So the forgotten are counted before and after waiting.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from services.common.model import errors
from services.router.core import intake, names
from services.router.store import tables

_M: Final = tables.members.c
_O: Final = tables.opportunities.c


def count(conn: sa.Connection, uid: str) -> int:
    """How many mentions of an opportunity are of people who asked to be forgotten."""
    query = (
        sa.select(sa.func.count())
        .select_from(tables.members.join(tables.opportunities, _O.id == _M.opportunity_id))
        .where(_O.uid == uid, _M.status == intake.FORGOTTEN)
    )
    return conn.execute(query).scalar_one()


def check(conn: sa.Connection, uid: str, before: int) -> None:
    """Whether nobody was forgotten since `count` told `before`; the caller has locked the opportunity.

    Raises:
        WrongState: if somebody was; nothing of what the transaction wrote may stay.
    """
    if count(conn, uid) > before:
        name = names.opportunity(uid)
        raise errors.WrongState(
            f"Somebody in {name} was forgotten while this was being saved, so it was not; "
            "read it again before you write.",
            opportunity=name,
        )
