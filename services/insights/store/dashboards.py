"""Keeps dashboards, the links to them, and reports of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from antiphon.insights.v1 import dashboard_service_pb2 as api
from services.common.store import bulk
from services.insights.store import tables

_D = tables.dashboards.c
_L = tables.dashboard_links.c
_R = tables.reports.c


class Lent(NamedTuple):
    """A dashboard that somebody else's page is made of, and the brands whose numbers it may show."""

    dashboard: str
    brands: frozenset[str]


class Link(NamedTuple):
    """What lends a dashboard to whoever has its token.

    Attributes:
        lent: what it shows.
        expire_time: when it ends, in microseconds since 1970, as are the other times.
        creator: who made it; empty where that was not kept yet.
        create_time: when it was made; None where that was not kept yet.
        use_time: when somebody last looked by it; None if nobody did.
    """

    lent: Lent
    expire_time: int
    creator: str
    create_time: int | None
    use_time: int | None = None


class Due(NamedTuple):
    """A report, and the brands whose numbers it may show."""

    report: api.Report
    brands: frozenset[str]


def create(conn: sa.Connection, dashboard: api.Dashboard, now: int) -> bool:
    """Keeps a dashboard; False where the name is taken."""
    row = {
        "name": dashboard.name,
        "dashboard": dashboard.SerializeToString(),
        "create_time": now,
        "update_time": now,
    }
    return bool(bulk.insert_new(conn, tables.dashboards, [row], key=["name"]))


def update(conn: sa.Connection, dashboard: api.Dashboard, now: int) -> None:
    """Changes a dashboard."""
    query = sa.update(tables.dashboards).where(_D.name == dashboard.name)
    conn.execute(query.values(dashboard=dashboard.SerializeToString(), update_time=now))


def get(conn: sa.Connection, name: str) -> api.Dashboard | None:
    """One dashboard."""
    row = conn.execute(sa.select(tables.dashboards).where(_D.name == name)).one_or_none()
    return None if row is None else _told(row)


def everything(conn: sa.Connection) -> list[api.Dashboard]:
    """All dashboards by name."""
    return [_told(row) for row in conn.execute(sa.select(tables.dashboards).order_by(_D.name))]


def delete(conn: sa.Connection, name: str) -> None:
    """Forgets a dashboard with its links and reports."""
    unlink(conn, name)
    conn.execute(sa.delete(tables.reports).where(_R.dashboard == name))
    conn.execute(sa.delete(tables.dashboards).where(_D.name == name))


def link(conn: sa.Connection, digest: bytes, made: Link, now: int) -> None:
    """Keeps a link by the digest of its token, and drops those that ended."""
    conn.execute(sa.delete(tables.dashboard_links).where(_L.expire_time <= now))
    row = {
        "digest": digest,
        "dashboard": made.lent.dashboard,
        "brands": _listed(made.lent.brands),
        "expire_time": made.expire_time,
        "creator": made.creator,
        "create_time": made.create_time,
    }
    conn.execute(sa.insert(tables.dashboard_links).values(row))


def unlink(conn: sa.Connection, name: str) -> None:
    """Ends the links of a dashboard."""
    conn.execute(sa.delete(tables.dashboard_links).where(_L.dashboard == name))


def end(conn: sa.Connection, digest: bytes) -> None:
    """Ends one link."""
    conn.execute(sa.delete(tables.dashboard_links).where(_L.digest == digest))


def linked(conn: sa.Connection, digest: bytes, now: int) -> Link | None:
    """The link with a token of this digest; None where it ended or never was."""
    query = sa.select(tables.dashboard_links).where(_L.digest == digest, _L.expire_time > now)
    row = conn.execute(query).one_or_none()
    return None if row is None else _link(row)


def links(conn: sa.Connection, name: str, now: int) -> list[tuple[bytes, Link]]:
    """Digests and links of a dashboard that show it still; newest first, those of unknown age last."""
    query = sa.select(tables.dashboard_links).where(_L.dashboard == name, _L.expire_time > now)
    ordered = query.order_by(sa.func.coalesce(_L.create_time, 0).desc(), _L.digest)
    return [(row.digest, _link(row)) for row in conn.execute(ordered)]


def used(conn: sa.Connection, digest: bytes, now: int) -> None:
    """Notes that somebody looked by a link."""
    conn.execute(sa.update(tables.dashboard_links).where(_L.digest == digest).values(use_time=now))


def create_report(conn: sa.Connection, due: Due, next_time: int) -> bool:
    """Keeps a report; False where the name is taken."""
    row = {
        "name": due.report.name,
        "report": due.report.SerializeToString(),
        "dashboard": due.report.dashboard,
        "brands": _listed(due.brands),
        "next_time": next_time,
        "send_time": None,
    }
    return bool(bulk.insert_new(conn, tables.reports, [row], key=["name"]))


def report(conn: sa.Connection, name: str) -> Due | None:
    """One report."""
    row = conn.execute(sa.select(tables.reports).where(_R.name == name)).one_or_none()
    return None if row is None else _due(row)


def reports(conn: sa.Connection) -> list[api.Report]:
    """All reports by name."""
    return [_due(row).report for row in conn.execute(sa.select(tables.reports).order_by(_R.name))]


def due(conn: sa.Connection, now: int) -> Sequence[Due]:
    """Reports whose time has come."""
    query = sa.select(tables.reports).where(_R.next_time <= now).order_by(_R.next_time, _R.name)
    return [_due(row) for row in conn.execute(query)]


def sent(conn: sa.Connection, name: str, next_time: int, now: int) -> None:
    """Keeps that a report was handed to its channel."""
    values = {"next_time": next_time, "send_time": now}
    conn.execute(sa.update(tables.reports).where(_R.name == name).values(values))


def delete_report(conn: sa.Connection, name: str) -> None:
    """Forgets a report."""
    conn.execute(sa.delete(tables.reports).where(_R.name == name))


def _listed(brands: frozenset[str]) -> str:
    return json.dumps(sorted(brands))


def _link(row: sa.Row[Any]) -> Link:
    lent = Lent(row.dashboard, frozenset(json.loads(row.brands)))
    return Link(lent, row.expire_time, row.creator or "", row.create_time, row.use_time)


def _told(row: sa.Row[Any]) -> api.Dashboard:
    found = api.Dashboard.FromString(row.dashboard)
    found.create_time.FromMicroseconds(row.create_time)
    found.update_time.FromMicroseconds(row.update_time)
    return found


def _due(row: sa.Row[Any]) -> Due:
    found = api.Report.FromString(row.report)
    found.next_time.FromMicroseconds(row.next_time)
    if row.send_time is not None:
        found.send_time.FromMicroseconds(row.send_time)
    return Due(found, frozenset(json.loads(row.brands)))
