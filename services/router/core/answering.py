"""Whether an answer may be accepted at all: by its text, its media, its network, its window, its reader."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final, NamedTuple

from antiphon.mention.v1 import mention_pb2
from services.common.model import attachments, errors, lengths, signing, summons
from services.router.core import names, replyability
from services.router.core.replyability import Capability
from services.router.core.signals import BrandNames

MAX_TEXT_BYTES: Final = 256 * 1024

_WHY_NOT: Final = {
    replyability.REPLY_MANUAL: (
        "REPLY_MANUAL",
        "{network} is answered by hand: open the link, answer there, then resolve the opportunity.",
    ),
    replyability.PRIVATE_ONLY: (
        "PRIVATE_ONLY",
        "{network} takes private answers only: answer there, then resolve the opportunity.",
    ),
    replyability.EXPIRED: (
        "EXPIRED",
        "{network} no longer takes answers to this; resolve or dismiss the opportunity.",
    ),
}
_NEVER: Final = (
    "INSIGHT_ONLY",
    "{network} takes no answers; resolve or dismiss the opportunity.",
)
_NOT_SUMMONED: Final = (
    "{network} lets programs answer only authors who addressed or quoted the account, and this "
    "one did neither: open the link, answer there, then resolve the opportunity."
)


class Able(NamedTuple):
    """Whether, and how, one mention can be answered now.

    Attributes:
        how: a `Replyability`.
        reason: why not through the API, in a sentence; empty when through it.
    """

    how: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """An answer somebody wants to be sent.

    Attributes:
        text: its words, not signed yet.
        source: whose account shall send it; empty to leave that to the listener.
        media: pictures and films that go with it.
    """

    opportunity: str
    request_id: str
    text: str
    lease_token: int
    source: str = ""
    media: attachments.Media = ()

    def signed(self, signature: str) -> str:
        """Its words as they go out."""
        return signing.sign(self.text, signature)

    @property
    def media_digest(self) -> bytes | None:
        """What tells its media from others; None when there are none."""
        if not self.media:
            return None
        digest = sha256()
        for each in self.media:
            digest.update(sha256(each.SerializeToString(deterministic=True)).digest())
        return digest.digest()


def able(
    capability: Capability, mention: mention_pb2.Mention, brand: BrandNames, written: int, now: int
) -> Able:
    """Whether a brand can answer a mention now.

    Whom programs may answer holds for public answers only; what is private was sent to us.
    """
    how = capability.at(written, now)
    if how != replyability.REPLY_API:
        return Able(how, why_not(how, capability))
    private = mention.private or mention.kind == mention_pb2.Mention.KIND_MESSAGE
    if capability.summoned_only and not private and not summons.is_summoned(mention, brand.called):
        return Able(replyability.REPLY_MANUAL, _NOT_SUMMONED.format(network=_network(capability)))
    return Able(how)


def why_not(how: int, capability: Capability) -> str:
    """Why the API is no way to answer, in a sentence; empty when it is."""
    if how == replyability.REPLY_API:
        return ""
    return _WHY_NOT.get(how, _NEVER)[1].format(network=_network(capability))


def check(wish: Wish, signature: str, capability: Capability, found: Able) -> None:
    """Whether the network takes this answer now.

    Raises:
        InvalidField: if there is no text, or far too much, or the network does not take its media.
        NotReplyable: if the network does not let us answer.
        TextTooLong: if the text with its signature is longer than the network takes.
    """
    if not wish.text.strip():
        raise errors.InvalidField("reply.text", "it is empty; write the answer.")
    if len(wish.text.encode()) > MAX_TEXT_BYTES:
        raise errors.InvalidField("reply.text", "it is longer than 256 KiB; shorten it.")
    if found.how != replyability.REPLY_API:
        raise errors.NotReplyable(found.reason, replyability=_WHY_NOT.get(found.how, _NEVER)[0])
    _check_length(wish.signed(signature), capability)
    attachments.check(wish.media, capability.fact)


def _network(capability: Capability) -> str:
    return capability.name or "This network"


def _check_length(text: str, capability: Capability) -> None:
    if not capability.max_length:
        return
    length = lengths.measure(text, capability.unit, capability.link_length)
    if length > capability.max_length:
        limit, unit = capability.max_length, capability.unit
        raise errors.TextTooLong(
            f"reply.text has {length} {unit.lower()}s and the network takes {limit}; "
            f"shorten it by {length - limit}.",
            length=str(length),
            limit=str(limit),
            unit=unit,
        )


def reused(wish: Wish) -> errors.RequestIdReused:
    """The refusal of a request id that stands for another answer."""
    return errors.RequestIdReused(
        f"{names.reply(wish.opportunity, wish.request_id)}: the request id was used for another answer; "
        "make a new one per answer.",
        request_id=wish.request_id,
    )
