"""Statuses in, facts out: what is new, what was changed, and where in its thread each stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import msgspec

from antiphon.events.v1 import events_pb2
from services.common.model import identity
from services.listener.sources import base, items
from services.listener.sources.mastodon import statuses
from services.listener.sources.mastodon.statuses import Place, Places, Status
from services.listener.sources.mastodon.wire import Wire
from services.listener.sources.recents import Recents

_REMEMBERED: Final = 20_000
_UNREADABLE: Final = "A Mastodon server sent a post that cannot be read; it was skipped."


class _Context(msgspec.Struct):
    ancestors: list[msgspec.Raw] = []


_CONTEXT: Final = msgspec.json.Decoder(_Context)


@dataclass(slots=True)
class Read:
    """What some statuses came to.

    Attributes:
        items: the facts; those that were given before are not among them.
        faults: a sentence for each status that cannot be read.
        passed: statuses that nobody asks for.
        seen: all statuses that could be read.
    """

    items: list[events_pb2.MentionItem] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    passed: int = 0
    seen: list[Status] = field(default_factory=list)

    def add(self, other: Read) -> None:
        """Takes in what others came to."""
        self.items += other.items
        self.faults += other.faults
        self.passed += other.passed
        self.seen += other.seen


class Reader:
    """Gives each state of a status once; remembers where statuses stand.

    Attributes:
        known: the statuses that were given last, with URI, state and root of each.
    """

    def __init__(
        self,
        wire: Wire,
        context: base.SourceContext,
        known: Recents,
        stretch: tuple[datetime, datetime] | None = None,
    ) -> None:
        """With a `stretch`, statuses that were not written in it are left out."""
        self.known = known
        self._wire = wire
        self._context = context
        self._stretch = stretch
        self._places = Places()
        self._given: dict[tuple[str, str], None] = {}
        for native_id in known.ids():
            self._remember(native_id, known.marks(native_id))

    async def read(self, raws: Sequence[bytes | msgspec.Raw], *, choosy: bool = False) -> Read:
        """Reads statuses of one answer; `choosy` leaves out what nobody asks for.

        Raises:
            SourceError: where a status stands in its thread could not be asked.
        """
        read = Read()
        for raw in raws:
            try:
                read.seen.append(statuses.decode(raw))
            except (msgspec.DecodeError, UnicodeDecodeError, ValueError):
                read.faults.append(_UNREADABLE)
        collected = items.stamp(self._context.clock.now())
        template = items.Template(statuses.NETWORK, identity.GLOBAL_SITE, self._context.name, collected)
        for status in read.seen:
            if self._stretch and not self._stretch[0] <= status.created_at < self._stretch[1]:
                continue
            if choosy and not self._may_matter(status):
                read.passed += 1
            elif self._is_new(status):
                parent = await self._parent(status)
                read.items.append(statuses.item(status, parent, template, collected, self._wire.host))
                self._note(status, parent)
        return read

    def gone(self, native_id: str) -> list[events_pb2.MentionItem]:
        """The fact that a status is gone; nothing where it was never seen."""
        place = self._places.find(native_id)
        self.known.forget(native_id)
        if place is None:
            return []
        collected = items.stamp(self._context.clock.now())
        return [statuses.deletion(place.uri, self._context.name, collected)]

    def _may_matter(self, status: Status) -> bool:
        watched = self._context.watched
        if watched.might_want(f"{status.spoiler_text} {statuses.text_of(status).text}"):
            return True
        parent = self._places.find(status.in_reply_to_id)
        near = [status.uri, *(parent or ())]
        return any(watched.knows(statuses.key(uri)) for uri in near)

    def _is_new(self, status: Status) -> bool:
        mark = (status.id, status.edit_mark)
        if mark in self._given:
            return False
        self._given[mark] = None
        if len(self._given) > _REMEMBERED:
            del self._given[next(iter(self._given))]
        return True

    async def _parent(self, status: Status) -> Place | None:
        """Where what it answers stands; None when that is nothing, or gone."""
        if not status.in_reply_to_id:
            return None
        if (known := self._places.find(status.in_reply_to_id)) is not None:
            return known
        response = await self._wire.look("thread", lambda api: api.status_context(status.id))
        if not response.is_success:
            return None
        try:
            above = [statuses.decode(raw) for raw in _CONTEXT.decode(response.content).ancestors]
        except (msgspec.DecodeError, ValueError):
            return None
        for each in above:
            self._places.note(each.id, Place(each.uri, above[0].uri))
        return self._places.find(status.in_reply_to_id)

    def _note(self, status: Status, parent: Place | None) -> None:
        marks = (status.uri, status.edit_mark, parent.root if parent else status.uri)
        self.known.note(status.id, *marks)
        self._remember(status.id, marks)

    def _remember(self, native_id: str, marks: Sequence[str] | None) -> None:
        if marks is not None and len(marks) == 3:
            uri, _, root = marks
            self._places.note(native_id, Place(uri, root))
