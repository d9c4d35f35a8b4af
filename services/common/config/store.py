"""Where a service keeps its tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from services.common.config.kinds import SECRET, Range


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """The database of a service: a SQLite file of its own, or a schema of its own in Postgres."""

    url: Annotated[str, SECRET] = field(default="", repr=False)
    """`postgresql://user:password@host/database`, or empty for a SQLite file.
    That is `<service>.db` in the data folder; it serves exactly one process: more replicas need Postgres."""

    sqlite_synchronous: Literal["FULL", "NORMAL"] = "FULL"
    """When SQLite flushes to disk. `FULL` survives a power cut with every commit kept.
    `NORMAL` may lose the last ones then; mentions come again from the log, what people did does not."""

    pool_size: Annotated[int, Range(1, 1000)] = 8
    """Connections a replica holds at most; the sum over replicas must stay below Postgres' limit."""

    statement_timeout_seconds: Annotated[float, Range(0.1, 86_400)] = 30.0
    """Seconds after which Postgres ends a statement, so that one bad query cannot hold the pool."""

    lock_timeout_seconds: Annotated[float, Range(0.1, 3600)] = 5.0
    """Seconds to wait for a lock before the transaction is tried again."""
