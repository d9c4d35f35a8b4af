"""Runs the bench and prints tables for people, then one JSON line for programs."""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.pipeline import embedded_set, latency, records
from services.scorer.core.analyzers import registry

LIKE_THE_LOOP = {
    "ANTIPHON_SCORER_SWITCHED_OFF": ",".join(
        name for name in registry.NAMES if name not in {"language", "lexicon"}
    )
}
"""Scores what the hand-written loop scores, language and VADER, so that the two do the same work."""
NOT_FLUSHED = {"ANTIPHON_STORE_SQLITE_SYNCHRONOUS": "NORMAL"}
"""Makes `antiphon up` start its log without flushing, too."""

BATCH_OF_ONE = {"ANTIPHON_BUS_BATCH_MAX_ITEMS": "1"}
SETTLE_SECONDS = 3.0

people = Console()


@dataclass(slots=True)
class Outcome:
    """What one run of the whole pipeline showed."""

    mentions_per_s: float
    cpu_us: dict[str, float] = field(default_factory=dict)
    idle_mb: dict[str, float] = field(default_factory=dict)
    peak_mb: dict[str, float] = field(default_factory=dict)


async def pipeline(path: Path, environment: dict[str, str]) -> Outcome:
    """Plays a file through a fresh set and measures until all is decided and archived."""
    async with embedded_set.running(environment) as running:
        await asyncio.sleep(SETTLE_SECONDS)
        idle, before = running.memory_bytes(), running.cpu_seconds()
        begun = time.perf_counter()
        count = await running.play(path)
        await running.until_done(count)
        seconds = time.perf_counter() - begun
        after = running.cpu_seconds()
        return Outcome(
            count / seconds,
            {name: (after[name] - before[name]) / count * 1e6 for name in after},
            {name: value / 2**20 for name, value in idle.items()},
            {name: value / 2**20 for name, value in running.memory_bytes().items()},
        )


def hand_loop(path: Path) -> float:
    """Mentions per second of the hand-written loop."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.pipeline.hand_loop", str(path), f"{folder}/mentions.db"]
        seconds = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return sum(1 for _ in path.open()) / seconds


def main() -> None:
    """Measures in turns, so that a noisy machine disturbs all alike, and reports medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rate", type=int, default=1000, help="steady rate for the latency, mentions/s")
    parser.add_argument("--seconds", type=float, default=15.0, help="length of the latency run")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path, few = Path(folder) / "many.jsonl", Path(folder) / "few.jsonl"
        origin = records.write(path, wish.mentions)
        records.write(few, max(wish.mentions // 25, 500))
        people.print(f"{wish.mentions} {origin}, {wish.rounds} rounds in turns")
        runs = Runs()
        for _ in range(wish.rounds):
            runs.flushed.append(asyncio.run(pipeline(path, LIKE_THE_LOOP)))
            runs.by_hand.append(hand_loop(path))
            runs.unflushed.append(asyncio.run(pipeline(path, {**LIKE_THE_LOOP, **NOT_FLUSHED})))
            runs.complete.append(asyncio.run(pipeline(path, {})))
        single = asyncio.run(pipeline(few, {**LIKE_THE_LOOP, **BATCH_OF_ONE}))
        waits = asyncio.run(latency.measure(wish.rate, wish.seconds, path))
    report(runs, single, waits)


@dataclass(slots=True)
class Runs:
    """What the runs showed, in turns.

    Attributes:
        flushed: scored like the loop, every guarantee on.
        unflushed: the same without flushing.
        complete: with all analyzers, every guarantee on.
        by_hand: mentions per second of the hand-written loop.
    """

    flushed: list[Outcome] = field(default_factory=list)
    unflushed: list[Outcome] = field(default_factory=list)
    complete: list[Outcome] = field(default_factory=list)
    by_hand: list[float] = field(default_factory=list)


def report(runs: Runs, single: Outcome, waits: latency.Waits) -> None:
    """Prints tables and the JSON line."""
    flushed, unflushed, complete, by_hand = runs.flushed, runs.unflushed, runs.complete, runs.by_hand
    rate = statistics.median(one.mentions_per_s for one in flushed)
    whole = statistics.median(one.mentions_per_s for one in complete)
    ratio = statistics.median(one.mentions_per_s / hand for one, hand in zip(flushed, by_hand, strict=True))
    durable = 1 - statistics.median(
        one.mentions_per_s / other.mentions_per_s for one, other in zip(flushed, unflushed, strict=True)
    )
    title = "Where the time goes: CPU µs/mention and memory"
    processes = Table("process", "like the loop", "all analyzers", "idle MB", "after MB", title=title)
    for name in flushed[0].cpu_us:
        processes.add_row(
            name,
            f"{statistics.median(one.cpu_us[name] for one in flushed):.1f}",
            f"{statistics.median(one.cpu_us[name] for one in complete):.1f}",
            f"{complete[0].idle_mb[name]:.0f}",
            f"{complete[0].peak_mb[name]:.0f}",
        )
    sums = [statistics.median(sum(one.cpu_us.values()) for one in of) for of in (flushed, complete)]
    processes.add_row("all", *(f"{each:.1f}" for each in sums), "", "")
    people.print(processes)
    figures = Table("what", "figure", title="End to end")
    figures.add_row("mentions/s, every guarantee and all analyzers on", f"{whole:.0f}")
    figures.add_row("mentions/s, every guarantee on, scored like the loop", f"{rate:.0f}")
    figures.add_row("hand-written loop, mentions/s", f"{statistics.median(by_hand):.0f}")
    figures.add_row("ratio to the hand-written loop", f"{ratio:.2f}")
    figures.add_row("batches of one, mentions/s", f"{single.mentions_per_s:.0f}")
    figures.add_row("ratio to batches of one", f"{rate / single.mentions_per_s:.1f}")
    figures.add_row("cost of flushing before every acknowledgement", f"{durable:.1%}")
    figures.add_row(f"source to queue at {waits.rate:.0f}/s: p50 / p95 / p99 ms", waits.sentence())
    figures.add_row("mentions per batch at that rate / at full speed", waits.batches())
    people.print(figures)
    services = {name: value for name, value in complete[0].idle_mb.items() if name != "nats"}
    print(
        json.dumps(
            {
                "mentions_per_s": round(rate),
                "mentions_per_s_all_analyzers": round(whole),
                "ratio_to_hand_loop": round(ratio, 3),
                "ratio_to_batch_of_one": round(rate / single.mentions_per_s, 1),
                "p99_ms_at_1000": round(waits.p99, 1),
                "durable_cost": round(durable, 3),
                "idle_mb": round(max(services.values())),
            }
        )
    )


if __name__ == "__main__":
    main()
