"""Counts down on the metrics page until somebody has to connect an account anew."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import clock as clocks
from services.common.model import errors
from services.common.obs import logs, metrics
from services.common.store import Database
from services.listener.store import accounts, connections

log = logs.get()

EVERY_SECONDS: Final = 60.0
WARN_SECONDS: Final = 7 * 86_400.0
"""Time before the end from which on the log warns, once an hour."""
_WARN_EVERY: Final = 60


async def run(db: Database, clock: clocks.Clock) -> None:
    """Brings the countdown up to date until cancelled; while the tables are away it says nothing."""
    looks = 0
    while True:
        try:
            left = await db.read(lambda conn: seconds_left(conn, clock.now()))
        except errors.Refusal:
            left = {}
        show(left)
        if looks % _WARN_EVERY == 0:
            _warn(left)
        looks += 1
        await asyncio.sleep(EVERY_SECONDS)


def seconds_left(conn: connections.Handle, now: datetime) -> dict[str, tuple[str, float]]:
    """By type of source: the account that ends first, and in how many seconds; below 0 it has ended.

    Accounts that renew themselves count only once they should have and did not.
    """
    types = {source.name: source.type for source in connections.list_all(conn)}
    left: dict[str, tuple[str, float]] = {}
    for source, seconds in _ends(accounts.list_all(conn), now):
        kind = types.get(source, "")
        if kind and seconds < left.get(kind, ("", float("inf")))[1]:
            left[kind] = source, seconds
    return left


def show(left: dict[str, tuple[str, float]]) -> None:
    """Sets the gauges."""
    metrics.ACCOUNT_EXPIRY_SECONDS.clear()
    for kind, (_, seconds) in left.items():
        metrics.ACCOUNT_EXPIRY_SECONDS.labels(kind).set(seconds)


def _ends(found: Iterable[api.Account], now: datetime) -> Iterable[tuple[str, float]]:
    for account in found:
        if account.HasField("expire_time"):
            seconds = (account.expire_time.ToDatetime(UTC) - now).total_seconds()
            if seconds < 0 or not account.renewable:
                yield account.name.removesuffix("/account"), seconds


def _warn(left: dict[str, tuple[str, float]]) -> None:
    for source, seconds in left.values():
        if seconds < WARN_SECONDS:
            log.warning("account.ends_soon", source=source, seconds=round(seconds))
