"""Opens the sources whose accounts answer, apart from the runners that read them.

A reader's connection lives under a lease that may be elsewhere; answering needs none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from services.common.store import Database
from services.listener.sources import base, registry
from services.listener.store import connections
from services.listener.store.connections import Connection

Open = Callable[[Connection], base.Source]


def opener(*, allow_private: bool) -> Open:
    """Opens sources by the registry of their types."""

    def open_source(connection: Connection) -> base.Source:
        context = base.SourceContext(
            name=connection.name, config=connection.config, allow_private=allow_private
        )
        return registry.find(connection.type).open(context)

    return open_source


class Outlets:
    """Open sources by row; a source that was made anew is opened anew."""

    def __init__(self, db: Database, open_source: Open) -> None:
        self._db = db
        self._open = open_source
        self._sources: dict[int, base.Source] = {}

    async def get(self, name: str) -> base.Source:
        """The source of that name, ready to answer.

        Raises:
            NotFound: it was deleted.
        """
        connection = await self._db.read(lambda conn: connections.load(conn, name))
        if connection.id not in self._sources:
            self._sources[connection.id] = self._open(connection)
        return self._sources[connection.id]

    async def close(self) -> None:
        """Lets go of all connections."""
        sources = [*self._sources.values()]
        self._sources.clear()
        await asyncio.gather(*(source.close() for source in sources), return_exceptions=True)
