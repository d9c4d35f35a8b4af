"""How services call each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from services.common.config.kinds import Range


@dataclass(frozen=True, slots=True)
class RpcSettings:
    """gRPC: where a service listens, where the others are, how patient a call is."""

    listen: str = ""
    """`host:port` this service answers on; port 0 takes any free one and logs it.
    Empty takes the service's own address below, as the others know it."""

    listener_address: str = "127.0.0.1:8701"
    """`host:port` of the listener. A name with several addresses is balanced over all of them."""

    scorer_address: str = "127.0.0.1:8702"
    """`host:port` of the scorer."""

    router_address: str = "127.0.0.1:8703"
    """`host:port` of the router."""

    insights_address: str = "127.0.0.1:8704"
    """`host:port` of insights."""

    deadline_seconds: Annotated[float, Range(0.1, 3600)] = 10.0
    """Seconds a call may take when its caller does not say; streams have no such end."""

    drain_seconds: Annotated[float, Range(0, 3600)] = 10.0
    """Seconds that running calls get to finish after SIGTERM. Keep it below the pod's grace period."""

    max_message_bytes: Annotated[int, Range(1024, 2**30)] = 8 * 1024 * 1024
    """Bytes of the largest request or answer; the log's own limit."""

    keepalive_seconds: Annotated[float, Range(10, 3600)] = 30.0
    """Seconds of silence after which a connection is checked, so that a dead peer is noticed."""

    connection_age_seconds: Annotated[float, Range(0, 86_400)] = 0.0
    """Seconds after which the server has a client connect anew, so that new replicas get their share.
    0 never does. Streams that are still open then get as long again to finish."""

    health_listen: str = ""
    """`host:port` that health alone is answered on, without encryption, for probes that know no certificates.
    Empty answers it on the service's own port only."""

    tls_certificate_file: Path | None = None
    """Certificate (PEM, with those between it and the authority) that this process shows, calling and
    called. With it every call is encrypted and both ends show one. The three files are read again when they
    change."""

    tls_key_file: Path | None = None
    """Private key (PEM) of the certificate."""

    tls_authority_file: Path | None = None
    """Certificates (PEM) of the authorities whose certificates are believed."""

    silence_seconds: Annotated[float, Range(0, 86_400)] = 60.0
    """Seconds without an answer after which `antiphon up` restarts a process that hangs; 0 never does.
    In a cluster the probes of the chart decide."""

    def conflicts(self) -> Iterator[str]:
        """What does not fit together, one sentence each; every value by itself is in its range."""
        files = {
            "ANTIPHON_RPC_TLS_CERTIFICATE_FILE": self.tls_certificate_file,
            "ANTIPHON_RPC_TLS_KEY_FILE": self.tls_key_file,
            "ANTIPHON_RPC_TLS_AUTHORITY_FILE": self.tls_authority_file,
        }
        missing = [key for key, file in files.items() if file is None]
        if missing and len(missing) < len(files):
            yield f"{' and '.join(missing)} missing; encrypted calls need all three files, plain ones none."

    def address_of(self, service: str) -> str:
        """Where the service is reached.

        Raises:
            ValueError: if it serves no gRPC.
        """
        addresses = {
            "listener": self.listener_address,
            "scorer": self.scorer_address,
            "router": self.router_address,
            "insights": self.insights_address,
        }
        if service not in addresses:
            raise ValueError(f"{service} serves no gRPC; choose one of {', '.join(addresses)}.")
        return addresses[service]
