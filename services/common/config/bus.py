"""The log: where it is, how batches close, and when a consumer gives up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from services.common.config.kinds import SECRET, Range

GIBIBYTE = 1024**3
DAY_SECONDS = 86_400

BATCHES_PER_STREAM = 10
"""Batches of full size that a stream holds at least.
A stream refuses what does not fit any more, and the janitor makes room above a fill of 80 %; a message of
more than a fifth of the stream could be refused below that, and then for good. A scored batch carries its
scores beside the batch and is up to twice as large, hence ten and not five."""


@dataclass(frozen=True, slots=True)
class BusSettings:
    """The event log (NATS JetStream)."""

    url: Annotated[str, SECRET] = field(default="nats://127.0.0.1:4222", repr=False)
    """Address of the log; several, separated by commas, for a cluster."""

    user: str = ""
    """User this service is at the log, with rights of its own; empty where the log knows a token, or nothing
    at all."""

    token_file: Path | None = None
    """File that holds the log's token, or the password of `user`; empty when it asks for none.
    Read at every connection."""

    stream_max_bytes: Annotated[int, Range(1024 * 1024, 2**50)] = 2 * GIBIBYTE
    """Bytes each stream may hold. A full stream refuses more, and sources slow down: nothing is dropped.
    At least ten times `batch_max_bytes`: with less, a batch is refused before the janitor makes room."""

    stream_max_age_seconds: Annotated[int, Range(60, 3650 * DAY_SECONDS)] = 7 * DAY_SECONDS
    """Seconds a message stays on the log. Longer than any outage of a consumer that must be survived."""

    batch_max_items: Annotated[int, Range(1, 100_000)] = 500
    """Mentions after which a batch closes; beyond this, larger batches were not faster."""

    batch_max_bytes: Annotated[int, Range(1024, 7 * 1024 * 1024)] = 1024 * 1024
    """Bytes after which a batch closes. The log takes 8 MiB; one oversized item still has to fit on top."""

    batch_linger_ms: Annotated[int, Range(0, 10_000)] = 20
    """Milliseconds after its first item that a batch closes at the latest: what a quiet stream waits."""

    publish_in_flight: Annotated[int, Range(1, 1024)] = 8
    """Batches that may wait for the log's acknowledgement at once; more only costs memory."""

    retry_limit: Annotated[int, Range(1, 1000)] = 5
    """Tries of an item before it goes to the dead letters."""

    retry_delay_seconds: Annotated[float, Range(0, 3600)] = 5.0
    """Seconds before the second try; each further one waits twice as long."""

    suspect_after_deliveries: Annotated[int, Range(1, 1000)] = 3
    """Deliveries of one message after which it is processed item by item, to find the one that kills us."""

    pause_dead_run: Annotated[int, Range(1, 1_000_000)] = 50
    """Dead letters in a row after which a consumer pauses: our fault then, not the items'."""

    pause_dead_share: Annotated[float, Range(0, 1)] = 0.5
    """Share of dead letters among the last `pause_dead_window` items after which a consumer pauses."""

    pause_dead_window: Annotated[int, Range(1, 1_000_000)] = 500
    """Items that `pause_dead_share` looks back over."""

    ack_wait_seconds: Annotated[float, Range(1, 3600)] = 10.0
    """Seconds without a sign of life after which the log gives a message to another replica.
    Long work sends signs of life by itself, three in that time. What a replica held that was killed waits
    that long."""

    def conflicts(self) -> Iterator[str]:
        """What does not fit together, one sentence each; every value by itself is in its range."""
        if any(address.strip().startswith(("ws:", "wss:")) for address in self.url.split(",")):
            yield (
                "ANTIPHON_BUS_URL names a WebSocket, which is not spoken here; name the log's own port, "
                "for example nats://127.0.0.1:4222."
            )
        least = BATCHES_PER_STREAM * self.batch_max_bytes
        if self.stream_max_bytes < least:
            yield (
                f"ANTIPHON_BUS_STREAM_MAX_BYTES cannot be '{self.stream_max_bytes}' where "
                f"ANTIPHON_BUS_BATCH_MAX_BYTES is {self.batch_max_bytes}; set it to at least {least} "
                f"({BATCHES_PER_STREAM} batches), or let batches be smaller."
            )
