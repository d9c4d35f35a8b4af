"""Where the bus tells what it does: one place, so that its other modules name events only."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager

from services.common.bus import streams
from services.common.obs import catalogue, logs, tracing

log = logs.get()


def trace_headers() -> dict[str, str]:
    """Headers that continue the current trace in whoever reads the message."""
    return tracing.inject()


@contextmanager
def delivering(headers: Mapping[str, str]) -> Generator[None]:
    """Surrounds the publishing of a batch: one span, inside the trace in which its first item came."""
    with tracing.span("publish batch", parent=tracing.extract(headers)):
        yield


@contextmanager
def publishing(stream: str) -> Generator[None]:
    """Surrounds one publish until it is acknowledged."""
    with catalogue.BUS_PUBLISH_SECONDS.labels(stream).time():
        yield


@contextmanager
def handling(consumer: str, headers: Mapping[str, str]) -> Generator[None]:
    """Surrounds the handler, inside the trace that the message continues."""
    seconds = catalogue.BUS_HANDLER_SECONDS.labels(consumer).time()
    with tracing.span(f"consume {consumer}", parent=tracing.extract(headers)), seconds:
        yield


def connected(*, up: bool) -> None:
    """The connection came or went."""
    catalogue.BUS_CONNECTED.set(up)


def published(stream: str, size: int) -> None:
    """A message was acknowledged."""
    catalogue.BUS_PUBLISHED_BATCHES.labels(stream).inc()
    catalogue.BUS_PUBLISHED_BYTES.labels(stream).inc(size)


def publish_repeated(stream: str) -> None:
    """A publish was not answered and is repeated."""
    catalogue.BUS_PUBLISH_RETRIES.labels(stream).inc()


def publish_refused(stream: str) -> None:
    """A stream is full."""
    catalogue.BUS_REFUSED_BATCHES.labels(stream).inc()


def batch_published(subject: str, items: int) -> None:
    """An adaptive batch was acknowledged."""
    stream = streams.of_subject(subject).name
    catalogue.BUS_BATCH_ITEMS.labels(stream).observe(items)
    catalogue.BUS_PUBLISHED_ITEMS.labels(stream).inc(items)


def handled(consumer: str, *, done: int, later: int, dead: int) -> None:
    """A message is settled."""
    catalogue.BUS_CONSUMED_BATCHES.labels(consumer).inc()
    for outcome, items in (("done", done), ("later", later), ("never", dead)):
        if items:
            catalogue.BUS_CONSUMED_ITEMS.labels(consumer, outcome).inc(items)


def dead_letter(consumer: str) -> None:
    """An item was given up."""
    catalogue.BUS_DEAD_LETTERS.labels(consumer).inc()


def suspected(consumer: str, sequence: int, deliveries: int) -> None:
    """A message is tried item by item."""
    catalogue.BUS_SUSPECTS.labels(consumer).inc()
    log.warning("consumer.suspects", consumer=consumer, sequence=sequence, deliveries=deliveries)


def stream_filled(stream: str, share: float) -> None:
    """Fill of a stream was read."""
    catalogue.BUS_STREAM_FILL.labels(stream).set(share)


def consumer_lagged(consumer: str, pending: int, in_flight: int, *, paused: bool) -> None:
    """Lag of a consumer on its own stream was read."""
    catalogue.BUS_LAG_MESSAGES.labels(consumer).set(pending)
    catalogue.BUS_IN_FLIGHT_MESSAGES.labels(consumer).set(in_flight)
    catalogue.BUS_PAUSED.labels(consumer).set(paused)


def consumer_aged(consumer: str, seconds: float, redelivered: int) -> None:
    """Age of a consumer's oldest message was read."""
    catalogue.BUS_OLDEST_SECONDS.labels(consumer).set(seconds)
    catalogue.BUS_REDELIVERED_MESSAGES.labels(consumer).set(redelivered)


def retries_wait(consumer: str, messages: int) -> None:
    """What waits for another try was counted."""
    catalogue.BUS_RETRY_MESSAGES.labels(consumer).set(messages)


def letters_waiting(letters: Mapping[str, int]) -> None:
    """The dead letters on the log were counted, by consumer."""
    catalogue.BUS_WAITING_LETTERS.clear()
    for consumer, count in letters.items():
        catalogue.BUS_WAITING_LETTERS.labels(consumer).set(count)
