"""Whose answers need approval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from antiphon.routing.v1 import drafting_service_pb2 as drafting
from services.common.model import errors
from services.common.model.principal import Principal
from services.router.core import consent
from services.router.core.consent import Rule
from services.router.store import database, seats, tables

_A: Final = tables.approval_rules.c


def is_needed(conn: sa.Connection, who: Principal, brand: str, network: str) -> bool:
    """Whether an answer by this person for this brand on this network needs approval."""
    return any(
        _rule(row).holds(who, brand, network) for row in conn.execute(sa.select(tables.approval_rules))
    )


def add(conn: sa.Connection, who: Principal, asked: drafting.ApprovalRule) -> drafting.ApprovalRule:
    """Keeps a rule.

    Raises:
        InvalidField: if it names what cannot be.
        NotPermitted: if it is for a brand that is not one of the caller's.
    """
    rule = consent.read(asked)
    seats.brand_filter(who, rule.brand)
    now = database.now(conn)
    values = rule._asdict() | {"create_time": now}
    kept = conn.execute(tables.approval_rules.insert().values(values).returning(*tables.approval_rules.c))
    view = _view(kept.one())
    seats.note(conn, who.holder, "require-approval", "", now, detail=str(rule), brand=rule.brand)
    return view


def listed(conn: sa.Connection, who: Principal) -> Sequence[drafting.ApprovalRule]:
    """All rules that concern the caller's brands."""
    rows = conn.execute(sa.select(tables.approval_rules).order_by(_A.id)).all()
    return [_view(row) for row in rows if not row.brand or who.works_for(row.brand)]


def remove(conn: sa.Connection, who: Principal, name: str) -> None:
    """Deletes a rule.

    Raises:
        NotFound: if there is none of that name.
    """
    number = consent.number(name)
    row = conn.execute(sa.select(tables.approval_rules).where(_A.id == number)).one_or_none()
    if row is None or (row.brand and not who.works_for(row.brand)):
        raise errors.NotFound(name)
    conn.execute(tables.approval_rules.delete().where(_A.id == number))
    now = database.now(conn)
    seats.note(conn, who.holder, "drop-approval", "", now, detail=str(_rule(row)), brand=row.brand)


def _rule(row: Any) -> Rule:
    return Rule(row.brand, row.author, row.role, row.network)


def _view(row: Any) -> drafting.ApprovalRule:
    view = drafting.ApprovalRule(
        name=f"approvalRules/{row.id}",
        brand=row.brand,
        author=row.author,
        role=row.role,
        network=row.network,
    )
    view.create_time.FromMicroseconds(row.create_time)
    return view
