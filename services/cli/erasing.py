"""Erases an author through the services, and watches until every room has done its part."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import grpc
from google.protobuf.message import Message

from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.cli.session import Session
from services.common.model import identity

POLL_SECONDS: Final = 0.25
AWAY: Final = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)

Told = Callable[[str], None]
Rooms = Mapping[str, "Reach | None"]
"""Room -> what an erasure reaches there; None while it does not answer."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What an erasure would reach in one room.

    Attributes:
        counts: what there is -> how many of them.
        suppressed: whether what comes of the author is dropped there already.

    """

    counts: Mapping[str, int]
    suppressed: bool

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.suppressed and not any(self.counts.values())


async def preview(opened: Session, author_key: str) -> Rooms:
    """What an erasure would reach, room by room."""
    archive, queue, listener = await opened.insights(), await opened.router(), await opened.listener()
    answers = await asyncio.gather(
        archive.GetErasurePreview(insights.GetErasurePreviewRequest(author_key=author_key)),
        queue.GetErasurePreview(routing.GetErasurePreviewRequest(author_key=author_key)),
        listener.GetErasurePreview(listening.GetErasurePreviewRequest(author_key=author_key)),
        return_exceptions=True,
    )
    return dict(zip(("archive", "queue", "listener"), map(_reach, answers), strict=True))


async def erase(opened: Session, author_key: str, patience_seconds: float, tell: Told) -> Rooms:
    """Erases the author and waits until all rooms are done, or patience ends; what was left then."""
    archive = await opened.insights()
    await archive.EraseAuthor(insights.EraseAuthorRequest(author_key=author_key))
    loop = asyncio.get_running_loop()
    give_up = loop.time() + patience_seconds
    done: set[str] = set()
    while True:
        rooms = await preview(opened, author_key)
        for room, reach in rooms.items():
            if reach is not None and reach.is_done and room not in done:
                done.add(room)
                tell(f"The {room} has forgotten them.")
        if len(done) == len(rooms) or loop.time() > give_up:
            return rooms
        await asyncio.sleep(POLL_SECONDS)


async def find(opened: Session, network: str, handle: str) -> Mapping[str, int]:
    """Keys of authors who go by a handle in the archive, with the number of their mentions."""
    wanted = handle.removeprefix("@").casefold()
    archive = await opened.insights()
    found: dict[str, int] = {}
    request = insights.ListMentionsRequest(filter=f'network = "{network}"')
    async for piece in archive.ListMentions(request):
        for entry in piece.mentions:
            author = entry.mention.author
            if author.key and author.handle.removeprefix("@").casefold() == wanted:
                found[author.key] = found.get(author.key, 0) + 1
    return found


def key_of(network: str, site: str, author: str) -> str:
    """The key of an author whom a person named by id or by key."""
    if author.startswith(f"{network}:"):
        try:
            identity.split_key(author)
        except ValueError:
            return identity.make_key(network, site, author)
        return author
    return identity.make_key(network, site, author)


def _reach(answer: Message | BaseException) -> Reach | None:
    if isinstance(answer, grpc.aio.AioRpcError) and answer.code() in AWAY:
        return None
    if isinstance(answer, BaseException):
        raise answer
    values = {field.name: getattr(answer, field.name) for field in answer.DESCRIPTOR.fields}
    suppressed = bool(values.pop("suppressed"))
    return Reach({name.removesuffix("_count"): int(count) for name, count in values.items()}, suppressed)
