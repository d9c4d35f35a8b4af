"""The catalogue's metrics, and the page Prometheus reads them from."""

from __future__ import annotations

from prometheus_client import start_http_server

from services.common.config import Settings
from services.common.obs.catalogue import *  # noqa: F403  # the catalogue is this module's content
from services.common.obs.declaring import DECLARATIONS, Declaration

__all__ = ["DECLARATIONS", "Declaration", "serve"]


def serve(settings: Settings) -> int | None:
    """Serves `/metrics` from a thread of its own and returns its port; None when it is switched off."""
    if settings.obs.metrics_port < 0:
        return None
    server, _ = start_http_server(settings.obs.metrics_port, settings.obs.metrics_host)
    return int(server.server_port)
