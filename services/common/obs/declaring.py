"""How a metric is declared: once, typed, described, and with a label set that cannot grow without bound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from prometheus_client import Counter, Gauge, Histogram

FAST_SECONDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Buckets for work that should take milliseconds."""

WAIT_SECONDS: Final = (1, 5, 15, 60, 300, 900, 3600, 4 * 3600, 24 * 3600, 72 * 3600)
"""Buckets for what people wait for."""

FRESH_SECONDS: Final = (0.1, 0.5, 1, 2.5, 5, 15, 60, 300, 900, 3600, 4 * 3600, 24 * 3600, 7 * 24 * 3600)
"""Buckets for how old something is when it comes to us: from a firehose's delay to a history that is read."""

BATCH_ITEMS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 350, 500, 1000)
"""Buckets for items in a batch."""


class Declaration(NamedTuple):
    """What the reference page says about a metric."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    help: str
    labels: tuple[str, ...]


DECLARATIONS: Final[list[Declaration]] = []
"""Every metric, in the order of the catalogue."""


def counter(name: str, help_text: str, labels: Sequence[str] = ()) -> Counter:
    """Declares a number that only rises; `name` ends in `_total`."""
    _declare(name, "counter", help_text, labels)
    return Counter(name.removesuffix("_total"), help_text, labels)


def gauge(name: str, help_text: str, labels: Sequence[str] = ()) -> Gauge:
    """Declares a number that rises and falls."""
    _declare(name, "gauge", help_text, labels)
    return Gauge(name, help_text, labels)


def histogram(
    name: str,
    help_text: str,
    labels: Sequence[str] = (),
    buckets: Sequence[float] = FAST_SECONDS,
) -> Histogram:
    """Declares a distribution; choose buckets around the number that would wake somebody."""
    _declare(name, "histogram", help_text, labels)
    return Histogram(name, help_text, labels, buckets=buckets)


def _declare(
    name: str, kind: Literal["counter", "gauge", "histogram"], help_text: str, labels: Sequence[str]
) -> None:
    DECLARATIONS.append(Declaration(name, kind, help_text, tuple(labels)))
