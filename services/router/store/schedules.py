"""Calendars and deadline policies: set up, changed, removed. A change is swept into what waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from antiphon.routing.v1 import deadline_service_pb2 as messages
from antiphon.routing.v1 import staffing_service_pb2 as staffing
from services.common.model import errors
from services.common.model.principal import Principal
from services.common.store import bulk
from services.router.core import basis, calendars, deadlines, names, schedules
from services.router.core.calendars import Calendar
from services.router.store import database, history, seats, tables, versions
from services.router.store import deadlines as sweeping

_C: Final = tables.calendars.c
_P: Final = tables.deadline_policies.c

CALENDARS: Final = "calendars"
POLICIES: Final = "deadlinePolicies"
AT_MOST: Final = 1000
"""Calendars, or deadline policies, at most."""


def create_calendar(conn: sa.Connection, who: Principal, name: str, told: messages.Calendar) -> None:
    """Sets up a calendar.

    Raises:
        AlreadyExists, InvalidField: if it cannot be.
    """
    schedules.calendar(told)
    _insert(conn, who, tables.calendars, names.calendar(name), {"name": name, "message": _kept(told)})
    _note(conn, who, "calendar-create", names.calendar(name))


def update_calendar(
    conn: sa.Connection, who: Principal, name: str, told: messages.Calendar, based_on: int | None = None
) -> None:
    """Replaces a calendar; whatever counts by it is counted anew.

    Raises:
        NotFound, InvalidField: if it cannot be.
        StaleVersion: if it has changed since `based_on`, in microseconds; None for any.
    """
    schedules.calendar(told)
    row = {"name": name, "message": _kept(told)}
    _update(conn, who, tables.calendars, names.calendar(name), row, based_on=based_on)
    sweeping.begin_sweep(conn)
    _note(conn, who, "calendar-update", names.calendar(name))


def put_calendar(
    conn: sa.Connection, who: Principal, name: str, told: messages.Calendar, based_on: int | None = None
) -> None:
    """Sets a calendar up, or replaces the one of that name.

    Raises:
        InvalidField: if it cannot be.
    """
    if _is_there(conn, tables.calendars, name):
        update_calendar(conn, who, name, told, based_on)
        return
    basis.check(names.calendar(name), based_on, None)
    create_calendar(conn, who, name, told)


def delete_calendar(conn: sa.Connection, who: Principal, name: str) -> None:
    """Removes a calendar.

    Raises:
        NotFound: if there is none.
        WrongState: while something names it.
    """
    users = _users(conn, name)
    if users:
        raise errors.WrongState(
            f"{names.calendar(name)} is used by {', '.join(users)}; give them another one first.",
            resource=names.calendar(name),
        )
    _delete(conn, who, tables.calendars, name, names.calendar(name))
    _note(conn, who, "calendar-delete", names.calendar(name))


def calendar(conn: sa.Connection, name: str) -> messages.Calendar:
    """A calendar, and whether it is open now.

    Raises:
        NotFound: if there is none.
    """
    row = conn.execute(sa.select(tables.calendars).where(_C.name == name)).one_or_none()
    if row is None:
        raise errors.NotFound(names.calendar(name))
    return _calendar(row, database.now(conn))


def all_calendars(conn: sa.Connection) -> Sequence[messages.Calendar]:
    """All calendars, by name."""
    now = database.now(conn)
    query = sa.select(tables.calendars).order_by(_C.name)
    return [_calendar(row, now) for row in conn.execute(query)]


def counted(conn: sa.Connection, name: str) -> Calendar | None:
    """A calendar to count with; None when there is none of that name."""
    message = conn.execute(sa.select(_C.message).where(_C.name == name)).scalar_one_or_none()
    return None if message is None else schedules.calendar(messages.Calendar.FromString(message))


def create_policy(conn: sa.Connection, who: Principal, name: str, told: messages.DeadlinePolicy) -> None:
    """Sets up a deadline policy.

    Raises:
        AlreadyExists, InvalidField: if it cannot be.
    """
    _insert(conn, who, tables.deadline_policies, names.deadline_policy(name), _policy_row(conn, name, told))
    sweeping.begin_sweep(conn)
    _note(conn, who, "deadlines-create", names.deadline_policy(name))


def update_policy(
    conn: sa.Connection, who: Principal, name: str, told: messages.DeadlinePolicy, based_on: int | None = None
) -> None:
    """Replaces a deadline policy.

    Raises:
        NotFound, InvalidField: if it cannot be.
        StaleVersion: if it has changed since `based_on`, in microseconds; None for any.
    """
    row = _policy_row(conn, name, told)
    _update(conn, who, tables.deadline_policies, names.deadline_policy(name), row, based_on=based_on)
    sweeping.begin_sweep(conn)
    _note(conn, who, "deadlines-update", names.deadline_policy(name))


def put_policy(
    conn: sa.Connection, who: Principal, name: str, told: messages.DeadlinePolicy, based_on: int | None = None
) -> None:
    """Sets a deadline policy up, or replaces the one of that name.

    Raises:
        InvalidField: if it cannot be.
    """
    if _is_there(conn, tables.deadline_policies, name):
        update_policy(conn, who, name, told, based_on)
        return
    basis.check(names.deadline_policy(name), based_on, None)
    create_policy(conn, who, name, told)


def delete_policy(conn: sa.Connection, who: Principal, name: str) -> None:
    """Removes a deadline policy; what named it gets the default's deadlines.

    Raises:
        NotFound: if there is none.
    """
    _delete(conn, who, tables.deadline_policies, name, names.deadline_policy(name))
    sweeping.begin_sweep(conn)
    _note(conn, who, "deadlines-delete", names.deadline_policy(name))


def policy(conn: sa.Connection, name: str) -> messages.DeadlinePolicy:
    """A deadline policy; the built-in one where none is called default.

    Raises:
        NotFound: if there is none.
    """
    row = conn.execute(sa.select(tables.deadline_policies).where(_P.name == name)).one_or_none()
    if row is not None:
        return _policy(row)
    if name == deadlines.DEFAULT.name:
        return schedules.built_in()
    raise errors.NotFound(names.deadline_policy(name))


def all_policies(conn: sa.Connection) -> Sequence[messages.DeadlinePolicy]:
    """All deadline policies, by name."""
    rows = conn.execute(sa.select(tables.deadline_policies).order_by(_P.name)).all()
    found = [_policy(row) for row in rows]
    if all(row.name != deadlines.DEFAULT.name for row in rows):
        found.append(schedules.built_in())
    return sorted(found, key=lambda told: told.name)


def _users(conn: sa.Connection, name: str) -> list[str]:
    """What names a calendar."""
    of_policies = conn.execute(sa.select(_P.name).where(_P.calendar == name)).scalars()
    of_staff = [
        f"{table.name}/{row.id}"
        for table, kind in ((tables.queues, staffing.Queue), (tables.agents, staffing.Agent))
        for row in conn.execute(sa.select(table.c.id, table.c.document))
        if kind.FromString(row.document).calendar in {name, names.calendar(name)}
    ]
    return sorted([*(names.deadline_policy(found) for found in of_policies), *of_staff])


def _policy_row(conn: sa.Connection, name: str, told: messages.DeadlinePolicy) -> dict[str, Any]:
    named, found = "", calendars.ALWAYS
    if told.calendar:
        named = names.plain_id(told.calendar, CALENDARS, "deadline_policy.calendar")
        known = counted(conn, named)
        if known is None:
            raise errors.InvalidField(
                "deadline_policy.calendar", f"{told.calendar} does not exist; create it first."
            )
        found = known
    schedules.policy(told, name, found)
    return {"name": name, "calendar": named, "message": _kept(told)}


def _kept(told: messages.Calendar | messages.DeadlinePolicy) -> bytes:
    """What is set of a resource, without what is told only."""
    kept = type(told).FromString(told.SerializeToString())
    for field in ("name", "open", "next_open_time", "update_time", "built_in"):
        if field in kept.DESCRIPTOR.fields_by_name:
            kept.ClearField(field)
    return kept.SerializeToString(deterministic=True)


def _is_there(conn: sa.Connection, table: sa.Table, name: str) -> bool:
    return conn.execute(sa.select(table.c.id).where(table.c.name == name)).first() is not None


def _insert(
    conn: sa.Connection, who: Principal, table: sa.Table, full: str, row: dict[str, Any]
) -> None:  # fmt: skip
    if conn.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() >= AT_MOST:
        raise errors.InvalidField("name", f"there are {AT_MOST} already; delete what is not used.")
    if not bulk.insert_new(conn, table, [row | {"update_time": database.now(conn)}], ["name"]):
        raise errors.AlreadyExists(full)
    history.keep(conn, who, full, history.CREATE, row["message"])


def _update(
    conn: sa.Connection,
    who: Principal,
    table: sa.Table,
    full: str,
    row: dict[str, Any],
    *,
    based_on: int | None,
) -> None:
    before = _before(conn, table, row["name"], full)
    basis.check(full, based_on, before.time)
    changed = (
        table.update().where(table.c.name == row["name"]).values(row | {"update_time": database.now(conn)})
    )
    conn.execute(changed)
    history.keep(conn, who, full, history.UPDATE, row["message"], before=before)


def _delete(conn: sa.Connection, who: Principal, table: sa.Table, name: str, full: str) -> None:
    before = _before(conn, table, name, full)
    conn.execute(table.delete().where(table.c.name == name))
    history.keep(conn, who, full, history.DELETE, b"", before=before)


def _before(conn: sa.Connection, table: sa.Table, name: str, full: str) -> history.Before:
    """What stands there, which nobody else changes until the transaction ends."""
    query = sa.select(table.c.message, table.c.update_time).where(table.c.name == name).with_for_update()
    row = conn.execute(query).one_or_none()
    if row is None:
        raise errors.NotFound(full)
    return history.Before(*row)


def _note(conn: sa.Connection, who: Principal, action: str, full: str) -> None:
    versions.renew(conn, versions.DEADLINES)
    seats.note(conn, who.holder, action, "", database.now(conn), detail=full)


def _calendar(row: Any, now: int) -> messages.Calendar:
    told = messages.Calendar.FromString(row.message)
    counting = schedules.calendar(told)
    told.name, told.open = names.calendar(row.name), counting.is_open(now)
    opens = None if told.open else counting.next_open(now)
    if opens is not None:
        told.next_open_time.FromMicroseconds(opens)
    told.update_time.FromMicroseconds(row.update_time)
    return told


def _policy(row: Any) -> messages.DeadlinePolicy:
    told = messages.DeadlinePolicy.FromString(row.message)
    told.name = names.deadline_policy(row.name)
    told.update_time.FromMicroseconds(row.update_time)
    return told
