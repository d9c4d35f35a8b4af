"""What the listener and a network say to each other.

A source is one connection to one network: the listener's runner reads its pages from a cursor, its
deliveries hand it answers to send, and everything a network can do wrong has one of the names below.
Sources know their network and nothing else: matching, publishing, checkpoints and retries of a whole
connection belong to the runner, at-most-once belongs to the deliveries.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import ClassVar, Protocol

from antiphon.events.v1 import events_pb2
from services.common.model import clock as clocks
from services.common.model import errors
from services.common.queries import pushing


class Lack(Enum):
    """Why a source sees a part only, in the words of coverage."""

    LIMITED = "the network gives no more than so much"
    SAMPLED = "the network shows some of it only, whatever is asked"
    QUOTA = "more would cost more than there is"


@dataclass(frozen=True, slots=True)
class Page:
    """What a source received since the cursor before; may be empty, which says "alive, nothing new".

    Attributes:
        items: facts in the order the network gave them, with key, revision, source and times set.
        cursor: where to go on once every item is safe; opaque to everyone but the source.
        received_time: when it was received, by the listener's clock.
        faults: a sentence for each record that could not be read; nothing else is lost by it.
        passed: contributions that were read and left out, since nobody asks for them.
        partial: why what was there may lack some of it, in a sentence; else empty.
        lack: the kind of what is told in `partial`.
        ended: whether the source has told that nothing more is to be expected: silence is fine.
    """

    items: Sequence[events_pb2.MentionItem]
    cursor: str
    received_time: datetime
    faults: Sequence[str] = ()
    partial: str = ""
    passed: int = 0
    ended: bool = False
    lack: Lack = Lack.LIMITED


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or film that goes with an answer.

    Attributes:
        content_type: as HTTP names it, for example `image/png`.
        content: its bytes.
        description: what it shows, for those who do not see it.
    """

    content_type: str
    content: bytes
    description: str = ""


@dataclass(frozen=True, slots=True)
class ReplyRequest:
    """An answer to one contribution.

    Attributes:
        request_id: UUID under which it is sent at most once; networks that recognise repeats get it as key.
        mention_key: contribution to answer.
        conversation_key: first contribution of its thread; empty when that is the mention itself.
        text: words of the answer.
        attempt_time: when the first byte may have left; reading back looks at nothing older.
        private: whether only its author shall see it; networks without private answers refuse.
        media: what goes with it; networks that take none refuse.
        recipient: whom to write to where nothing is answered, without `@`; empty for an answer. Asked only of
            networks that the registry says take such messages; `mention_key` then names nothing there.
        title: subject of what is written first, where the network has such.
    """

    request_id: str
    mention_key: str
    conversation_key: str
    text: str
    attempt_time: datetime
    private: bool = False
    media: Sequence[Media] = ()
    recipient: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The network has the answer, under this key and address."""

    mention_key: str
    link: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The network said no; it does not have the answer.

    Attributes:
        reason: sentence for a person, with a remedy.
        permanent: True when the same request will be refused again.
        retry_after: seconds the network asked us to wait; None when it did not say.
    """

    reason: str
    permanent: bool
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class NeverLeft:
    """Not one byte of the request reached the network, so sending again is safe."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request left and no answer came: the network may or may not have it; read back before all else."""

    reason: str


ReplyOutcome = Sent | Refused | NeverLeft | Unknown


