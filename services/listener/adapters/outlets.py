"""Opens the sources whose accounts answer, apart from the runners that read them.

A reader's connection lives under a lease that may be elsewhere; answering needs none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from services.common.store import Database
from services.listener.adapters.running import without_account
from services.listener.sources import base, registry
from services.listener.store import accounts, connections
from services.listener.store.accounts import Version
from services.listener.store.connections import Connection

Open = Callable[[Connection], Awaitable[base.Source]]
BudgetOf = Callable[[Connection], base.Budget]
CredentialsOf = Callable[[Connection], Awaitable[base.Credentials]]


def opener(
    *,
    allow_private: bool,
    budget_of: BudgetOf = lambda _connection: base.Unlimited(),
    credentials_of: CredentialsOf = without_account,
) -> Open:
    """Opens sources by the registry of their types."""

    async def open_source(connection: Connection) -> base.Source:
        context = base.SourceContext(
            name=connection.name,
            config=connection.config,
            allow_private=allow_private,
            credentials=await credentials_of(connection),
            budget=budget_of(connection),
        )
        return await registry.find(connection.type).opened(context)

    return open_source


@dataclass(frozen=True, slots=True)
class _Opened:
    source: base.Source
    made: tuple[int, Version | None]


class Outlets:
    """Open sources by row; one that was made anew, or whose account changed, is opened anew."""

    def __init__(self, db: Database, open_source: Open) -> None:
        self._db = db
        self._open = open_source
        self._opened: dict[int, _Opened] = {}
        self._leaving: set[asyncio.Task[None]] = set()

    async def get(self, name: str) -> base.Source:
        """The source of that name, ready to answer.

        Raises:
            NotFound: it was deleted.
        """
        connection, version = await self._db.read(
            lambda conn: (connections.load(conn, name), accounts.version(conn, name))
        )
        made = connection.wake, version
        known = self._opened.get(connection.id)
        if known is not None and known.made == made:
            return known.source
        source = await self._open(connection)
        before = self._opened.get(connection.id)
        self._opened[connection.id] = _Opened(source, made)
        if before is not None:
            self._retire(before.source)
        return source

    def _retire(self, source: base.Source) -> None:
        """Closes what may still be sending, once it had the time to."""
        task = asyncio.create_task(_close_later(source))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def close(self) -> None:
        """Lets go of all connections."""
        sources = [opened.source for opened in self._opened.values()]
        self._opened.clear()
        for task in self._leaving:
            task.cancel()
        await asyncio.gather(*self._leaving, *(source.close() for source in sources), return_exceptions=True)


RETIRE_SECONDS = 120.0
"""How long a source that was replaced may go on with what it was sending."""


async def _close_later(source: base.Source) -> None:
    try:
        await asyncio.sleep(RETIRE_SECONDS)
    finally:
        await source.close()
