"""Playing records in the rhythm of life, faster by a factor.

The first record is played at once. That fixes the epoch: the moment at which 1970-01-01 would have been
played, from which every record's turn follows. A broken call that is given its epoch again stays in step.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from services.common.model import clock as clocks
from services.listener.sources import base, items
from services.listener.sources.replay import reader

LONGEST_NAP: Final = 30.0
"""Seconds slept at most in one go, so that a clock that is set right is noticed."""


@dataclass(slots=True)
class Pacer:
    """Says when records are due.

    Attributes:
        speed: how many times faster than life; 0 means as fast as possible.
        clock: where it reads the time.
        sleep: how it waits.
        epoch: when 1970-01-01 would have been played; None before the first record and when not paced.
    """

    speed: float
    clock: clocks.Clock
    sleep: base.Sleep
    epoch: items.Stamp | None = None

    def wait(self, moment: items.Stamp) -> float:
        """Seconds until a record of that moment is due; 0 or less when it is."""
        if not self.speed:
            return 0.0
        now = items.stamp(self.clock.now()).float()
        if self.epoch is None:
            self.epoch = items.stamp_of_us(round((now - moment.float() / self.speed) * 1_000_000))
        return self.epoch.float() + moment.float() / self.speed - now

    async def play(self, block: reader.Block) -> AsyncIterator[reader.Block]:
        """The block in parts, each when it is due; whole and at once when not paced."""
        start, size = 0, len(block.items)
        while start < size:
            while (wait := self.wait(block.moments[start])) > 0:
                await self.sleep(min(wait, LONGEST_NAP))
            stop = start + 1
            while stop < size and self.wait(block.moments[stop]) <= 0:
                stop += 1
            yield block if stop - start == size else block.part(start, stop)
            start = stop
        if not size:
            yield block
