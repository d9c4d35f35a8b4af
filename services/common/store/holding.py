"""Holds a named lease around a piece of work: renews it, and stops the work before it could run out."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from typing import Final

import sqlalchemy as sa

from services.common.model import errors
from services.common.store import lease_table
from services.common.store.database import Database
from services.common.store.lease_table import Lease

SAFE_SHARE: Final = 0.8
"""Of its time to live a holder uses this much by its own clock."""

_RENEW_SHARE: Final = 0.25
_RETRY_SHARE: Final = 0.05
_LONGEST_WAIT_SECONDS: Final = 5.0


@contextlib.asynccontextmanager
async def hold(
    db: Database, table: sa.Table, name: str, holder: str, ttl: float, *, wait: bool = True
) -> AsyncIterator[Lease]:
    """Runs its body while the lease is held, and cancels it at the latest a fifth before expiry.

    It waits until the lease is free; with `wait` false it must be free now.

    Raises:
        LeaseHeld: if it is not free and `wait` is false.
        LeaseLost: if the body was cancelled because the lease could not be kept.
    """
    lease, deadline = await _acquire(db, table, name, holder, ttl, wait=wait)
    guard = asyncio.timeout_at(deadline)
    try:
        async with guard:
            renewing = asyncio.create_task(_renew(db, table, lease, ttl, guard))
            try:
                yield lease
            finally:
                renewing.cancel()
    except TimeoutError as fault:
        if not guard.expired():
            raise
        raise errors.LeaseLost(
            f"The lease {name} could not be kept; its work was stopped before it ran out.", lease=name
        ) from fault
    finally:
        with contextlib.suppress(errors.StoreUnavailable, errors.StoreFull):
            await db.write(lambda conn: lease_table.release(conn, table, lease))


async def _acquire(
    db: Database, table: sa.Table, name: str, holder: str, ttl: float, *, wait: bool
) -> tuple[Lease, float]:
    loop = asyncio.get_running_loop()
    while True:
        asked = loop.time()
        lease = await db.write(lambda conn: lease_table.acquire(conn, table, name, holder, ttl))
        if lease is not None:
            return lease, asked + ttl * SAFE_SHARE
        if not wait:
            raise errors.LeaseHeld(
                f"The lease {name} is held by another; try again when it is free.", lease=name
            )
        await asyncio.sleep(min(ttl * _RENEW_SHARE, _LONGEST_WAIT_SECONDS) * random.uniform(0.5, 1.0))


async def _renew(db: Database, table: sa.Table, lease: Lease, ttl: float, guard: asyncio.Timeout) -> None:
    """Moves the guard's deadline with every renewal; once the lease is lost, to this moment."""
    loop = asyncio.get_running_loop()
    pause = ttl * _RENEW_SHARE
    while True:
        await asyncio.sleep(pause)
        asked = loop.time()
        try:
            await db.write(lambda conn: lease_table.renew(conn, table, lease, ttl))
        except errors.LeaseLost:
            guard.reschedule(asked)
            return
        except errors.Refusal:
            pause = ttl * _RETRY_SHARE
        else:
            pause = ttl * _RENEW_SHARE
            guard.reschedule(asked + ttl * SAFE_SHARE)
