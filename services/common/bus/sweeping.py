"""The janitor: makes room on streams that fill up, and never takes what somebody still needs.

It deletes what every durable consumer of a stream has acknowledged. News for live views, which no durable
consumer reads, loses its oldest part instead; dead letters are left to people, however full their stream.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from nats.js import api

from services.common.bus import observing, streams, telemetry
from services.common.bus.connection import Connection
from services.common.model import errors

JANITOR_SHARE: Final = 0.8
"""Fill above which the janitor makes room."""

NEWS_SHARE: Final = 0.5
"""Fill that is left of news nobody reads: enough for whoever looks back, and rarely to be swept."""


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
    for fill in await observing.fills(connection):
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


async def _sweep_one(connection: Connection, fill: observing.StreamFill, expected: Collection[str]) -> bool:
    stream = streams.named(fill.stream)
    if stream.kept:
        telemetry.log.error("janitor.letters_fill", stream=fill.stream, share=round(fill.share, 3))
        return False
    durables = await observing.durables(connection, fill.stream)
    if stream.news and not durables:
        return await _drop_oldest(connection, fill)
    if not durables or not set(expected) <= {info.name for info in durables}:
        telemetry.log.warning("janitor.nobody_reads", stream=fill.stream, share=round(fill.share, 3))
        return False
    if fill.stream == streams.RETRY.name:
        gone = [await _purge(connection, fill, [info], _filter_of(info)) for info in durables]
        return any(gone)
    return await _purge(connection, fill, durables, None)


async def _drop_oldest(connection: Connection, fill: observing.StreamFill) -> bool:
    newest = max(1, int(fill.messages * NEWS_SHARE / fill.share))
    with connection.asking():
        await connection.js.purge_stream(fill.stream, keep=newest)
    telemetry.log.info("janitor.dropped", stream=fill.stream, messages=fill.messages - newest)
    return True


async def _purge(
    connection: Connection,
    fill: observing.StreamFill,
    durables: Sequence[api.ConsumerInfo],
    subject: str | None,
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
        return max(last_sequence, observing.acknowledged(info))
    return observing.acknowledged(info)


def _filter_of(info: api.ConsumerInfo) -> str | None:
    return info.config.filter_subjects[0] if info.config.filter_subjects else info.config.filter_subject
