"""Answers `FindAuthor`: who has a handle, as the account sees it that would write to them first."""

from __future__ import annotations

import asyncio
from typing import Final

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api
from antiphon.mention.v1 import mention_pb2
from services.common.model import errors
from services.listener.adapters import addressing
from services.listener.adapters.answerers import Answerers
from services.listener.adapters.outlets import Outlets
from services.listener.sources import abilities, base

SECONDS: Final = 6.0
"""How long a network may take to say who that is; callers wait 10 seconds by default."""


class Finding:
    """Finds people by how they are called on their network."""

    def __init__(self, outlets: Outlets, answerers: Answerers, facts: addressing.Capabilities) -> None:
        self._outlets = outlets
        self._answerers = answerers
        self._facts = facts

    async def find(self, request: api.FindAuthorRequest) -> mention_pb2.Author:
        """Who has the handle.

        Raises:
            InvalidField: it is no handle, or nobody there has it.
            NotReplyable: the network lets nobody write first, or no account of ours can ask it.
        """
        network, handle = request.network, request.handle.strip().removeprefix("@")
        addressing.check_allowed(self._facts.get(network), events_pb2.CapabilityFact.ACTION_WRITE_FIRST)
        addressing.check_recipient("handle", handle)
        name = await self._answerers.choose(api.ReplyPayload(brand=request.brand), network, "source")
        author = await _ask(await self._open(name), handle)
        if author is None:
            raise errors.InvalidField("handle", f"nobody on {network} is called so; check how it is written.")
        return author

    async def _open(self, name: str) -> abilities.Finding:
        try:
            source = await self._outlets.get(name)
        except base.SourceError as fault:
            raise _not_asked(fault.sentence) from fault
        if not isinstance(source, abilities.Finding):
            raise _not_asked(f"{name} cannot look people up.")
        return source


async def _ask(source: abilities.Finding, handle: str) -> mention_pb2.Author | None:
    try:
        async with asyncio.timeout(SECONDS):
            return await source.find_author(handle)
    except base.SourceError as fault:
        raise _not_asked(fault.sentence) from fault
    except TimeoutError:
        raise _not_asked("The network did not answer in time.") from None


def _not_asked(why: str) -> errors.NotReplyable:
    return errors.NotReplyable(f"Who that is could not be asked: {why} Try again, or write there.")
