"""The history of a service's tables, kept by Alembic in `services/<service>/store/migrations`.

It has two branches. `expand` revisions add; the old program still works with what they make, so
they run before a deploy. `contract` revisions take away; they run when no old program is left.
Every revision waits for locks and runs statements only so long, and of several programs that
upgrade at once one does it while the others wait.
"""

from __future__ import annotations

import importlib
import io
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal

import alembic.command
import alembic.context
import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from services.common.config.data import DataSettings
from services.common.config.store import StoreSettings
from services.common.model import errors
from services.common.obs import logs
from services.common.store import engines, faults
from services.common.store.address import Address
from services.common.store.filelock import FileLock

Phase = Literal["expand", "contract"]
PHASES: Final[tuple[Phase, ...]] = ("expand", "contract")

STATEMENT_TIMEOUT_SECONDS: Final = 600.0
PATIENCE_SECONDS: Final = 600.0
"""How long an upgrade waits for another one."""

_LOCK_CLASS: Final = 0x6D696772
_POLL_SECONDS: Final = 0.1
_alembic_is_global: Final = threading.Lock()

log = logs.get()


def upgrade(
    store: StoreSettings,
    data: DataSettings,
    *,
    service: str,
    phase: Phase | None = None,
    patience_seconds: float = PATIENCE_SECONDS,
) -> None:
    """Brings the tables of `service` to the newest revision of `phase`, or of both.

    Raises:
        StoreUnavailable: if the database cannot be reached, is in use, or a lock was not granted in time.
    """
    address = Address.of(store, data, service)
    history = script(service)
    targets = [f"{name}@head" for name in PHASES if phase in {None, name} and _has_branch(history, name)]
    with _explained(address), _connection(address, store, patience_seconds) as conn, _alembic_is_global:
        heads = _heads(conn)
        if phase == "expand" and _only_added_to(history, heads, address):
            log.warning("store.newer_tables", tables=service, revisions=sorted(heads))
            return
        _refuse_newer(history, heads, address)
        for target in targets:
            config = _config(service)
            config.attributes["connection"] = conn
            config.attributes["metadata"] = tables(service)
            alembic.command.upgrade(config, target)
            conn.commit()  # a look that found nothing to do: in its transaction the next would not commit


def prepare(store: StoreSettings, data: DataSettings, *, service: str) -> None:
    """What a service does as it starts: everything on SQLite, which is its own; on Postgres only additions.

    There an older replica may still run, so what takes away waits for `antiphon db upgrade`.
    """
    embedded = Address.of(store, data, service).dialect == "sqlite"
    upgrade(store, data, service=service, phase=None if embedded else "expand")


def current(store: StoreSettings, data: DataSettings, *, service: str) -> frozenset[str]:
    """Revisions the database stands at; none before the first upgrade."""
    address = Address.of(store, data, service)
    if address.file is not None and not address.file.exists():
        return frozenset()
    engine = (
        engines.postgres(address, store) if address.file is None else engines.sqlite_reader(address, store)
    )
    try:
        with _explained(address), engine.connect() as conn:
            return _heads(conn)
    finally:
        engine.dispose()


def pending(store: StoreSettings, data: DataSettings, *, service: str) -> tuple[str, ...]:
    """Revisions that `upgrade` would run, oldest first."""
    history = script(service)
    heads = current(store, data, service=service)
    _refuse_newer(history, heads, Address.of(store, data, service))
    applied = {found.revision for head in heads for found in history.iterate_revisions(head, "base")}
    every = [found.revision for found in history.walk_revisions("base", "heads")]
    return tuple(revision for revision in reversed(every) if revision not in applied)


def tables(service: str) -> sa.MetaData:
    """The tables of `service` as its code declares them: the one MetaData in its `store.tables`."""
    module = importlib.import_module(f"services.{service}.store.tables")
    found = {value for value in vars(module).values() if isinstance(value, sa.MetaData)}
    if len(found) != 1:
        raise LookupError(
            f"services.{service}.store.tables must hold exactly one MetaData, not {len(found)}."
        )
    return found.pop()


