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


class Meters:
    """Reads some metrics of some services again and again, over connections that stay.

    Args:
        ports: where the services serve `/metrics`.
        names: metrics that are wanted; a page has hundreds, and reading them all is most of the cost.

    """

    def __init__(self, ports: Iterable[int], names: Iterable[str]) -> None:
        self._ports = tuple(ports)
        self._names = tuple(names)
        # One client for good: making one loads certificates, which costs more than a reading.
        self._client = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False)

    async def read(self) -> Reading:
        """The wanted samples of the services that answer."""
        pages = await asyncio.gather(*(self._page(port) for port in self._ports))
        wanted = "".join(line for page in pages for line in self._wanted(page))
        samples = {
            (sample.name, tuple(sorted(sample.labels.items()))): sample.value
            for family in text_string_to_metric_families(wanted)
            for sample in family.samples
        }
        return Reading(time.monotonic(), samples)

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    def _wanted(self, page: str) -> Iterable[str]:
        return (line for line in page.splitlines(keepends=True) if line.startswith(self._names))

    async def _page(self, port: int) -> str:
        try:
            return (await self._client.get(f"http://{LOOPBACK}:{port}/metrics")).text
        except httpx.HTTPError:
            return ""
