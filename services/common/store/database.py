"""One service's database, called from asyncio through a bounded number of threads.

SQLite has one thread that writes and several that read; Postgres has one thread per connection.
Work handed in is synchronous, small, and may run again when Postgres asks for another try:
it talks to the connection and to nothing else. What only looks a few rows up by their keys is not handed
in to SQLite's threads at all: being handed over, and the wait for Python's one lock, would cost more.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import random
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

import sqlalchemy as sa

from services.common.config.data import DataSettings
from services.common.config.store import StoreSettings
from services.common.model import errors
from services.common.obs import logs
from services.common.store import engines, faults, secret, telemetry
from services.common.store.address import Address, Dialect
from services.common.store.filelock import FileLock
from services.common.store.grouping import GroupWriter

T = TypeVar("T")

log = logs.get()

_TRIES: Final = 5
_FIRST_PAUSE_SECONDS: Final = 0.01
_DRIVER_FAULTS: Final = (sa.exc.SQLAlchemyError, sqlite3.Error)


class Database:
    """The open database of one service. Make it with `open`."""

    def __init__(
        self,
        address: Address,
        reader: sa.Engine,
        writer: sa.Engine,
        *,
        at_hand: sa.Engine | None = None,
        lock: FileLock | None,
    ) -> None:
        self.address = address
        self._reader = reader
        self._at_hand = at_hand
        self._writer = writer
        self._lock = lock
        self._open = True
        readers = _threads(address, "read", reader)
        self._read_threads = readers
        self._write_threads = _threads(address, "write", writer) if lock else readers
        self._group = GroupWriter(self._write_threads, self._write, _DRIVER_FAULTS) if lock else None

    @classmethod
    def open(cls, store: StoreSettings, data: DataSettings, *, service: str) -> Database:
        """Opens the database of `service`; Postgres may be away now and come later.

        Raises:
            StoreUnavailable: if another process has the SQLite file open, or it cannot be used.
        """
        address = Address.of(store, data, service)
        kept = secret.read(data)
        if address.file is None:
            pool = engines.postgres(address, store)
            secret.carry(pool, kept)
            snapshot = pool.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            return cls(address, snapshot, pool, lock=None)
        lock = FileLock(address.file)
        try:
            reader, writer = engines.sqlite_reader(address, store), engines.sqlite_writer(address, store)
            at_hand = engines.sqlite_at_hand(address, store)
            for engine in (reader, writer, at_hand):
                secret.carry(engine, kept)
            database = cls(address, reader, writer, at_hand=at_hand, lock=lock)
            database._write(_nothing)
        except BaseException:
            lock.release()
            raise
        return database

    @property
    def dialect(self) -> Dialect:
        return self.address.dialect

    async def read(self, work: Callable[[sa.Connection], T]) -> T:
        """What `work` answers from one snapshot of the database; it cannot write.

        Raises:
            StoreUnavailable: if the database cannot be reached or takes too long.
        """
        with telemetry.transaction(self.address.service, "read"):
            return await self._in(self._read_threads, self._read, work)

    async def look_up(self, work: Callable[[sa.Connection], T]) -> T:
        """The same as `read`, for work that takes a few milliseconds at most, whatever the tables hold.

        With SQLite it runs at once and in the caller's own thread, where nothing else runs meanwhile; what
        the database fails at there is tried again as any other.
        """
        if self._at_hand is None or not self._open:
            return await self.read(work)
        with telemetry.transaction(self.address.service, "read"):
            try:
                return self._attempt(self._at_hand, work, commit=False)
            except (*_DRIVER_FAULTS, _RolledBack):
                return await self._in(self._read_threads, self._read, work)

    async def write(self, work: Callable[[sa.Connection], T]) -> T:
        """What `work` answers, once its transaction has been committed.

        On SQLite, writes that wait for their turn share a transaction; one that raises is undone alone.
        A cancelled caller does not undo it: the transaction may still commit.

        Raises:
            StoreFull: if the disk cannot take it; nothing of it is kept.
            StoreUnavailable: if the database cannot be reached or takes too long.
        """
        with telemetry.transaction(self.address.service, "write"):
            if self._group is None or not self._open:
                return await self._in(self._write_threads, self._write, work)
            return await self._group.write(work)

    async def forget(self, work: Callable[[sa.Connection], T]) -> T:
        """The same as `write`, for work that deletes what people asked us to forget.

        SQLite overwrites what it deletes and then empties its journal, where earlier versions of pages
        wait; a reader slower than a lock may take keeps the journal until a later one. Postgres does
        nothing more here: its vacuum reuses dead rows, its archive of the journal is the operator's.
        """
        if self.dialect == "postgresql":
            return await self.write(work)
        with telemetry.transaction(self.address.service, "write"):
            return await self._in(self._write_threads, self._forget, work)

    async def close(self) -> None:
        """Waits for what runs and closes every connection."""
        if not self._open:
            return
        self._open = False
        await asyncio.get_running_loop().run_in_executor(None, self._close)

    async def _in(
        self,
        threads: ThreadPoolExecutor,
        call: Callable[[Callable[[sa.Connection], T]], T],
        work: Callable[[sa.Connection], T],
    ) -> T:
        if not self._open:
            raise errors.StoreUnavailable(f"{self.address} has been closed.")
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(threads, context.run, call, work)

    def _close(self) -> None:
        for threads in {self._read_threads, self._write_threads}:
            threads.shutdown(wait=True)
        for engine in filter(None, (self._reader, self._writer, self._at_hand)):
            engine.dispose()
        if self._lock is not None:
            self._lock.release()

    def _read(self, work: Callable[[sa.Connection], T]) -> T:
        return self._with_retries(lambda: self._attempt(self._reader, work, commit=False))

    def _write(self, work: Callable[[sa.Connection], T]) -> T:
        return self._with_retries(lambda: self._attempt(self._writer, work, commit=True))

    def _forget(self, work: Callable[[sa.Connection], T]) -> T:
        self._pragma("secure_delete = ON")
        try:
            answer = self._write(work)
        finally:
            self._pragma("secure_delete = FAST")
        if self._pragma("wal_checkpoint(TRUNCATE)"):
            log.warning("store.journal_kept", service=self.address.service)
        return answer

    def _pragma(self, pragma: str) -> int:
        """Its first number, asked of the writer outside a transaction."""

        def attempt() -> int:
            pooled = self._writer.raw_connection()
            try:
                cursor = pooled.cursor()
                cursor.execute(f"PRAGMA {pragma}")
                (first, *_), *_ = cursor.fetchall() or [(0,)]
                return int(first)
            finally:
                pooled.close()

        return self._with_retries(attempt)

    def _attempt(self, engine: sa.Engine, work: Callable[[sa.Connection], T], *, commit: bool) -> T:
        with engine.connect() as conn:
            transaction = conn.begin()
            try:
                answer = work(conn)
            except BaseException as fault:
                _abandon(transaction)
                if isinstance(fault, _DRIVER_FAULTS) and faults.is_disconnect(fault):
                    raise _RolledBack from fault
                raise
            if commit:
                _commit(conn, transaction)
            else:
                transaction.rollback()
            return answer

    def _with_retries(self, attempt: Callable[[], T]) -> T:
        for tries in range(1, _TRIES + 1):
            try:
                return attempt()
            except _RolledBack as lost:
                # Pooled connections die together when Postgres restarts: one more try takes a new one.
                if tries > 1:
                    raise self._explained(lost.__cause__) from lost.__cause__
                telemetry.tried_again(self.address.service)
            except _DRIVER_FAULTS as fault:
                if faults.sqlstate(fault) not in faults.RETRIED_STATES or tries == _TRIES:
                    raise self._explained(fault) from fault
                telemetry.tried_again(self.address.service)
                time.sleep(_FIRST_PAUSE_SECONDS * 2**tries * random.random())
        raise AssertionError

    def _explained(self, fault: BaseException | None) -> BaseException:
        if not isinstance(fault, Exception):
            return fault or AssertionError()
        refusal = faults.refusal_of(fault, self.address)
        faults.forget_values(fault)
        return refusal or fault


class _RolledBack(Exception):
    """The connection was lost before its transaction was to be committed: it certainly was not."""


def _commit(conn: sa.Connection, transaction: sa.RootTransaction) -> None:
    try:
        transaction.commit()
    except _DRIVER_FAULTS as fault:
        conn.invalidate(fault)  # what it believes about itself may be wrong now
        raise


def _abandon(transaction: sa.RootTransaction) -> None:
    with contextlib.suppress(*_DRIVER_FAULTS):
        transaction.rollback()


def _threads(address: Address, purpose: str, engine: sa.Engine) -> ThreadPoolExecutor:
    size = engine.pool.size() if isinstance(engine.pool, sa.QueuePool) else 1
    return ThreadPoolExecutor(size, thread_name_prefix=f"{address.service}-{purpose}")


def _nothing(_conn: sa.Connection) -> None:
    """A transaction that only proves that there can be one."""
