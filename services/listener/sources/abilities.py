"""What some networks can do beyond being read and answered; a source says so by having the methods."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol, runtime_checkable

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.listener.sources import base


@runtime_checkable
class Deleting(Protocol):
    """A source whose network lets an account take back what it wrote."""

    async def delete(self, own_key: str) -> base.ReplyOutcome:
        """Takes back an answer of ours; one that is gone already counts as done."""


@runtime_checkable
class Moderating(Protocol):
    """A source whose network lets an account act on what others wrote.

    Attributes:
        actions: those it can do, of `hide unhide like unlike delete mute block report`.
    """

    actions: ClassVar[frozenset[str]]

    async def moderate(self, action: str, mention_key: str) -> base.ReplyOutcome:
        """Does it once; what is so already counts as done. Never raises for what a network does."""


@runtime_checkable
class Finding(Protocol):
    """A source whose network lets an account write to people who did not write first."""

    async def find_author(self, handle: str) -> mention_pb2.Author | None:
        """Who has a handle, or an address, given without `@` at its head; None when nobody has.

        Raises:
            SourceError: the network could not be asked.
        """


@dataclass(frozen=True, slots=True)
class Played:
    """The brand that a lesson is about.

    Attributes:
        handles: of the account that answers in it.
    """

    display_name: str = ""
    aliases: Sequence[str] = ()
    handles: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """How a lesson stands.

    Attributes:
        name: of the lesson; empty while none was played.
        names: of all lessons there are.
        steps: things that happen in it.
        played: those that have happened.
        running: whether more is to come.
    """

    name: str = ""
    names: Sequence[str] = ()
    steps: int = 0
    played: int = 0
    running: bool = False
    brand: Played = Played()


@runtime_checkable
class Teaching(Protocol):
    """A source whose network plays lessons; all raise SourceError where the network does not."""

    async def lesson(self) -> Lesson:
        """How the lesson of the source stands."""

    async def start_lesson(self, name: str, speed: float) -> Lesson:
        """Plays a lesson from its beginning, so many times faster than written."""

    async def end_lesson(self) -> Lesson:
        """Has nothing more happen in it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system said to a change it was told.

    Attributes:
        status: of HTTP; 0 when there was no answer.
        reason: why it did not take it, in a sentence; empty when it did.
        retry_after: seconds it asks to wait; None when it does not say.
    """

    status: int
    reason: str = ""
    retry_after: float | None = None


@runtime_checkable
class Telling(Protocol):
    """A source whose system is told what changes here."""

    async def tell(self, event_id: str, body: bytes) -> Answer:
        """Tells one change; the id is the same for the same change. Never raises for what the system does."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What reading a stretch of the past would take, as far as can be told before.

    Attributes:
        calls: requests by the name the capability registry gives them.
        items: contributions expected; None when nothing tells.
    """

    calls: Mapping[str, int]
    items: int | None = None


@runtime_checkable
class Backfilling(Protocol):
    """A source that can read a stretch of the past."""

    def history(self, start: datetime, end: datetime, cursor: str) -> AsyncIterator[base.Page]:
        """Pages written in [start, end), from the cursor on; ends when there are no more."""

    async def estimate(self, start: datetime, end: datetime) -> Estimate:
        """What `history` would take."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who an account is, as its network tells.

    Attributes:
        login: name that people know it by there.
        scopes: what it may do, in the network's words; empty when the network does not say.
        expire_time: when its secrets end; None when they do not, or the network does not say.
    """

    login: str
    scopes: Sequence[str] = ()
    expire_time: datetime | None = None


@runtime_checkable
class Identifying(Protocol):
    """A source whose network tells whose secrets these are; asked when an account is connected."""

    async def identify(self) -> Identity:
        """Asks the network who we are.

        Raises:
            SourceError: `SourceRejected` when it does not take the secrets.
        """


@dataclass(frozen=True, slots=True)
class Delivered:
    """One request that a network made to us.

    Attributes:
        method: `GET` or `POST`.
        query: parameters of the address.
        headers: with lower-case names.
        body: as received, at most what the listener's port takes.
    """

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Received:
    """What to do with a request a network made to us.

    Attributes:
        items: facts it brought; the answer goes out once the log has them.
        status: HTTP status of the answer.
        body: body of the answer, as plain text.
        faults: a sentence for each record in it that could not be read.
        mark: what no other genuine request has, for example its signature: a second one with it is answered
            in the same way and brings nothing. Empty when a repeat does no harm.
        mark_until: when the source refuses a repeat by its age, so that the mark may be forgotten.
        brand: brand that gets the items whatever the queries say; empty to let these decide.
    """

    items: Sequence[events_pb2.MentionItem] = ()
    status: int = 200
    body: str = ""
    faults: Sequence[str] = ()
    mark: str = ""
    mark_until: datetime | None = None
    brand: str = ""


@runtime_checkable
class Receiving(Protocol):
    """A source whose network brings its news; served at `/webhooks/{source}`."""

    async def receive(self, request: Delivered) -> Received:
        """Reads one request. A wrong signature or an old one is an answer, 401 or 403, without items."""
