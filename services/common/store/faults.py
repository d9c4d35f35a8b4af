"""Turns what drivers raise into our errors: the disk is full, or the database is out of reach.

What is left over (a broken constraint, a wrong statement) is the caller's own and passes unchanged.
"""

from __future__ import annotations

import sqlite3
from typing import Final

import sqlalchemy as sa

from services.common.model import errors
from services.common.store.address import Address

RETRIED_STATES: Final = frozenset({"40001", "40P01", "55P03"})
"""Serialization failure, deadlock, lock not granted in time: the same transaction may succeed later."""

_FULL_STATES: Final = frozenset({"53100", "58030"})
_UNAVAILABLE_CLASSES: Final = frozenset({"08", "28", "3D", "53", "57", "58"})
_UNAVAILABLE_STATES: Final = frozenset({"25006", *RETRIED_STATES})

_PRIMARY_CODE: Final = 0xFF
_FULL_CODES: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})
_UNAVAILABLE_CODES: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_PERM,
    }
)
_DAMAGED_CODES: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def refusal_of(fault: Exception, address: Address) -> errors.Refusal | None:
    """Our error for a driver's; None where it is not about the database's own state."""
    if isinstance(fault, sa.exc.TimeoutError):
        return errors.StoreUnavailable(
            f"All connections to {address} are in use; raise ANTIPHON_STORE_POOL_SIZE."
        )
    cause = fault.orig if isinstance(fault, sa.exc.DBAPIError) else fault
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause, address)
    return _of_postgres(fault, address) if isinstance(fault, sa.exc.DBAPIError) else None


def forget_values(fault: BaseException) -> None:
    """Keeps the first line of what Postgres said: the next ones quote rows, and logs must not."""
    if isinstance(fault, sa.exc.DBAPIError) and fault.orig is not None:
        said = _first_line(fault.orig)
        fault.orig.args = (said,)
        fault.args = (f"({type(fault.orig).__name__}) {said}",)


def sqlstate(fault: Exception) -> str:
    """The five-letter state of a Postgres error, or nothing."""
    return getattr(getattr(fault, "orig", None), "sqlstate", None) or ""


def is_disconnect(fault: BaseException) -> bool:
    """Whether the connection itself is gone, and with it the transaction."""
    return isinstance(fault, sa.exc.DBAPIError) and fault.connection_invalidated


def _of_postgres(fault: sa.exc.DBAPIError, address: Address) -> errors.Refusal | None:
    state = sqlstate(fault)
    said = _first_line(fault.orig)
    if state in _FULL_STATES:
        return errors.StoreFull(f"The disk of {address} is full; free space there.", sqlstate=state)
    if state == "57014":
        return errors.StoreUnavailable(
            f"A statement on {address} took too long and was ended; "
            "see ANTIPHON_STORE_STATEMENT_TIMEOUT_SECONDS.",
            sqlstate=state,
        )
    if state[:2] in _UNAVAILABLE_CLASSES or state in _UNAVAILABLE_STATES:
        return errors.StoreUnavailable(f"{address} does not answer: {said}.", sqlstate=state)
    if not state and isinstance(fault, sa.exc.OperationalError | sa.exc.InterfaceError):
        return errors.StoreUnavailable(
            f"{address} cannot be reached: {said}. "
            "Check that Postgres runs there and that ANTIPHON_STORE_URL is right."
        )
    return None


def _of_sqlite(cause: sqlite3.Error, address: Address) -> errors.Refusal | None:
    code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_OK) & _PRIMARY_CODE
    if code in _FULL_CODES:
        return errors.StoreFull(
            f"{address} cannot grow: {cause}. Free space on its disk or move ANTIPHON_DATA_FOLDER.",
            sqlite=cause.sqlite_errorname,
        )
    if code in _UNAVAILABLE_CODES:
        return errors.StoreUnavailable(
            f"{address} cannot be used: {cause}. Check the rights of the file and its folder.",
            sqlite=cause.sqlite_errorname,
        )
    if code in _DAMAGED_CODES:
        return errors.StoreUnavailable(
            f"{address} is damaged: {cause}. Put back a copy, or move it away to start empty.",
            sqlite=cause.sqlite_errorname,
        )
    return None


def _first_line(cause: BaseException | None) -> str:
    lines = str(cause).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(cause).__name__
