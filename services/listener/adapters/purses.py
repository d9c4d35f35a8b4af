"""What sources may still ask of their networks, shared by all replicas, by reading, backfills and answers.

A replica sets small blocks of calls aside in the table and spends them from memory, so that a call costs no
write. What a block did not use goes back with the next one. Three uses share a source's quota:

- reading live waits for the month's even pace, and for the windows of the network's limits;
- a backfill does the same, takes a share of each at most, and lets reading go first;
- an answer counts, but is held back by the network's limits only: a person waits for it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import partial
from typing import Final

from services.common.model import clock as clocks
from services.common.model import errors
from services.common.obs import logs
from services.common.store import Database
from services.listener.core import capabilities, spending
from services.listener.core.spending import Limits, Spent, Window
from services.listener.sources import base
from services.listener.store import connections, spends

log = logs.get()

BACKFILL_SHARE: Final = 0.3
"""Share of a month, and of each window of a limit, that backfills use at most."""
LONGEST_WAIT: Final = 900.0
"""Seconds a call waits for a window of the network's limit; for a longer one the source is told to pause."""
SEND_PATIENCE: Final = 2.0
"""Seconds an answer waits for it; after that it is put off and nothing has left."""
LOOK_AGAIN: Final = 900.0
"""Seconds after which a call that waits looks again: another replica may have given back."""
PAUSE_AT_MOST: Final = 6 * 3600.0
"""Seconds a source pauses at most before it looks whether there is budget again."""
STORE_AWAY: Final = 1.0
MOST_IN_A_BLOCK: Final = 50
BLOCK_SHARE: Final = 20
"""A block is at most this part of the tightest window."""
LAST_SHARE: Final = 8
"""A block is at most this part of what is left of a window, so that none starves beside another's block."""
MONTH_SHARE: Final = 2_000
"""A block is at most this part of the month's budget."""
STRAIN_LASTS: Final = timedelta(hours=1)
"""How long after a call had to wait for the month's pace coverage says so."""


SPENT: Final = "The budget of this month is spent; raise it, or wait for the next month."
USED_UP: Final = "The network's limit is used up for now; it goes on by itself."


class Use(Enum):
    """Who asks."""

    LIVE = "live"
    BACKFILL = "backfill"
    SEND = "send"


@dataclass(slots=True)
class _Block:
    """Calls set aside.

    Attributes:
        size: how many.
        left: of those, not made yet.
        price: of each, in millionths.
        ends: when it may not be used any more.
        made: when it was set aside.
    """

    size: int
    left: int
    price: int
    ends: datetime
    made: datetime

    @property
    def used(self) -> Spent:
        """What the calls that were made come to."""
        return Spent(self.size - self.left, (self.size - self.left) * self.price)

    def settled(self) -> list[spends.Entry]:
        """What goes back to the month and the day, and what of the month was used for certain.

        The windows of limits are over by then or nearly so.
        """
        money = self.left * self.price
        (month, _, month_end), (day, _, day_end) = spending.month(self.made), spending.day(self.made)
        used = spends.Entry(spending.made(month), self.used.calls, self.used.micros, month_end)
        back = ((month, month_end), (day, day_end)) if self.left else ()
        return [used, *(spends.Entry(period, -self.left, -money, end) for period, end in back)]


@dataclass(slots=True)
class Shared:
    """What the uses of one source in this replica know of each other."""

    hold_until: datetime | None = None
    scarce_until: datetime | None = None
    waiting_live: int = 0


@dataclass(frozen=True, slots=True)
class _Plan:
    """What holds for one kind of call now."""

    call: str
    count: int
    windows: list[Window]
    price: int
    block: int
    now: datetime


@dataclass(slots=True)
class _Outcome:
    """Of an attempt to set aside: how many calls were, or how long to wait.

    Attributes:
        spared: whether it is the month's even pace that makes it wait.
        spent: whether nothing is left until then.
    """

    granted: int = 0
    wait: float = 0.0
    spared: bool = False
    spent: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """Whose quota it is, what its network allows, and what the month may cost."""

    source: str
    fact: capabilities.Fact
    limits: Limits


