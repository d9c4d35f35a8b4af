"""How the log is doing: fill of the streams, lag of the consumers, and the janitor that makes room.

The janitor deletes only what every durable consumer of a stream has acknowledged.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nats.js import api

from services.common.bus import streams, telemetry
from services.common.bus.connection import Connection
from services.common.model import errors

JANITOR_SHARE: Final = 0.8
"""Fill above which the janitor makes room."""

ALERT_SHARE: Final = 0.7
"""Fill above which an alert fires."""


@dataclass(frozen=True, slots=True)
class ConsumerLag:
    """How far a durable consumer is behind.

    Attributes:
        name: of the consumer.
        stream: it reads; `RETRY` for its own retries.
        pending: messages not handed out yet.
        in_flight: messages handed out and not acknowledged, those that wait for their next try included.
        redelivered: messages of those that were handed out more than once.
        paused: whether the server holds it.
        acknowledged: sequence up to which every message of the stream is acknowledged.

    """

    name: str
    stream: str
    pending: int
    in_flight: int
    redelivered: int
    paused: bool
    acknowledged: int


@dataclass(frozen=True, slots=True)
class StreamFill:
    """How full a stream is.

    Attributes:
        stream: its name.
        messages: stored.
        bytes: stored.
        max_bytes: it may hold.
        first_sequence: of the oldest message.
        last_sequence: of the newest message.

    """

    stream: str
    messages: int
    bytes: int
    max_bytes: int
    first_sequence: int
    last_sequence: int

    @property
    def share(self) -> float:
        """Part of the room that is used, 0 to 1."""
        return self.bytes / self.max_bytes if self.max_bytes > 0 else 0.0


async def fills(connection: Connection) -> list[StreamFill]:
    """How full each stream is."""
    found = []
    for stream in streams.ALL:
        with connection.asking():
            info = await connection.js.stream_info(stream.name)
        found.append(_fill(info))
        telemetry.stream_filled(stream.name, found[-1].share)
    return found


async def heads(connection: Connection) -> Mapping[str, int]:
    """Sequence of the newest message of each stream, in one question: whether anything moves."""
    with connection.asking():
        infos = await connection.js.streams_info()
    return {str(info.config.name): info.state.last_seq for info in infos}


async def lags(connection: Connection) -> list[ConsumerLag]:
    """How far each durable consumer is behind."""
    found = []
    for stream in streams.ALL:
        found += [_lag(info) for info in await _durables(connection, stream.name)]
    for lag in found:
        if lag.stream != streams.RETRY.name:
            telemetry.consumer_lagged(lag.name, lag.pending, lag.in_flight, paused=lag.paused)
    return found


async def sweep(
    connection: Connection, *, above: float, expected: Mapping[str, Collection[str]]
) -> Sequence[str]:
    """Makes room once; returns the names of the streams that gave some up.

    Args:
        connection: to the log.
        above: fill from which on a stream is swept.
        expected: consumers per stream without which nothing of that stream may go.

    """
    swept = []
    for fill in await fills(connection):
        if fill.share <= above:
            continue
        if await _sweep_one(connection, fill, expected.get(fill.stream, ())):
            swept.append(fill.stream)
    return swept


async def sweep_or_report(connection: Connection, *, expected: Mapping[str, Collection[str]]) -> None:
    """Makes room once; an absent log is reported, not raised."""
    try:
        await sweep(connection, above=JANITOR_SHARE, expected=expected)
    except errors.LogUnavailable as error:
        telemetry.log.warning("janitor.waiting", error=str(error))


async def _sweep_one(connection: Connection, fill: StreamFill, expected: Collection[str]) -> bool:
    durables = await _durables(connection, fill.stream)
    if not durables or not set(expected) <= {info.name for info in durables}:
        telemetry.log.warning("janitor.nobody_reads", stream=fill.stream, share=round(fill.share, 3))
        return False
    if fill.stream == streams.RETRY.name:
        gone = [await _purge(connection, fill, [info], _filter_of(info)) for info in durables]
        return any(gone)
    return await _purge(connection, fill, durables, None)


async def _purge(
    connection: Connection, fill: StreamFill, durables: Sequence[api.ConsumerInfo], subject: str | None
) -> bool:
    floor = min(_floor(info, fill.last_sequence) for info in durables)
    if floor < fill.first_sequence:
        return False
    with connection.asking():
        await connection.js.purge_stream(fill.stream, seq=floor + 1, subject=subject)
    telemetry.log.info("janitor.swept", stream=fill.stream, floor=floor, subject=subject)
    return True


def _floor(info: api.ConsumerInfo, last_sequence: int) -> int:
    """Highest sequence up to which the consumer has acknowledged everything meant for it."""
    if not info.num_pending and not info.num_ack_pending:
        # Its own floor stays at the last message of its subjects; `last_sequence` was read before.
        return max(last_sequence, _acknowledged(info))
    return _acknowledged(info)


def _acknowledged(info: api.ConsumerInfo) -> int:
    return info.ack_floor.stream_seq if info.ack_floor else 0


def _filter_of(info: api.ConsumerInfo) -> str | None:
    return info.config.filter_subjects[0] if info.config.filter_subjects else info.config.filter_subject


async def _durables(connection: Connection, stream: str) -> list[api.ConsumerInfo]:
    found: list[api.ConsumerInfo] = []
    while True:
        with connection.asking():
            page = await connection.js.consumers_info(stream, offset=len(found))
        found += page
        if len(page) < 256:  # the server's page
            return [info for info in found if info.config.durable_name]


def _fill(info: api.StreamInfo) -> StreamFill:
    return StreamFill(
        stream=str(info.config.name),
        messages=info.state.messages,
        bytes=info.state.bytes,
        max_bytes=info.config.max_bytes or 0,
        first_sequence=info.state.first_seq,
        last_sequence=info.state.last_seq,
    )


def _lag(info: api.ConsumerInfo) -> ConsumerLag:
    return ConsumerLag(
        name=info.name,
        stream=info.stream_name,
        pending=info.num_pending or 0,
        in_flight=info.num_ack_pending or 0,
        redelivered=info.num_redelivered or 0,
        paused=bool(info.paused),
        acknowledged=(info.ack_floor.stream_seq or 0) if info.ack_floor else 0,
    )
