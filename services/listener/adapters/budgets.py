"""The budgets of all sources: who may spend how much, and what was spent.

Each use of a source gets a purse of its own, see `purses`; all of them share one quota.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from antiphon.listening.v1 import listening_service_pb2
from services.common.model import clock as clocks
from services.common.store import Database
from services.listener.adapters.purses import Account, Parts, Purse, Shared, Use
from services.listener.core import capabilities, spending
from services.listener.core.spending import Limits, Spent
from services.listener.sources import base, registry
from services.listener.store import spends
from services.listener.store.connections import Connection

Budget = listening_service_pb2.SourceBudget


class Budgets:
    """The purses of this replica."""

    def __init__(self, db: Database, clock: clocks.Clock, sleep: base.Sleep = asyncio.sleep) -> None:
        self._parts = Parts(db, clock, sleep)
        self._shared: dict[str, Shared] = {}
        self._purses: dict[tuple[str, Use], tuple[tuple[int, int], Purse]] = {}

    def of(self, connection: Connection, use: Use = Use.LIVE) -> Purse:
        """The budget of a source for one use, its counts at nothing.

        It is the same purse for as long as the source lives: one that is read anew every minute would leave
        what it had set aside behind each time, and use its quota up without a call.
        """
        row = connection.id, connection.wake
        known, purse = self._purses.get((connection.name, use), (None, None))
        if purse is None or known != row:
            purse = self._make(connection, use)
            self._purses[connection.name, use] = row, purse
        purse.count_anew()
        return purse

    def _make(self, connection: Connection, use: Use) -> Purse:
        account = Account(connection.name, fact_of(connection), limits_of(connection.config))
        return Purse(self._parts, account, self._shared.setdefault(connection.name, Shared()), use)

    async def describe(self, sources: Iterable[listening_service_pb2.Source]) -> None:
        """Writes into sources what they may spend and have spent."""
        now = self._parts.clock.now()
        month, begin, end = spending.month(now)
        today, _, _ = spending.day(now)
        yesterday, _, _ = spending.day(now - timedelta(days=1))
        periods = [month, today, yesterday, spending.made(month)]
        used = await self._parts.db.read(lambda conn: spends.used_by_all(conn, periods))
        for source in sources:
            spent = used.get((source.name, month), Spent())
            limits = limits_of(source.config)
            if not (spent.calls or limits.calls or limits.micros):
                continue
            last = _last_day(
                used.get((source.name, today), Spent()), used.get((source.name, yesterday), Spent()), now
            )
            source.budget.CopyFrom(_describe(limits, spent, last, now, _currency(source.type)))
            made = self._made(source.name, month, used)
            source.budget.made_call_count, source.budget.made_micros = made.calls, made.micros
            source.budget.start_time.FromDatetime(begin)
            source.budget.end_time.FromDatetime(end)

    def _made(self, source: str, month: str, used: Mapping[tuple[str, str], Spent]) -> Spent:
        """What was made of a month, as far as this replica knows."""
        purses = [purse for (name, _), (_, purse) in self._purses.items() if name == source]
        known = [used.get((source, spending.made(month)), Spent())]
        known += [purse.used_of_blocks(month) for purse in purses]
        return Spent(sum(each.calls for each in known), sum(each.micros for each in known))


def limits_of(config: Mapping[str, str]) -> Limits:
    """The month's budget that a source's settings give it; what cannot be read limits nothing."""
    try:
        calls = int(config.get("budget_calls") or 0)
        micros = int(Decimal(config.get("budget_money") or 0) * spending.MICROS)
    except (ValueError, InvalidOperation):
        return Limits()
    return Limits(max(calls, 0), max(micros, 0))


def fact_of(connection: Connection) -> capabilities.Fact:
    """What the source's network allows under its plan."""
    kind = registry.SOURCES.get(connection.type)
    return capabilities.of(kind.network if kind else "", connection.config.get("plan", ""))


def _describe(limits: Limits, spent: Spent, last: Spent, now: datetime, currency: str) -> Budget:
    told = Budget(
        call_count=spent.calls,
        max_call_count=limits.calls,
        spent_micros=spent.micros,
        max_spent_micros=limits.micros,
        currency=currency if spent.micros or limits.micros else "",
    )
    if (moment := spending.runs_out(limits, spent, last, now)) is not None:
        told.exhaust_time.FromDatetime(moment)
    if limits.calls > spent.calls:
        _, _, end = spending.month(now)
        told.call_interval.FromTimedelta((end - now) / (limits.calls - spent.calls))
    return told


def _last_day(today: Spent, yesterday: Spent, now: datetime) -> Spent:
    """About what the last 24 hours used."""
    _, begin, _ = spending.day(now)
    rest = 1 - (now - begin) / timedelta(days=1)
    calls = today.calls + round(yesterday.calls * rest)
    return Spent(calls, today.micros + round(yesterday.micros * rest))


def _currency(source_type: str) -> str:
    kind = registry.SOURCES.get(source_type)
    calls = capabilities.of(kind.network).calls if kind else ()
    return next((call.currency for call in calls if call.currency), "")
