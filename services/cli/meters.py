"""Reads the `/metrics` pages of the embedded set: the cheapest way to see what moves.

Counting here instead of following the log keeps the live view off the hot path.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import httpx
from prometheus_client.parser import text_string_to_metric_families

from services.cli.embedded import LOOPBACK

TIMEOUT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """Samples of all services at one moment.

    Attributes:
        at: monotonic seconds.
        samples: value by metric name and sorted label pairs.

    """

    at: float
    samples: Mapping[tuple[str, tuple[tuple[str, str], ...]], float] = field(default_factory=dict)

    def total(self, name: str, **labels: str) -> float:
        """Sum of a metric over all label sets that contain `labels`."""
        wanted = set(labels.items())
        return sum(
            value
            for (metric, pairs), value in self.samples.items()
            if metric == name and wanted <= set(pairs)
        )

    def by(self, name: str, label: str) -> dict[str, float]:
        """Sums of a metric by one of its labels."""
        sums: dict[str, float] = {}
        for (metric, pairs), value in self.samples.items():
            if metric == name:
                key = dict(pairs).get(label, "")
                sums[key] = sums.get(key, 0.0) + value
        return sums


def rates(now: Reading, before: Reading, name: str, label: str) -> dict[str, float]:
    """Increase per second of a counter by one of its labels."""
    elapsed = max(now.at - before.at, 1e-6)
    earlier = before.by(name, label)
    return {
        key: max(0.0, value - earlier.get(key, 0.0)) / elapsed for key, value in now.by(name, label).items()
    }


async def read(ports: Iterable[int]) -> Reading:
    """All samples of the services that answer."""
    async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
        pages = await asyncio.gather(*(_page(client, port) for port in ports))
    samples = {}
    for page in pages:
        for family in text_string_to_metric_families(page):
            for sample in family.samples:
                samples[sample.name, tuple(sorted(sample.labels.items()))] = sample.value
    return Reading(time.monotonic(), samples)


async def _page(client: httpx.AsyncClient, port: int) -> str:
    try:
        return (await client.get(f"http://{LOOPBACK}:{port}/metrics")).text
    except httpx.HTTPError:
        return ""
