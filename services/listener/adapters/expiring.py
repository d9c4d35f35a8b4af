"""Counts down on the metrics page until somebody has to connect an account anew."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import clock as clocks
from services.common.model import errors
from services.common.obs import logs, metrics
from services.common.store import Database
from services.listener.adapters import roll
from services.listener.store import accounts, connections

log = logs.get()

EVERY_SECONDS: Final = 60.0
WARN_EVERY: Final = 60
"""Looks between two warnings in the log."""


class Left(NamedTuple):
    """How long the account of a source lasts."""

    source: str
    type: str
    seconds: float


async def run(db: Database, clock: clocks.Clock) -> None:
    """Brings the countdown up to date until cancelled; while the tables are away it says nothing."""
    looks = 0
    while True:
        try:
            left = await db.read(lambda conn: seconds_left(conn, clock.now()))
        except errors.Refusal:
            left = []
        show(left)
        if looks % WARN_EVERY == 0:
            _warn(left)
        looks += 1
        await asyncio.sleep(EVERY_SECONDS)


def seconds_left(conn: connections.Handle, now: datetime) -> Sequence[Left]:
    """How long the accounts of sources last; below 0 they have ended.

    Accounts that renew themselves count only once they should have and did not.
    """
    types = {source.name: source.type for source in connections.list_all(conn)}
    ends = _ends(accounts.list_all(conn), now)
    return [Left(source, types[source], seconds) for source, seconds in ends if source in types]


def show(left: Sequence[Left]) -> None:
    """Sets the gauges."""
    metrics.ACCOUNT_EXPIRY_SECONDS.clear()
    for entry in left:
        metrics.ACCOUNT_EXPIRY_SECONDS.labels(entry.type, entry.source).set(entry.seconds)


def _ends(found: Iterable[api.Account], now: datetime) -> Iterable[tuple[str, float]]:
    for account in found:
        if account.HasField("expire_time"):
            seconds = (account.expire_time.ToDatetime(UTC) - now).total_seconds()
            if seconds < 0 or not account.renewable:
                yield account.name.removesuffix("/account"), seconds


def _warn(left: Sequence[Left]) -> None:
    for entry in left:
        if entry.seconds < roll.WARN.total_seconds():
            log.warning("account.ends_soon", source=entry.source, seconds=round(entry.seconds))
