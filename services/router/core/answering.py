"""Whether an answer may be accepted at all: by its text, its media, its network, its window, its reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, NamedTuple

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.model import attachments, errors, signing, summons
from services.router.core import names, parts, replyability
from services.router.core.replyability import SECOND, Capability
from services.router.core.signals import BrandNames

MAX_TEXT_BYTES: Final = 256 * 1024
MOST_ALTERNATIVES: Final = 5
FURTHEST: Final = 90 * 86_400 * SECOND
"""How far ahead an answer may be scheduled, in microseconds."""

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


ONCE: Final = "The network takes one private answer to a mention, and it was given; answer in public."
_NOT_PRIVATELY: Final = "{network} takes no private answers from here; answer there, or in public."
_PRIVATELY: Final = events_pb2.CapabilityFact.ACTION_ANSWER_PRIVATELY


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
        send_time: when it shall go out, in microseconds; 0 for at once.
        private: whether only the author of the mention shall see it.
        split: whether it may go out as several posts.
        submit: whether somebody else shall approve it, whatever the rules say.
        alternatives: further wordings for whoever approves it.
        read: key of the latest mention that its writer has read; empty where nobody says.
    """

    opportunity: str
    request_id: str
    text: str
    lease_token: int
    source: str = ""
    media: attachments.Media = ()
    send_time: int = 0
    private: bool = False
    split: bool = False
    submit: bool = False
    alternatives: Sequence[str] = ()
    read: str = ""

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


def wish(request: routing.CreateReplyRequest) -> Wish:
    """The answer that a request asks for.

    Raises:
        InvalidField: if it names things that cannot be.
    """
    reply = request.reply
    return Wish(
        names.opportunity_uid(request.parent, "parent"),
        names.request_id(request.request_id),
        reply.text,
        request.lease_token,
        names.source(reply.source),
        tuple(reply.media),
        send_time=reply.send_time.ToMicroseconds() if reply.HasField("send_time") else 0,
        private=reply.private,
        split=reply.split,
        submit=request.submit,
        alternatives=tuple(reply.alternatives),
        read=request.read_mention_key,
    )


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


def able_privately(capability: Capability, written: int, now: int) -> Able:
    """Whether a mention can be answered now so that only its author sees it."""
    fact = capability.fact
    if capability.replyability != replyability.REPLY_API or _PRIVATELY not in fact.actions:
        return Able(replyability.REPLY_MANUAL, _NOT_PRIVATELY.format(network=_network(capability)))
    window = fact.private_window_seconds
    if window and now >= written + window * SECOND:
        return Able(replyability.EXPIRED, why_not(replyability.EXPIRED, capability))
    return Able(replyability.REPLY_API)


def why_not(how: int, capability: Capability) -> str:
    """Why the API is no way to answer, in a sentence; empty when it is."""
    if how == replyability.REPLY_API:
        return ""
    return _WHY_NOT.get(how, _NEVER)[1].format(network=_network(capability))


def check(wish: Wish, signature: str, capability: Capability, found: Able) -> Sequence[str]:
    """The posts it goes out as, none for one, if the network takes this answer now.

    Raises:
        InvalidField: if there is no text, or far too much, or the network does not take its media.
        NotReplyable: if the network does not let us answer.
        TextTooLong: if the text with its signature is longer than the network takes.
    """
    _check_words("reply.text", wish.text)
    check_able(found)
    attachments.check(wish.media, capability.fact)
    _check_alternatives(wish, signature, capability)
    return check_text(wish.signed(signature), capability, private=wish.private, split=wish.split)


def check_able(found: Able) -> None:
    """Whether the network lets us answer.

    Raises:
        NotReplyable: if it does not.
    """
    if found.how != replyability.REPLY_API:
        raise errors.NotReplyable(found.reason, replyability=_WHY_NOT.get(found.how, _NEVER)[0])


def check_text(text: str, capability: Capability, *, private: bool, split: bool) -> Sequence[str]:
    """The posts a signed text goes out as; none for one.

    Raises:
        TextTooLong: if it is longer than the network takes.
    """
    if private:  # the length of private answers is not in the registry
        return ()
    if split:
        return parts.split(text, capability)
    _check_length(text, capability)
    return ()


def check_time(wish: Wish, capability: Capability, written: int, now: int) -> None:
    """Whether it may wait for the moment that was asked for.

    Raises:
        InvalidField: if that is too far away, or the network takes no answers any more by then.
    """
    if wish.send_time <= now:
        return
    if wish.send_time - now > FURTHEST:
        raise errors.InvalidField("reply.send_time", "is more than 90 days away; choose an earlier one.")
    end = capability.window_end(written)
    if wish.private and (seconds := capability.fact.private_window_seconds):
        end = written + seconds * SECOND
    if end is not None and wish.send_time >= end:
        until = f"{datetime.fromtimestamp(end / SECOND, UTC):%Y-%m-%d %H:%M} UTC"
        raise errors.InvalidField(
            "reply.send_time", f"{_network(capability)} takes answers to this until {until} only; be earlier."
        )


def _check_words(field: str, text: str) -> None:
    if not text.strip():
        raise errors.InvalidField(field, "it is empty; write the answer.")
    if len(text.encode()) > MAX_TEXT_BYTES:
        raise errors.InvalidField(field, "it is longer than 256 KiB; shorten it.")


def _check_alternatives(wish: Wish, signature: str, capability: Capability) -> None:
    if len(wish.alternatives) > MOST_ALTERNATIVES:
        raise errors.InvalidField("reply.alternatives", f"are more than {MOST_ALTERNATIVES}; leave some out.")
    for index, text in enumerate(wish.alternatives):
        _check_words(f"reply.alternatives[{index}]", text)
        check_text(signing.sign(text, signature), capability, private=wish.private, split=wish.split)


def _network(capability: Capability) -> str:
    return capability.name or "This network"


def _check_length(text: str, capability: Capability) -> None:
    if not capability.max_length:
        return
    length = capability.measure(text)
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


def unsettled(name: names.ReplyId) -> errors.WrongState:
    """The refusal of an answer while nobody has looked what became of the one before."""
    return errors.WrongState(
        "Nobody knows whether the answer before is on the network. Look at the thread, then confirm it or "
        "cancel it.",
        reply=names.reply(*name),
        state="UNCONFIRMED",
    )


def check_read(wish: Wish, latest: str) -> None:
    """Whether its writer has read what the customer wrote last.

    Raises:
        DraftChanged: if not.
    """
    if wish.read and wish.read != latest:
        raise errors.DraftChanged(
            "The customer has written since you read; read that, then answer both.", mention_key=latest
        )