class SourceError(errors.AntiphonError):
    """A source cannot go on; `sentence` says why and what mends it, without personal data.

    Attributes:
        retry_after: seconds the network asked us to wait; None when the runner decides.
    """

    def __init__(self, sentence: str, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.retry_after = retry_after


class SourceUnreachable(SourceError):
    """The network cannot be reached or is failing; try again from the last cursor."""


class SourceRateLimited(SourceError):
    """The network asked us to slow down."""


class SourceQuotaSpent(SourceRateLimited):
    """The budget of the month, or the network's own quota, is spent until `retry_after`."""


class SourceRejected(SourceError):
    """The network says no until a person changes something: bad credentials, a feed that is gone."""


class Source(Protocol):
    """One connection to one network."""

    type: ClassVar[str]

    def pages(self, cursor: str) -> AsyncIterator[Page]:
        """Pages from the cursor on, at least once each; an empty cursor means from the beginning.

        The iterator ends only where the network has an end. Items may repeat and may come in any order:
        callers must rely on key and revision alone. A page's cursor may be stored once its items are safe.

        Raises:
            SourceError: one of the three kinds; the connection is over and `pages` is called anew.
        """

    async def reply(self, request: ReplyRequest) -> ReplyOutcome:
        """Sends the answer once. Never raises for what a network does; never sends again by itself."""

    async def find_reply(self, request: ReplyRequest) -> Sent | None:
        """Looks whether the network has the answer; None means that it looked and did not find it.

        Raises:
            SourceError: it could not look, which says nothing about the answer.
        """

    async def close(self) -> None:
        """Lets go of connections. Repeating it changes nothing."""


@dataclass(frozen=True, slots=True)
class Grant:
    """Secrets an account was given.

    Attributes:
        secrets: by the names the type of source declares.
        expire_time: when the network stops accepting them; None when they do not end.
    """

    secrets: Mapping[str, str]
    expire_time: datetime | None = None


Renew = Callable[[Mapping[str, str]], Awaitable[Grant]]
"""Gets new secrets from the network for the present ones."""


class Credentials(Protocol):
    """The secrets of one source.

    Attributes:
        expire_time: when the network stops accepting them; None when they do not end, or nobody knows.
    """

    @property
    def expire_time(self) -> datetime | None: ...

    def get(self, name: str) -> str:
        """The secret of that name.

        Raises:
            SourceRejected: there is none; the sentence says how to connect the account.
        """

    def find(self, name: str) -> str:
        """The secret of that name, empty when there is none: for what works without, too."""

    async def refresh(self, renew: Renew) -> None:
        """Replaces the secrets; of many replicas one asks the network, the others take what it got."""


@dataclass(frozen=True, slots=True)
class GivenCredentials:
    """Secrets that nobody renews: from files, from the environment, in tests."""

    secrets: Mapping[str, str] = field(default_factory=dict)
    expire_time: datetime | None = None

    def get(self, name: str) -> str:
        """See `Credentials.get`."""
        found = self.secrets.get(name, "")
        if not found:
            raise SourceRejected(
                f"The source has no {name}; connect its account with `antiphon source connect`."
            )
        return found

    def find(self, name: str) -> str:
        """See `Credentials.find`."""
        return self.secrets.get(name, "")

    async def refresh(self, renew: Renew) -> None:
        """Nothing can be renewed here."""
        del renew
        raise SourceRejected(
            "The account's access has ended and was given by hand; connect it with `antiphon source connect`."
        )


class Budget(Protocol):
    """What a source may still ask of its network.

    Attributes:
        strain: why the source asks less often than it would, in a sentence; empty when it need not.
    """

    @property
    def strain(self) -> str: ...

    async def take(self, call: str, count: int = 1) -> None:
        """Waits for the turn of `count` calls of this name, as the capability registry names calls.

        Raises:
            SourceRateLimited: the budget is used up for now; `retry_after` says for how long.
        """

    def learn(self, headers: Mapping[str, str]) -> None:
        """Takes note of the limits that an answer of the network tells; never raises."""


class Unlimited:
    """A budget without bounds."""

    strain = ""

    async def take(self, call: str, count: int = 1) -> None:
        """See `Budget.take`."""

    def learn(self, headers: Mapping[str, str]) -> None:
        """See `Budget.learn`."""


class Watched(Protocol):
    """What the brands ask for, so that a source can have its network look for it.

    Attributes:
        revision: rises whenever the rest may have changed.
    """

    @property
    def revision(self) -> int: ...

    def phrases(self) -> Sequence[str]:
        """Words and phrases of all queries, each once, as people wrote them."""

    def wishes(self) -> Sequence[pushing.Wish]:
        """What each query asks for, as narrow as a network with a boolean search can be asked."""

    def handles(self) -> Sequence[str]:
        """Handles of the brands' own accounts, without `@`."""

    def might_want(self, text: str) -> bool:
        """Whether a query may ask for a text; False is certain, so that a source may leave it out.

        It may do so only with what changes and answers nothing that `knows`.
        """

    def knows(self, key: str) -> bool:
        """Whether the mention of this key may have been published; False is certain."""


@dataclass(frozen=True, slots=True)
class GivenWords:
    """What is asked for, fixed; for tests and for sources without brands."""

    words: Sequence[str] = ()
    accounts: Sequence[str] = ()
    revision: int = 0

    def phrases(self) -> Sequence[str]:
        """See `Watched.phrases`."""
        return self.words

    def wishes(self) -> Sequence[pushing.Wish]:
        """See `Watched.wishes`."""
        return list(map(pushing.phrase, self.words))

    def handles(self) -> Sequence[str]:
        """See `Watched.handles`."""
        return self.accounts

    def might_want(self, text: str) -> bool:  # noqa: ARG002
        """See `Watched.might_want`; the intake decides."""
        return True

    def knows(self, key: str) -> bool:  # noqa: ARG002
        """See `Watched.knows`; the intake decides."""
        return True


Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class SourceContext:
    """What the runner hands a source when it opens it.

    Attributes:
        name: resource name, `sources/{source}`; becomes the provenance of every item.
        config: settings of its type, validated by the registry.
        allow_private: whether it may talk to loopback and private addresses; for tests and closed networks.
        clock: where it reads the time.
        sleep: how it waits between polls.
        credentials: secrets of its account.
        budget: what it may still ask of its network.
        watched: what the brands ask for.
    """

    name: str
    config: Mapping[str, str]
    allow_private: bool = False
    clock: clocks.Clock = field(default_factory=clocks.SystemClock)
    sleep: Sleep = asyncio.sleep
    credentials: Credentials = field(default_factory=GivenCredentials)
    budget: Budget = field(default_factory=Unlimited)
    watched: Watched = field(default_factory=GivenWords)
