"""Runs the faults one after another and prints the table; exits with 1 when a promise was broken."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg

from bench.chaos import faults, site
from bench.chaos.load import Auditor, Books, Call, Load
from services.cli import audit

EPOCH = datetime.fromtimestamp(0, UTC)
WITHIN_SECONDS = 30.0
GIVE_UP_SECONDS = 120.0
POLL_SECONDS = 0.1
BETWEEN_SECONDS = 4.0
INSIDE = "ANTIPHON_CHAOS_INSIDE"


@dataclass(frozen=True, slots=True)
class Row:
    """One fault, and what came of it.

    Attributes:
        fault: its name.
        seen: what users saw, from when it set in until all worked again.
        recovery: seconds from its end until a new mention was decided and archived and the desk worked.
        books: what was lost or doubled by then.

    """

    fault: str
    seen: str
    recovery: float
    books: Books

    @property
    def kept(self) -> bool:
        """Whether the promise was kept: nothing lost or doubled, and all well within half a minute."""
        return self.books == Books(0, 0) and self.recovery < WITHIN_SECONDS


async def suffered(fault: faults.Fault, load: Load) -> Row:
    """Sets a fault off and waits until all works again."""
    auditor = Auditor(load)
    began = time.monotonic()
    async with fault.setting(load.site):
        await asyncio.sleep(fault.seconds)
    over = time.monotonic()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(GIVE_UP_SECONDS):
            await _well_again(load, auditor, over)
    recovery = time.monotonic() - over
    seen = sight([call for call in load.calls if call.ended >= began])
    return Row(fault.name, seen, recovery, await _settled(auditor))


async def _well_again(load: Load, auditor: Auditor, since: float) -> None:
    keys = await load.hand_in(1)
    while not await _asked(auditor, keys):
        await asyncio.sleep(POLL_SECONDS)
    for who in ("desk", "agents"):
        while not any(call.worked for call in load.calls if call.who == who and call.began > since):
            await asyncio.sleep(POLL_SECONDS)


async def _asked(auditor: Auditor, keys: list[str]) -> bool:
    with contextlib.suppress(psycopg.OperationalError):
        return await auditor.has(keys)
    return False


async def _settled(auditor: Auditor) -> Books:
    """The books as soon as they agree; what was just handed in needs a moment."""
    end = time.monotonic() + GIVE_UP_SECONDS
    while True:
        with contextlib.suppress(psycopg.OperationalError, httpx.HTTPError):
            books = await auditor.books()
            if not books.lost or time.monotonic() > end:
                return books
        await asyncio.sleep(POLL_SECONDS)


def sight(calls: list[Call]) -> str:
    """What users saw, in words: who could not do what, and how long the slowest waited."""
    told = []
    for who in ("desk", "agents", "feed"):
        theirs = [call for call in calls if call.who == who]
        broken = sum(not call.worked for call in theirs)
        slowest = max((call.ended - call.began for call in theirs), default=0.0)
        if broken or slowest > 1.0:
            told.append(f"{who}: {broken} of {len(theirs)} calls failed, slowest {slowest:.1f} s")
    return "; ".join(told) or "nothing"


async def measure(place: Path, seconds: float, only: str) -> list[Row]:
    """The whole set of faults on one loaded system."""
    chosen = [fault for fault in faults.all_faults(seconds) if only in fault.name]
    rows = []
    async with site.running(place) as there:
        load = Load(there)
        await load.begin()
        await asyncio.sleep(BETWEEN_SECONDS)
        print("| fault | what users saw | recovery | lost | doubled |\n| --- | --- | --- | --- | --- |")
        for fault in chosen:
            row = await suffered(fault, load)
            rows.append(row)
            counts = f"{row.books.lost} | {row.books.doubled}"
            print(f"| {row.fault} | {row.seen} | {row.recovery:.1f} s | {counts} |", flush=True)
            await asyncio.sleep(BETWEEN_SECONDS)
        await load.end()
        rows.append(await closed(load))
    return rows


async def closed(load: Load) -> Row:
    """The audit at the end of the day, of the log and of the pretend network's own books."""
    outcome = await audit.settled(load.site.opened, EPOCH, GIVE_UP_SECONDS)
    auditor = Auditor(load)
    end = time.monotonic() + GIVE_UP_SECONDS
    while await auditor.unheard() + await auditor.unsent() and time.monotonic() < end:
        await asyncio.sleep(1)
    unheard, unsent = await auditor.unheard(), await auditor.unsent()
    books = await auditor.books()
    print(
        f"\n{len(load.acknowledged)} mentions handed in, {len(load.posted)} posts of customers, "
        f"{len(load.answers)} answers. {outcome.collected} collected, "
        f"the audit {'balances' if outcome.balances else 'does NOT balance'}; "
        f"posts not heard {unheard}, answers not sent {unsent}, answers sent twice {books.doubled}."
    )
    lost = books.lost + unheard + unsent + len(outcome.missing)
    return Row("the whole day", "", 0.0, Books(lost, books.doubled + len(outcome.repeated)))


def main() -> None:
    """Goes into namespaces of its own first."""
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description=__doc__)
    parser.add_argument("--seconds", type=float, default=15.0, help="how long faults last that last")
    parser.add_argument("--only", default="", help="faults whose name holds this")
    wish = parser.parse_args()
    if INSIDE not in os.environ:
        place = tempfile.mkdtemp(prefix="antiphon-chaos-", dir="/var/tmp")
        words = ["unshare", "--net", "--mount", "--", sys.executable, "-m", "bench.chaos", *sys.argv[1:]]
        os.execvpe(words[0], words, {**os.environ, INSIDE: place})  # noqa: S606  # no shell is wanted
    place = Path(os.environ.pop(INSIDE))
    rows = asyncio.run(measure(place, wish.seconds, wish.only))
    sys.exit(0 if all(row.kept for row in rows) else 1)


if __name__ == "__main__":
    main()
