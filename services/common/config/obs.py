"""What a service tells about itself: logs, metrics, traces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from services.common.config.kinds import Range


@dataclass(frozen=True, slots=True)
class ObsSettings:
    """Logs, metrics and traces."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Least important log event that is written.
    `debug` writes one event per RPC and batch: not for production."""

    log_format: Literal["console", "json"] = "console"
    """`console` for people, `json` (one object a line) for a log collector."""

    metrics_host: str = "127.0.0.1"
    """Address that `/metrics` is served on. In a cluster `0.0.0.0`, so that Prometheus reaches the pod."""

    metrics_port: Annotated[int, Range(-1, 65535)] = 0
    """Port that `/metrics` is served on; 0 takes any free one and logs it, -1 serves none."""

    trace_ratio: Annotated[float, Range(0, 1)] = 0.01
    """Share of new traces that are recorded, 0 to 1. A batch is one trace, so 0.01 is already many mentions.
    Counts only where an exporter is set; a caller's own decision is always followed."""

    otlp_endpoint: str = ""
    """Address of an OTLP collector over gRPC, for example `http://collector:4317`; empty sends no traces.
    `https` encrypts the way there."""
