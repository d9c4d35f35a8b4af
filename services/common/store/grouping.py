"""Writes that wait for SQLite's one writer share a transaction, so that the disk is flushed once for all.

Each keeps its own outcome: one that refuses is undone to where it began and the others go on. What the
database itself fails at spoils the whole transaction; then each of them runs again in its own.
"""

from __future__ import annotations

import asyncio
import contextvars
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar, cast

import sqlalchemy as sa

T = TypeVar("T")

Work = Callable[[sa.Connection], Any]
Transact = Callable[[Work], Any]
"""Runs work in one transaction and returns once that is committed; raises what went wrong."""

MOST_WORKS: Final = 8
"""Writes that share a transaction at most."""
MOST_SECONDS: Final = 0.1
"""No further write joins a transaction that is older: the first one in it waits for the last."""


@dataclass(slots=True, eq=False)
class _Waiting:
    """A write that waits for its turn, and whoever waits for it."""

    work: Work
    context: contextvars.Context = field(default_factory=contextvars.copy_context)
    answer: Future[Any] = field(default_factory=Future)

    def run(self, conn: sa.Connection) -> Any:
        return self.context.run(self.work, conn)


@dataclass(slots=True, eq=False)
class _Refused:
    """What a write raised that was undone alone."""

    fault: BaseException


class GroupWriter:
    """Hands writes to the writer's thread.

    Args:
        threads: the one thread that writes.
        transact: how a transaction is run on it.
        driver_faults: what the database raises, as opposed to the work.
    """

    def __init__(
        self,
        threads: ThreadPoolExecutor,
        transact: Transact,
        driver_faults: tuple[type[BaseException], ...],
    ) -> None:
        self._threads = threads
        self._transact = transact
        self._driver_faults = driver_faults
        self._queue: deque[_Waiting] = deque()

    async def write(self, work: Callable[[sa.Connection], T]) -> T:
        """What `work` answers, once the transaction it ran in is committed."""
        waiting = _Waiting(work)
        self._queue.append(waiting)
        # One call a write: whichever finds the queue empty has been served by an earlier one.
        self._threads.submit(self._serve)
        return cast("T", await asyncio.wrap_future(waiting.answer))

    def _serve(self) -> None:
        first = self._next()
        if first is None:
            return
        taken = [first]
        outcomes: list[Any] = []
        try:
            self._transact(lambda conn: self._share(conn, taken, outcomes))
        except BaseException as fault:  # noqa: BLE001  # it belongs to whoever waits for the answer
            shared = len(taken) > 1
            outcomes = [self._alone(waiting) for waiting in taken] if shared else [_Refused(fault)]
        for waiting, outcome in zip(taken, outcomes, strict=True):
            if isinstance(outcome, _Refused):
                waiting.answer.set_exception(outcome.fault)
            else:
                waiting.answer.set_result(outcome)

    def _share(self, conn: sa.Connection, taken: list[_Waiting], outcomes: list[Any]) -> None:
        """Runs the first write, and behind it those that came meanwhile; tried again, all of them anew."""
        until = time.monotonic() + MOST_SECONDS
        first, *others = taken
        outcomes[:] = [first.run(conn)]
        outcomes += [self._behind(conn, other) for other in others]
        while len(taken) < MOST_WORKS and time.monotonic() < until and (joining := self._next()):
            taken.append(joining)
            outcomes.append(self._behind(conn, joining))

    def _behind(self, conn: sa.Connection, waiting: _Waiting) -> Any:
        savepoint = conn.begin_nested()
        try:
            answer = waiting.run(conn)
        except self._driver_faults:
            raise
        except BaseException as fault:  # noqa: BLE001  # it belongs to whoever waits for the answer
            savepoint.rollback()
            return _Refused(fault)
        savepoint.commit()
        return answer

    def _alone(self, waiting: _Waiting) -> Any:
        try:
            return self._transact(waiting.run)
        except BaseException as fault:  # noqa: BLE001  # it belongs to whoever waits for the answer
            return _Refused(fault)

    def _next(self) -> _Waiting | None:
        """The next write whose caller has not gone; None when none waits."""
        while self._queue:
            waiting = self._queue.popleft()
            if waiting.answer.set_running_or_notify_cancel():
                return waiting
        return None