def folder(service: str) -> Path:
    """Where the history of `service` lies."""
    package = importlib.import_module(f"services.{service}.store")
    return Path(str(package.__file__)).parent / "migrations"


def run_env() -> None:
    """The whole body of a service's `env.py`."""
    context = alembic.context
    conn = context.config.attributes.get("connection")
    if conn is None:
        raise RuntimeError("Alembic is not called by itself here; use `antiphon db upgrade`.")
    context.configure(
        connection=conn,
        target_metadata=context.config.attributes["metadata"],  # for the names of constraints
        render_as_batch=True,
        transaction_per_migration=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def script(service: str) -> ScriptDirectory:
    """The history itself, for tools."""
    return ScriptDirectory.from_config(_config(service))


def is_described(service: str, name: str) -> bool:
    """Whether the code declares things of that name as tables and indexes; some stores have others beside."""
    beside = tables(service).info.get("undescribed", ())
    return not any(name == each or name.startswith(f"{each}_") for each in beside)


def _config(service: str) -> Config:
    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(folder(service)).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _heads(conn: sa.Connection) -> frozenset[str]:
    heads = frozenset(MigrationContext.configure(conn).get_current_heads())
    conn.rollback()
    return heads


def _only_added_to(history: ScriptDirectory, heads: frozenset[str], address: Address) -> bool:
    """Whether a newer program has added to shared tables, and taken nothing away.

    Then this one goes on with what it knows: an older pod that starts again during an upgrade, and all of
    them after a rollback. `scripts/revise.py` names what adds with an e.
    """
    known = {found.revision for found in history.walk_revisions()}
    newer = heads - known
    return bool(newer) and address.file is None and all(revision.startswith("e") for revision in newer)


def _refuse_newer(history: ScriptDirectory, heads: frozenset[str], address: Address) -> None:
    known = {found.revision for found in history.walk_revisions()}
    if newer := sorted(heads - known):
        raise errors.WrongState(
            f"The tables in {address} were made by a newer program (revision {', '.join(newer)}); "
            "start that one, or put back a copy from before."
        )


def _has_branch(history: ScriptDirectory, name: str) -> bool:
    return any(name in revision.branch_labels for revision in history.walk_revisions())


def _engine(address: Address, store: StoreSettings) -> sa.Engine:
    if address.file is None:
        return engines.postgres(address, store, statement_timeout_seconds=STATEMENT_TIMEOUT_SECONDS)
    return engines.sqlite_migrator(address, store)


@contextmanager
def _connection(address: Address, store: StoreSettings, patience_seconds: float) -> Iterator[sa.Connection]:
    """A connection that no other upgrade has at the same time."""
    lock = None if address.file is None else FileLock(address.file, patience_seconds=patience_seconds)
    engine = _engine(address, store)
    try:
        with engine.connect() as conn:
            if lock is None:
                _wait_for_turn(conn, address, time.monotonic() + patience_seconds)
                _make_schema(conn, address.service)
            yield conn
    finally:
        engine.dispose()
        if lock is not None:
            lock.release()


def _wait_for_turn(conn: sa.Connection, address: Address, deadline: float) -> None:
    """Takes a lock that lives as long as the connection."""
    attempt = sa.select(sa.func.pg_try_advisory_lock(_LOCK_CLASS, sa.func.hashtext(address.service)))
    while not conn.scalar(attempt):
        conn.rollback()
        if time.monotonic() >= deadline:
            raise errors.StoreUnavailable(
                f"Another program upgrades {address} and does not finish; look for it."
            )
        time.sleep(_POLL_SECONDS)
    conn.commit()


def _make_schema(conn: sa.Connection, schema: str) -> None:
    # Asked first: making one needs a right that a careful administrator does not give.
    if schema not in sa.inspect(conn).get_schema_names():
        conn.execute(sa.schema.CreateSchema(schema))
    conn.commit()


@contextmanager
def _explained(address: Address) -> Iterator[None]:
    try:
        yield
    except sa.exc.SQLAlchemyError as fault:
        refusal: Any = faults.refusal_of(fault, address)
        raise refusal or fault from fault
