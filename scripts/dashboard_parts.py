"""What dashboards are described with: panels, and the expressions that come again and again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

RATE: Final = "[$__rate_interval]"


@dataclass(frozen=True)
class Panel:
    """One picture: what it shows, by expressions with their legends, in a unit of Grafana's."""

    title: str
    about: str
    shown: Sequence[tuple[str, str]]
    unit: str = "short"
    kind: str = "timeseries"


@dataclass(frozen=True)
class Dashboard:
    """Rows of panels; `variables` are names with the query that fills them."""

    name: str
    title: str
    rows: Sequence[tuple[str, Sequence[Panel]]]
    variables: Sequence[tuple[str, str]] = ()


def p99(metric: str, by: str = "", where: str = "") -> str:
    """The 99th percentile of a histogram."""
    labels = f"le, {by}" if by else "le"
    return f"histogram_quantile(0.99, sum by ({labels}) (rate({metric}_bucket{where}{RATE})))"


def quantile(share: float, metric: str) -> str:
    """A share of a histogram of which there are few observations: over an hour."""
    return f"histogram_quantile({share}, sum by (le) (rate({metric}_bucket[1h])))"


def rate(metric: str, by: str = "", where: str = "") -> str:
    """How much a counter grows in a second."""
    total = f"rate({metric}{where}{RATE})"
    return f"sum by ({by}) ({total})" if by else f"sum({total})"
