"""Whether an answer may be accepted at all: by its text, its network, its window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from services.common.model import errors, lengths
from services.router.core import names, replyability
from services.router.core.replyability import Capability

MAX_TEXT_BYTES: Final = 256 * 1024

_WHY_NOT: Final = {
    replyability.REPLY_MANUAL: (
        "REPLY_MANUAL",
        "This network is answered by hand: open the link, answer there, then resolve the opportunity.",
    ),
    replyability.PRIVATE_ONLY: (
        "PRIVATE_ONLY",
        "This network takes private answers only: answer there, then resolve the opportunity.",
    ),
    replyability.EXPIRED: (
        "EXPIRED",
        "The network no longer takes answers to this; resolve or dismiss the opportunity.",
    ),
}
_NEVER: Final = ("INSIGHT_ONLY", "This network takes no answers; resolve or dismiss the opportunity.")


@dataclass(frozen=True, slots=True)
class Wish:
    """An answer somebody wants to be sent."""

    opportunity: str
    request_id: str
    text: str
    lease_token: int


def check(wish: Wish, capability: Capability, written: int, now: int) -> None:
    """Whether the network takes this answer now.

    Raises:
        InvalidField: if there is no text, or far too much.
        NotReplyable: if the network does not let us answer.
        TextTooLong: if the text is longer than the network takes.
    """
    if not wish.text.strip():
        raise errors.InvalidField("reply.text", "it is empty; write the answer.")
    if len(wish.text.encode()) > MAX_TEXT_BYTES:
        raise errors.InvalidField("reply.text", "it is longer than 256 KiB; shorten it.")
    able = capability.at(written, now)
    if able != replyability.REPLY_API:
        name, sentence = _WHY_NOT.get(able, _NEVER)
        raise errors.NotReplyable(sentence, replyability=name)
    _check_length(wish.text, capability)


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
