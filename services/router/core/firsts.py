"""Conversations that we begin: whom to write to, and the opening that stands where a mention would.

An opportunity has a mention to answer. Where we write first there is none, so an opening takes its place: it
says nothing, is by whom we write to, and its key is a name of our own that no network has.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import conversation_service_pb2 as messages
from services.common.model import errors, identity
from services.router.core import moving, names, replyability
from services.router.core.answering import Able
from services.router.core.replyability import Capability

LONGEST_RECIPIENT: Final = 320
LONGEST_TITLE: Final = 200
TITLED: Final = frozenset({"email"})
"""Networks where what is written first needs a title."""

_OPENING: Final = "first-"
_Action = events_pb2.CapabilityFact


class FirstWish(NamedTuple):
    """What somebody wants to begin.

    Attributes:
        recipient: whom to write to, without `@`.
        author_key: of the recipient, as an author; empty while nobody has asked who that is.
    """

    brand: str
    network: str
    recipient: str
    author_key: str
    title: str
    reason: str
    request_id: str

    @property
    def key(self) -> str:
        """Of its opening: the same for the same request."""
        return identity.make_key(self.network, identity.GLOBAL_SITE, f"{_OPENING}{self.request_id}")


def wish(request: messages.StartConversationRequest) -> FirstWish:
    """A wish to begin a conversation, checked.

    Raises:
        InvalidField: if it is none.
    """
    brand, network = names.brand(request.brand), names.network(request.network)
    if not brand:
        raise errors.InvalidField("brand", "it is empty; name the brand that writes.")
    recipient, title = _recipient(request.recipient), _title(request.title, network)
    return FirstWish(
        brand,
        network,
        recipient,
        _author_key(request.author_key, network),
        title,
        moving.check_reason(request.reason),
        names.request_id(request.request_id),
    )


def opening(wish: FirstWish, capability: Capability, now: int) -> mention_pb2.Mention:
    """What stands where a mention would."""
    private = _Action.ACTION_ANSWER_PRIVATELY in capability.fact.actions
    key = wish.key
    mention = mention_pb2.Mention(
        key=key,
        conversation_key=key,
        network=wish.network,
        native_id=identity.split_key(key).native_id,
        kind=mention_pb2.Mention.KIND_MESSAGE if private else mention_pb2.Mention.KIND_POST,
        private=private,
        title=wish.title,
        author=mention_pb2.Author(key=wish.author_key, handle=wish.recipient),
    )
    mention.create_time.FromMicroseconds(now)
    mention.collect_time.FromMicroseconds(now)
    return mention


def is_opening(mention_key: str) -> bool:
    """Whether nothing but an opening has this key; of what is no key at all, it is false."""
    network, _, rest = mention_key.partition(":")
    return bool(network) and rest.startswith(f"{identity.GLOBAL_SITE}:{_OPENING}")


def able(capability: Capability) -> Able:
    """Whether, and how, somebody can be written to first."""
    allowed = _Action.ACTION_WRITE_FIRST in capability.fact.actions
    if allowed and capability.replyability == replyability.REPLY_API:
        return Able(replyability.REPLY_API)
    network = capability.name or "This network"
    return Able(
        replyability.REPLY_MANUAL,
        f"{network} does not let a program write to people who did not write first; do it there.",
    )


def check_same(wish: FirstWish, stands: mention_pb2.Mention) -> None:
    """Whether what an earlier request began is what this one asks for.

    Raises:
        RequestIdReused: if not.
    """
    said = (stands.author.handle, stands.title)
    if stands.key and said != (wish.recipient, wish.title):
        raise errors.RequestIdReused(
            "The request id was used to begin another conversation; make one for each.",
            request_id=wish.request_id,
        )


def _recipient(given: str) -> str:
    recipient = given.strip().removeprefix("@")
    if not recipient:
        raise errors.InvalidField("recipient", "it is empty; give a handle or an e-mail address.")
    if len(recipient) > LONGEST_RECIPIENT or not recipient.isprintable() or " " in recipient:
        raise errors.InvalidField(
            "recipient", "it must be one handle or e-mail address, without spaces; correct it."
        )
    return recipient


def _title(given: str, network: str) -> str:
    title = " ".join(given.replace("\0", "").split())
    if len(title) > LONGEST_TITLE:
        raise errors.InvalidField("title", f"it is longer than {LONGEST_TITLE} characters; shorten it.")
    if not title and network in TITLED:
        raise errors.InvalidField("title", f"{network} needs a subject; give one.")
    return title


def _author_key(given: str, network: str) -> str:
    try:
        found = identity.split_key(given).network if given else network
    except ValueError:
        raise errors.InvalidField("author_key", "it must have the form network:site:native_id.") from None
    if found != network:
        raise errors.InvalidField("author_key", f"it is not of {network}; give one that is, or none.")
    return given
