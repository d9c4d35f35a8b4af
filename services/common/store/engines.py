"""How connections of each dialect are made, and how their transactions begin."""

from __future__ import annotations

import json
import sqlite3
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.pool import ConnectionPoolEntry

from services.common.config.store import StoreSettings
from services.common.model import errors
from services.common.store import stages, telemetry, types
from services.common.store.address import Address

CONNECT_TIMEOUT_SECONDS: Final = 5
_IDLE_IN_TRANSACTION_SECONDS: Final = 60
_STATEMENT_CACHE: Final = 512
_CHECKPOINT_PAGES: Final = 8_000
_JOURNAL_BYTES: Final = 64 * 1024**2
_WRITER_CACHE_KIB: Final = 65_536
_READER_CACHE_KIB: Final = 4_096


def _spare_adapting() -> None:
    """Tells SQLite's driver what to do with bytes, NULL and truth: it need not find out at each value.

    It takes numbers and text as they are and asks any other value what it would rather be, which costs
    several times as much as handing the value over.
    """
    sqlite3.register_adapter(bytes, bytes)
    sqlite3.register_adapter(type(None), lambda nothing: nothing)
    sqlite3.register_adapter(bool, int)


_spare_adapting()


def sqlite_writer(address: Address, settings: StoreSettings) -> sa.Engine:
    """The one connection that writes; its transactions take the write lock when they begin."""
    return _sqlite(
        address,
        settings,
        size=1,
        begin="BEGIN IMMEDIATE",
        pragmas=(
            f"synchronous = {settings.sqlite_synchronous}",
            f"wal_autocheckpoint = {_CHECKPOINT_PAGES}",
            f"journal_size_limit = {_JOURNAL_BYTES}",
            f"cache_size = -{_WRITER_CACHE_KIB}",
            "secure_delete = FAST",  # deleted rows are overwritten where that costs no further page
        ),
    )


def sqlite_reader(address: Address, settings: StoreSettings) -> sa.Engine:
    """Connections that cannot write; each transaction sees one snapshot."""
    return _sqlite(
        address,
        settings,
        size=settings.pool_size,
        begin="BEGIN",
        pragmas=("query_only = ON", f"cache_size = -{_READER_CACHE_KIB}"),
    )


def sqlite_at_hand(address: Address, settings: StoreSettings) -> sa.Engine:
    """One connection that cannot write and waits for no lock, for who must not wait."""
    return _sqlite(
        address,
        settings,
        size=1,
        begin="BEGIN",
        pragmas=("query_only = ON", "busy_timeout = 0", f"cache_size = -{_READER_CACHE_KIB}"),
    )


def sqlite_migrator(address: Address, settings: StoreSettings) -> sa.Engine:
    """One connection that may rebuild tables: references are not followed while it does."""
    return _sqlite(
        address,
        settings,
        size=1,
        begin="BEGIN IMMEDIATE",
        pragmas=("foreign_keys = OFF", "synchronous = FULL"),
    )


def postgres(
    address: Address,
    settings: StoreSettings,
    *,
    statement_timeout_seconds: float | None = None,
) -> sa.Engine:
    """A bounded pool whose sessions live in the service's schema, in UTC, with timeouts."""
    statement_timeout = statement_timeout_seconds or settings.statement_timeout_seconds
    session = {
        "search_path": address.service,
        "timezone": "UTC",
        "statement_timeout": round(statement_timeout * 1000),
        "lock_timeout": round(settings.lock_timeout_seconds * 1000),
        "idle_in_transaction_session_timeout": _IDLE_IN_TRANSACTION_SECONDS * 1000,
        "client_min_messages": "warning",
    }
    given = str(address.url.query.get("options", ""))
    options = " ".join([given, *(f"-c {name}={value}" for name, value in session.items())]).strip()
    engine = sa.create_engine(
        address.url,
        hide_parameters=True,  # they are what people wrote
        execution_options={telemetry.SERVICE_OPTION: address.service},
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=settings.lock_timeout_seconds,
        pool_use_lifo=True,
        use_native_hstore=False,
        json_serializer=_json,
        connect_args={
            "options": options,
            "connect_timeout": CONNECT_TIMEOUT_SECONDS,
            "application_name": f"antiphon-{address.service}",
            "keepalives_idle": 30,
            "tcp_user_timeout": 30_000,
        },
    )
    stages.follow(engine)
    return engine


def _sqlite(
    address: Address, settings: StoreSettings, *, size: int, begin: str, pragmas: tuple[str, ...]
) -> sa.Engine:
    engine = sa.create_engine(
        address.url,
        hide_parameters=True,  # they are what people wrote
        execution_options={telemetry.SERVICE_OPTION: address.service},
        poolclass=sa.QueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=settings.lock_timeout_seconds,
        json_serializer=_json,
        # None keeps the driver's hands off transactions: `begin` below starts them.
        connect_args={
            "isolation_level": None,
            "timeout": settings.lock_timeout_seconds,
            "cached_statements": _STATEMENT_CACHE,
        },
    )

    def prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if mode != "wal":
            raise errors.StoreUnavailable(
                f"{address} lies on a file system without shared memory, which SQLite needs; "
                "move ANTIPHON_DATA_FOLDER to a local disk."
            )
        for pragma in ("foreign_keys = ON", "temp_store = MEMORY", *pragmas):
            connection.execute(f"PRAGMA {pragma}")

    def start(conn: sa.Connection) -> None:
        conn.exec_driver_sql(begin)

    sa.event.listen(engine, "connect", prepare)
    sa.event.listen(engine, "begin", start)
    return engine


def _json(document: Any) -> str:
    return types.without_nul(json.dumps(document))
