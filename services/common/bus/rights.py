"""What each service may do on the log, and nothing else: the table, and the subjects it comes to.

`scripts/nats_rights.py` writes the log's configuration from it. A service that was taken over can publish and
read what was its own and no more; who makes and clears streams is the router, which runs the janitor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from services.common.bus import streams
from services.common.bus.connection import INBOX
from services.common.bus.streams import Stream

API: Final = "$JS.API"


@dataclass(frozen=True, slots=True)
class Rights:
    """What one service does on the log.

    Attributes:
        publishes: streams it adds facts to.
        consumes: its durable consumers, and the stream that each reads.
        follows: streams it reads without a durable consumer.
        keeps: makes and clears streams, and forgets people in the retries and dead letters of all.
        mends: looks at dead letters, has them tried again or thrown away, and lets consumers wait and go on;
            for administrators at the desk.
        operates: may do everything; for the command line of those who run Antiphon.
    """

    publishes: tuple[Stream, ...] = ()
    consumes: Mapping[str, Stream] = field(default_factory=dict)
    follows: tuple[Stream, ...] = ()
    keeps: bool = False
    mends: bool = False
    operates: bool = False


RIGHTS: Final[Mapping[str, Rights]] = {
    "listener": Rights(
        publishes=(streams.MENTIONS, streams.REFERENCE),
        consumes={"listener-erasures": streams.ERASURES, "listener-events": streams.ENGAGEMENTS},
    ),
    "scorer": Rights(
        publishes=(streams.SCORED,), consumes={"scorer": streams.MENTIONS}, follows=(streams.REFERENCE,)
    ),
    "router": Rights(
        publishes=(streams.ENGAGEMENTS, streams.JUDGEMENTS),
        consumes={"router": streams.SCORED, "router-erasures": streams.ERASURES},
        follows=(streams.REFERENCE,),
        keeps=True,
    ),
    "insights": Rights(
        publishes=(streams.MENTIONS, streams.ERASURES, streams.ENGAGEMENTS),
        consumes={"insights": streams.SCORED, "insights-judgements": streams.JUDGEMENTS},
        follows=(streams.REFERENCE,),
    ),
    "console": Rights(follows=(streams.ENGAGEMENTS,), mends=True),
    "cli": Rights(operates=True),
}
"""User at the log -> its rights. A removal in the archive is published as a mention's last revision."""


@dataclass(frozen=True, slots=True)
class Subjects:
    """Rights as the log knows them: subjects that a user may publish to, except for some, and read."""

    publish: tuple[str, ...]
    never: tuple[str, ...]
    subscribe: tuple[str, ...]


def subjects(service: str) -> Subjects:
    """What the log is to allow a service."""
    rights = RIGHTS[service]
    may = tuple(_operating() if rights.operates else _publish(rights))
    return Subjects(may, tuple(_never(rights)), (f"{INBOX}{service}.>",))


def _publish(rights: Rights) -> Iterator[str]:
    yield f"{API}.STREAM.INFO.*"
    for stream in rights.publishes:
        yield stream.subject
    for consumer, stream in rights.consumes.items():
        yield from _consumer(stream, consumer, stream.subject)
        yield from _consumer(streams.RETRY, consumer, f"{streams.RETRY.root}.{consumer}")
        for root in (streams.RETRY.root, streams.DEADLETTER.root):
            yield f"{root}.{consumer}"
        yield f"{streams.SUSPECT.root}.{consumer}.>"
    if rights.consumes:
        yield f"{API}.STREAM.MSG.GET.{streams.SUSPECT.name}"
    for stream in rights.follows:
        yield from _reader(stream)
    if rights.keeps:
        yield from _keeping()
    if rights.mends:
        yield from _mending()


def _consumer(stream: Stream, consumer: str, read: str) -> Iterator[str]:
    """A durable consumer: made with this very filter, asked about, pulled from, acknowledged to."""
    yield f"{API}.CONSUMER.CREATE.{stream.name}.{consumer}.{read}"
    yield f"{API}.CONSUMER.INFO.{stream.name}.{consumer}"
    yield f"{API}.CONSUMER.MSG.NEXT.{stream.name}.{consumer}"
    yield f"$JS.ACK.{stream.name}.{consumer}.>"


def _reader(stream: Stream) -> Iterator[str]:
    """Readers of passing names; what durable consumers are called is kept from them by `_never`."""
    yield f"{API}.CONSUMER.CREATE.{stream.name}.*.{stream.subject}"
    yield f"{API}.CONSUMER.MSG.NEXT.{stream.name}.*"
    yield f"{API}.CONSUMER.DELETE.{stream.name}.*"


def _keeping() -> Iterator[str]:
    for word in ("CREATE", "UPDATE", "PURGE"):
        yield f"{API}.STREAM.{word}.*"
    yield f"{API}.CONSUMER.LIST.*"
    yield f"{API}.STREAM.MSG.GET.*"
    for stream in (streams.RETRY, streams.DEADLETTER):
        yield from _reader(stream)
        yield f"{API}.STREAM.MSG.DELETE.{stream.name}"
        yield stream.subject


def _mending() -> Iterator[str]:
    """Each consumer by its name: nothing is given up for it, no retry is read, none is made in its place."""
    yield f"{API}.CONSUMER.LIST.*"
    yield f"{API}.CONSUMER.INFO.*.*"
    yield from _reader(streams.DEADLETTER)
    for word in ("GET", "DELETE"):
        yield f"{API}.STREAM.MSG.{word}.{streams.DEADLETTER.name}"
    for consumer, read in _consumers():
        yield f"{streams.RETRY.root}.{consumer}"
        yield f"{streams.DEADLETTER.root}.{consumer}.purged"
        for stream in (read, streams.RETRY):
            yield f"{API}.CONSUMER.PAUSE.{stream.name}.{consumer}"


def _operating() -> Iterator[str]:
    yield f"{API}.>"
    for stream in streams.ALL:
        yield stream.subject


def _never(rights: Rights) -> Iterator[str]:
    """Durable consumers of others on streams that a service follows."""
    followed = (*rights.follows, *((streams.RETRY, streams.DEADLETTER) if rights.keeps else ()))
    for stream in followed:
        for consumer in _durables(stream) - rights.consumes.keys():
            for word in ("CREATE", "MSG.NEXT", "DELETE"):
                yield f"{API}.CONSUMER.{word}.{stream.name}.{consumer}"
            yield f"{API}.CONSUMER.CREATE.{stream.name}.{consumer}.>"


def _durables(stream: Stream) -> set[str]:
    return {consumer for consumer, read in _consumers() if stream in (read, streams.RETRY)}


def _consumers() -> Iterator[tuple[str, Stream]]:
    for rights in RIGHTS.values():
        yield from rights.consumes.items()
