"""The scorer as a service: what a core scores over gRPC, how long a batch waits, what memory it takes."""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import psutil

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import scoring_service_pb2 as scoring
from services.cli import session, temporary

BATCH: Final = 100
WARM: Final = 20
"""Batches before anything is measured."""


def measure(texts: Sequence[str]) -> dict[str, Any]:
    """Scores the texts in batches of 100, one call after the other, with all analyzers on."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder), texts))


async def _measure(folder: Path, texts: Sequence[str]) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANTIPHON_")}
    async with temporary.scorer(folder, environment) as settings, session.open_session(settings) as opened:
        stub = await opened.scorer()
        process = _process()
        requests = [_request(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
        for request in requests[:WARM]:
            await stub.ScoreMentions(request)
        before = _seconds(process)
        waits = []
        for request in requests[WARM:]:
            begun = time.perf_counter()
            await stub.ScoreMentions(request)
            waits.append((time.perf_counter() - begun) * 1e3)
        spent = _seconds(process) - before
        return {
            "service_mentions_per_s": round(len(texts[WARM * BATCH :]) / spent),
            "service_p50_ms": round(statistics.median(waits), 1),
            "service_p99_ms": round(statistics.quantiles(waits, n=100)[98], 1),
            "service_mb": round(process.memory_info().rss / 2**20),
        }


def _request(texts: Sequence[str]) -> scoring.ScoreMentionsRequest:
    mentions = [
        mention_pb2.Mention(key=f"bench:-:{at}", network="bench", native_id=str(at), text=text)
        for at, text in enumerate(texts)
    ]
    return scoring.ScoreMentionsRequest(mentions=mentions)


def _process() -> psutil.Process:
    children = psutil.Process().children(recursive=True)
    return next(child for child in children if "services.scorer" in child.cmdline())


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
