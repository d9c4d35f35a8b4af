"""The state of a service: its own SQLite file or its own Postgres schema, called from asyncio.

A service opens one `Database` and hands it small synchronous functions: `await db.write(work)` is
one transaction, committed before it returns. Everything else here builds on that: `bulk` for many
rows at once, `leases` for who may work, `outbox` for events that leave with their transaction,
`migrations` for the history of the tables.
"""

from services.common.store import bulk, leases, outbox, preparing, suppressions, types
from services.common.store.clock import after, clock, now
from services.common.store.database import Database
from services.common.store.naming import metadata

__all__ = [
    "Database",
    "after",
    "bulk",
    "clock",
    "leases",
    "metadata",
    "now",
    "outbox",
    "preparing",
    "suppressions",
    "types",
]
