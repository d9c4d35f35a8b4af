"""Bluesky posts from a Jetstream server: JSON frames over a WebSocket, by time in microseconds.

The cursor is inclusive, so that taking up again repeats at least one frame, which does no harm. Only
posts are read: likes, follows and the rest pass.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar, Final
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec
import websockets
from websockets.asyncio.client import ClientConnection, connect
from websockets.http11 import Response

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import addresses, answers, base, entities, items

NETWORK: Final = "bluesky"
COLLECTION: Final = "app.bsky.feed.post"
DEFAULT_URL: Final = "wss://jetstream2.us-east.bsky.network/subscribe"

_PAGE: Final = 500
_LINGER_SECONDS: Final = 0.01
_REMEMBERED: Final = 20_000
_MAX_FRAME_BYTES: Final = 4 * 1024 * 1024
_DEFAULT_SILENCE_SECONDS: Final = 30.0
_TID_LETTERS: Final = "234567abcdefghijklmnopqrstuvwxyz"
_TID: Final = {letter: value for value, letter in enumerate(_TID_LETTERS)}
_Entity: Final = mention_pb2.Entity.Kind


_ABSENT: Final = msgspec.Raw(b"null")


class _Ref(msgspec.Struct):
    uri: str


class _Reply(msgspec.Struct):
    root: _Ref
    parent: _Ref


class _Record(msgspec.Struct):
    text: str = ""
    createdAt: str = ""  # noqa: N815 - as the network spells it
    langs: list[str] | None = None
    reply: _Reply | None = None
    facets: msgspec.Raw = _ABSENT
    embed: msgspec.Raw = _ABSENT


class _Commit(msgspec.Struct):
    operation: str
    collection: str
    rkey: str
    rev: str = ""
    record: msgspec.Raw = _ABSENT


class _Frame(msgspec.Struct):
    did: str
    time_us: int
    kind: str
    commit: _Commit | None = None


class _Time(msgspec.Struct):
    time_us: int


class _Slice(msgspec.Struct):
    byteStart: int  # noqa: N815 - as the network spells it
    byteEnd: int  # noqa: N815 - as the network spells it


class _Facet(msgspec.Struct):
    index: _Slice
    features: list[dict[str, Any]]


class _Embed(msgspec.Struct):
    kind: str = msgspec.field(name="$type", default="")


_FRAME: Final = msgspec.json.Decoder(_Frame)
_TIME: Final = msgspec.json.Decoder(_Time)
_RECORD: Final = msgspec.json.Decoder(_Record)
_FACETS: Final = msgspec.json.Decoder(list[_Facet] | None)
_EMBED: Final = msgspec.json.Decoder(_Embed | None)


class _Post:
    """One frame about a post; `record` is None where the post is gone."""

    __slots__ = ("commit", "frame", "record", "uri")

    def __init__(self, frame: _Frame, commit: _Commit) -> None:
        self.frame, self.commit = frame, commit
        self.uri = f"at://{frame.did}/{COLLECTION}/{commit.rkey}"
        self.record = None if commit.operation == "delete" else _RECORD.decode(commit.record)


class Connection:
    """One connection to one Jetstream server."""

    type: ClassVar[str] = "jetstream"

    def __init__(self, context: base.SourceContext) -> None:
        self._context = context
        self._url = context.config.get("url") or DEFAULT_URL
        self._silence = float(context.config.get("silence_seconds") or _DEFAULT_SILENCE_SECONDS)

    async def pages(self, cursor: str) -> AsyncIterator[base.Page]:
        socket = await self._connect(cursor)
        # Remembers for this connection only: what was read before may never have become safe.
        reader = FrameReader(self._context.name, self._context.watched)
        try:
            while True:
                frames = await self._frames(socket)
                now = self._context.clock.now()
                read = reader.read(frames, items.stamp(now))
                cursor = str(read.last_us) if read.last_us else cursor
                yield base.Page(read.items, cursor, now, read.faults, passed=read.passed)
        except websockets.ConnectionClosed as error:
            raise base.SourceUnreachable("Jetstream closed the connection; it is opened again.") from error
        finally:
            await socket.close()

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:  # noqa: ARG002
        return base.Refused("Jetstream only reads; answer on Bluesky itself.", permanent=True)

    async def find_reply(self, request: base.ReplyRequest) -> base.Sent | None:  # noqa: ARG002
        return None

    async def close(self) -> None:
        return

    async def _connect(self, cursor: str) -> ClientConnection:
        parts = urlsplit(self._url)
        secure = parts.scheme == "wss"
        host, port = parts.hostname or "", parts.port or (443 if secure else 80)
        address = await addresses.resolve(host, port, allow_private=self._context.allow_private)
        query = urlencode({"wantedCollections": COLLECTION, **({"cursor": cursor} if cursor else {})})
        target = parts._replace(query="&".join(filter(None, (parts.query, query)))).geturl()
        try:
            return await connect(
                target,
                host=address,
                port=port,
                proxy=None,
                max_size=_MAX_FRAME_BYTES,
                max_queue=_PAGE,
                open_timeout=addresses.CONNECT_SECONDS,
                ping_interval=None,
                close_timeout=1,
                **_secured(host if secure else ""),
            )
        except websockets.InvalidStatus as error:
            raise _refused(error.response) from error
        except (OSError, TimeoutError, websockets.WebSocketException) as error:
            raise base.SourceUnreachable("Jetstream cannot be reached; it is tried again.") from error

    async def _frames(self, socket: ClientConnection) -> Sequence[bytes]:
        """All that waits, up to a page; nothing after a silence that a ping survived."""
        try:
            async with asyncio.timeout(self._silence):
                frames = [await socket.recv(decode=False)]
        except TimeoutError:
            await self._prove_alive(socket)
            return ()
        try:
            async with asyncio.timeout(_LINGER_SECONDS):
                while len(frames) < _PAGE:
                    frames.append(await socket.recv(decode=False))
        except (TimeoutError, websockets.ConnectionClosed):
            return frames  # a closed connection is met again at the next call
        return frames

    async def _prove_alive(self, socket: ClientConnection) -> None:
        try:
            async with asyncio.timeout(self._silence):
                await (await socket.ping())
        except TimeoutError:
            raise base.SourceUnreachable(
                f"Jetstream has been silent for {2 * self._silence:g} seconds; it is connected again."
            ) from None


def _secured(host: str) -> dict[str, Any]:
    return {"server_hostname": host} if host else {}


def _refused(response: Response) -> base.SourceError:
    status = response.status_code
    if status == 429:
        told = httpx.Response(status, headers=list(response.headers.raw_items()))
        return base.SourceRateLimited("Jetstream asks us to slow down (429).", answers.retry_after(told))
    if status in {400, 401, 403, 404, 410}:
        return base.SourceRejected(f"Jetstream refuses the connection ({status}); check the source's url.")
    return base.SourceUnreachable(f"Jetstream answers with {status}; it is tried again.")


@dataclass(slots=True)
class Frames:
    """What some frames came to.

    Attributes:
        items: the facts that may be asked for.
        faults: a sentence for each frame that cannot be read.
        passed: posts that nobody asks for, left out before anything was made of them.
        last_us: moment of the last frame in microseconds; 0 when there was none.
    """

    items: list[events_pb2.MentionItem] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    passed: int = 0
    last_us: int = 0


class FrameReader:
    """Frames of one connection in, facts out; remembers what it gave, because frames come at least once."""

    def __init__(self, source: str, watched: base.Watched) -> None:
        self._source = source
        self._watched = watched
        self._given: set[int] = set()
        self._order: deque[int] = deque()

    def read(self, frames: Sequence[bytes], collected: items.Stamp) -> Frames:
        """Reads what was received together."""
        template = items.Template(NETWORK, identity.GLOBAL_SITE, self._source, collected)
        read = Frames()
        fresh: set[str] = set()
        for raw in frames:
            try:
                frame = _FRAME.decode(raw)
                read.last_us = max(read.last_us, frame.time_us)
                commit = frame.commit
                if commit is None or commit.collection != COLLECTION:
                    continue
                post = _Post(frame, commit)
                if not self._may_matter(post, fresh):
                    read.passed += 1
                elif self._is_new(frame.did, commit):
                    fresh.add(post.uri)
                    read.items.append(_item(post, template, self._source, collected))
            except (msgspec.DecodeError, UnicodeDecodeError, ValueError):
                read.faults.append("Jetstream sent a frame that cannot be read; it was skipped.")
                read.last_us = max(read.last_us, _time_of(raw))
        return read

    def _may_matter(self, post: _Post, fresh: set[str]) -> bool:
        """Whether anybody may ask for a post; of the hundreds that pass a second nearly none needs more.

        `fresh` are those of the same page, of which nobody else knows yet.
        """
        record = post.record
        if record is None:
            return self._knows(post.uri, fresh)
        if self._watched.might_want(record.text):
            return True
        reply = record.reply
        if reply is not None and (
            self._knows(reply.root.uri, fresh)
            or (reply.parent.uri != reply.root.uri and self._knows(reply.parent.uri, fresh))
        ):
            return True
        return post.commit.operation != "create" and self._knows(post.uri, fresh)

    def _knows(self, uri: str, fresh: set[str]) -> bool:
        return uri in fresh or self._watched.knows(identity.make_key(NETWORK, identity.GLOBAL_SITE, uri))

    def _is_new(self, did: str, commit: _Commit) -> bool:
        # A hash of 64 bits takes a fifth of the memory; that two of these meet has odds of one in 10^15.
        mark = hash((did, commit.rkey, commit.rev or commit.operation))
        if mark in self._given:
            return False
        self._given.add(mark)
        self._order.append(mark)
        if len(self._order) > _REMEMBERED:
            self._given.discard(self._order.popleft())
        return True


def _time_of(raw: bytes) -> int:
    try:
        return _TIME.decode(raw).time_us
    except (msgspec.DecodeError, UnicodeDecodeError):
        return 0


def _item(
    post: _Post, template: items.Template, source: str, collected: items.Stamp
) -> events_pb2.MentionItem:
    frame, commit, record = post.frame, post.commit, post.record
    happened = items.stamp_of_us(frame.time_us)
    if record is None:
        key = identity.make_key(NETWORK, identity.GLOBAL_SITE, post.uri)
        return items.deletion(key, NETWORK, source, happened, collected)
    item, mention = template.new(post.uri)
    items.put_text(mention, items.clean(record.text))
    edited = None if commit.operation == "create" else items.stamp_of_us(_tid_us(commit.rev) or frame.time_us)
    items.put_times(mention, _created(record.createdAt, happened), edited, collected)
    _thread(mention, record)
    mention.link = f"https://bsky.app/profile/{frame.did}/post/{commit.rkey}"
    mention.author.key = identity.make_key(NETWORK, identity.GLOBAL_SITE, frame.did)
    mention.author.link = f"https://bsky.app/profile/{frame.did}"
    if record.langs:
        mention.declared_language = record.langs[0]
    if record.facets is not _ABSENT:
        _mark(mention, _FACETS.decode(record.facets) or (), record.text)
    return item


def _thread(mention: mention_pb2.Mention, record: _Record) -> None:
    if record.reply is not None:
        mention.kind = mention_pb2.Mention.KIND_REPLY
        mention.parent_key = identity.make_key(NETWORK, identity.GLOBAL_SITE, record.reply.parent.uri)
        mention.conversation_key = identity.make_key(NETWORK, identity.GLOBAL_SITE, record.reply.root.uri)
        return
    mention.conversation_key = mention.key
    embed = None if record.embed is _ABSENT else _EMBED.decode(record.embed)
    quotes = embed is not None and embed.kind.startswith("app.bsky.embed.record")
    mention.kind = mention_pb2.Mention.KIND_QUOTE if quotes else mention_pb2.Mention.KIND_POST


def _created(text: str, happened: items.Stamp) -> items.Stamp:
    """When it was written: what the record says, unless that is nonsense or later than it was seen."""
    try:
        written = datetime.fromisoformat(text)
        claimed = items.stamp(written if written.tzinfo else written.replace(tzinfo=UTC))
    except (ValueError, OverflowError, OSError):
        return happened
    return claimed if claimed.seconds > 0 and claimed <= happened else happened


def _tid_us(rev: str) -> int:
    """Microseconds in a revision, which is a time and a clock number in base 32; 0 where it is none."""
    if len(rev) != 13:
        return 0
    value = 0
    for letter in rev:
        if letter not in _TID:
            return 0
        value = value << 5 | _TID[letter]
    return value >> 10


def _mark(mention: mention_pb2.Mention, facets: Sequence[_Facet], text: str) -> None:
    raw = text.encode()
    for facet in facets:
        start, end = facet.index.byteStart, facet.index.byteEnd
        if not 0 <= start <= end <= len(raw):
            continue
        first = len(raw[:start].decode(errors="ignore"))
        after = first + len(raw[start:end].decode(errors="ignore"))
        for feature in facet.features:
            _mark_one(mention, feature, text[first:after], first, after)


def _mark_one(
    mention: mention_pb2.Mention, feature: dict[str, Any], words: str, first: int, after: int
) -> None:
    kind = str(feature.get("$type", ""))
    if kind.endswith("#link"):
        entities.add(mention, _Entity.KIND_LINK, str(feature.get("uri", "")), first, after)
    elif kind.endswith("#mention"):
        entities.add(mention, _Entity.KIND_HANDLE, words.removeprefix("@"), first, after)
    elif kind.endswith("#tag"):
        entities.add(mention, _Entity.KIND_HASHTAG, str(feature.get("tag", "")), first, after)