@dataclass(frozen=True, slots=True)
class Parts:
    """What every purse works with."""

    db: Database
    clock: clocks.Clock
    sleep: base.Sleep


class Purse:
    """One use of one source's quota: what a source knows as its `Budget`."""

    def __init__(self, parts: Parts, account: Account, shared: Shared, use: Use) -> None:
        self._parts = parts
        self._source = account.source
        self._fact = account.fact
        self._limits = account.limits
        self._use = use
        self._shared = shared
        self._patience = SEND_PATIENCE if use is Use.SEND else LONGEST_WAIT
        self._blocks: dict[str, _Block] = {}
        self._lock = asyncio.Lock()
        self._last_strain: datetime | None = None
        self.strain = ""
        self.count_anew()

    def count_anew(self) -> None:
        """Begins to count what is spent."""
        self.calls_made = 0
        self.micros_spent = 0

    def used_of_blocks(self, month: str) -> Spent:
        """What was made of a month's blocks that are still in use: the table does not know it yet."""
        blocks = [each.used for each in self._blocks.values() if spending.month(each.made)[0] == month]
        return Spent(sum(each.calls for each in blocks), sum(each.micros for each in blocks))

    async def take(self, call: str, count: int = 1) -> None:
        """See `base.Budget.take`."""
        async with self._lock:
            await self._wait_for_network()
            block = self._blocks.get(call)
            if block is None or block.left < count or block.ends <= self._parts.clock.now():
                block = await self._refill(call, count)
            if block is not None:
                block.left -= count
                self.micros_spent += count * block.price
            self.calls_made += count

    def learn(self, headers: Mapping[str, str]) -> None:
        """See `base.Budget.learn`."""
        told = spending.read_headers(headers, self._parts.clock.now())
        if told is None or told.left is None:
            return
        if told.left == 0:
            self._shared.hold_until = told.reset
        elif told.left < 1 - BACKFILL_SHARE:
            self._shared.scarce_until = told.reset

    async def _wait_for_network(self) -> None:
        """Waits until what the network itself told lets us go on."""
        until = self._shared.hold_until
        if self._use is Use.BACKFILL:
            until = max(filter(None, (until, self._shared.scarce_until)), default=None)
        while until is not None and (left := (until - self._parts.clock.now()).total_seconds()) > 0:
            if left > self._patience:
                raise _spent(USED_UP, left)
            await self._parts.sleep(min(left, LOOK_AGAIN))

    async def _refill(self, call: str, count: int) -> _Block | None:
        plan = self._plan(call, count)
        if not (plan.windows or plan.price or self._limits.calls):
            return None
        with self._waiting():
            while True:
                await self._let_live_go_first()
                outcome = await self._reserve(call, count)
                if outcome.granted:
                    self._settle()
                    return self._blocks[call]
                if outcome.spent or (not outcome.spared and outcome.wait > self._patience):
                    raise _spent(SPENT if outcome.spent else USED_UP, outcome.wait)
                if outcome.spared:
                    self._tell_strain()
                await self._parts.sleep(min(outcome.wait, LOOK_AGAIN))

    def _plan(self, call: str, count: int) -> _Plan:
        now = self._parts.clock.now()
        found = spending.windows(self._fact, call, now)
        price, _ = capabilities.price(self._fact, call)
        rooms = [window.most // window.units // BLOCK_SHARE for window in found]
        rooms += [self._limits.calls // MONTH_SHARE] if self._limits.calls else []
        rooms += [self._limits.micros // price // MONTH_SHARE] if self._limits.micros and price else []
        block = max(count, min([*rooms, MOST_IN_A_BLOCK]))
        return _Plan(call, count, found, price, block, now)

    async def _reserve(self, call: str, count: int) -> _Outcome:
        """One transaction: gives back what is left of the block before, and sets the next one aside."""
        old = self._blocks.pop(call, None)
        while True:
            plan = self._plan(call, count)
            try:
                return await self._parts.db.write(partial(self._book, plan=plan, old=old))
            except errors.Refusal as fault:
                log.warning("budget.unavailable", source=self._source, reason=fault.reason)
                await self._parts.sleep(STORE_AWAY)

    def _book(self, conn: connections.Handle, plan: _Plan, old: _Block | None) -> _Outcome:
        month, _, month_end = spending.month(plan.now)
        day, _, day_end = spending.day(plan.now)
        spends.lock(conn, self._source, month, month_end)
        if old is not None:
            spends.add(conn, self._source, old.settled())
        periods = [month, day, *(window.period for window in plan.windows)]
        used = spends.used(conn, self._source, {*periods, *map(self._name, periods)})
        outcome = self._judge(plan, used)
        if outcome.granted:
            self._write(conn, plan, outcome.granted)
            ends = min([day_end, *(window.end for window in plan.windows)])
            self._blocks[plan.call] = _Block(outcome.granted, outcome.granted, plan.price, ends, plan.now)
        return outcome

    def _judge(self, plan: _Plan, used: Mapping[str, Spent]) -> _Outcome:
        granted = plan.block
        for window in plan.windows:
            free = window.most - used.get(window.period, Spent()).calls
            if self._use is Use.BACKFILL:
                share = int(window.most * BACKFILL_SHARE)
                free = min(free, share - used.get(self._name(window.period), Spent()).calls)
            free //= window.units
            granted = min(granted, max(free // LAST_SHARE, plan.count), free)
            if granted < plan.count:
                return _Outcome(wait=max((window.end - plan.now).total_seconds(), 1.0))
        return _Outcome(granted) if self._use is Use.SEND else self._pace(plan, granted, used)

    def _pace(self, plan: _Plan, granted: int, used: Mapping[str, Spent]) -> _Outcome:
        month, _, month_end = spending.month(plan.now)
        day, _, _ = spending.day(plan.now)
        cost = Spent(plan.count, plan.count * plan.price)
        spent, today = used.get(month, Spent()), used.get(day, Spent())
        wait = spending.wait(self._limits, spent, today, cost, plan.now)
        if wait == 0 and self._use is Use.BACKFILL:
            spent_so, today_so = (used.get(self._name(period), Spent()) for period in (month, day))
            wait = spending.wait(self._limits.part(BACKFILL_SHARE), spent_so, today_so, cost, plan.now)
        if wait is None:
            return _Outcome(wait=(month_end - plan.now).total_seconds(), spent=True)
        if wait:
            return _Outcome(wait=max(wait, 1.0), spared=True)
        return _Outcome(max(min(granted, self._limits.left(spent, plan.price)), plan.count))

    def _write(self, conn: connections.Handle, plan: _Plan, calls: int) -> None:
        month, _, month_end = spending.month(plan.now)
        day, _, day_end = spending.day(plan.now)
        money = calls * plan.price
        entries = [spends.Entry(month, calls, money, month_end), spends.Entry(day, calls, money, day_end)]
        entries += [
            spends.Entry(window.period, calls * window.units, 0, window.end) for window in plan.windows
        ]
        if self._use is Use.BACKFILL:
            entries += [
                spends.Entry(self._name(entry.period), entry.units, entry.micros, entry.end)
                for entry in entries
            ]
        spends.add(conn, self._source, entries)

    def _name(self, period: str) -> str:
        return f"backfill {period}" if self._use is Use.BACKFILL else period

    async def _let_live_go_first(self) -> None:
        while self._use is Use.BACKFILL and self._shared.waiting_live:
            await self._parts.sleep(1.0)

    @contextlib.contextmanager
    def _waiting(self) -> Iterator[None]:
        live = self._use is not Use.BACKFILL
        self._shared.waiting_live += live
        try:
            yield
        finally:
            self._shared.waiting_live -= live

    def _tell_strain(self) -> None:
        self._last_strain = self._parts.clock.now()
        self.strain = "The budget of the month is being spared: the source asks less often than it would."

    def _settle(self) -> None:
        """What had to be spared an hour ago is forgotten."""
        now = self._parts.clock.now()
        if self._last_strain is not None and now - self._last_strain > STRAIN_LASTS:
            self._last_strain, self.strain = None, ""


def _spent(reason: str, wait: float) -> base.SourceQuotaSpent:
    return base.SourceQuotaSpent(reason, min(wait, PAUSE_AT_MOST))
