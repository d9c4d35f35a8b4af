"""Answers that a person gives on the network itself: where, and what a confirmation means."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from antiphon.mention.v1 import mention_pb2
from services.common.model import errors
from services.common.model.principal import Principal
from services.router.core import names, opportunities
from services.router.core.names import ReplyId
from services.router.core.opportunities import Seat

LONGEST_LINK: Final = 2_000


def link(mention: mention_pb2.Mention) -> str:
    """Where a mention is to be answered.

    Raises:
        NotReplyable: if nobody knows.
    """
    if not mention.link:
        raise errors.NotReplyable(
            "The network told no address of this mention; look for it there, answer, then resolve it here.",
            replyability="REPLY_MANUAL",
        )
    return mention.link


def check_link(address: str) -> None:
    """Whether that can be the address of an answer; none is fine.

    Raises:
        InvalidField: if it is not.
    """
    if not address:
        return
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname or len(address) > LONGEST_LINK:
        raise errors.InvalidField("link", "is no address of an answer; copy it from the network: https://….")


def check_repeat(name: ReplyId, kept: tuple[str, str, bool], who: Principal) -> None:
    """Whether a hand-off that is there already is the one that is asked for.

    Raises:
        RequestIdReused: if the id was used for something else.
    """
    if kept != (name.opportunity, who.holder, True):
        raise errors.RequestIdReused(
            f"{names.reply(*name)}: the request id was used for something else; make a new one.",
            request_id=name.request_id,
        )


def taken_up(seat: Seat, holder: str, now: int, *, news: bool) -> Seat:
    """An opportunity that was given back meanwhile, as if it were still being answered.

    Attributes:
        news: whether the customer wrote after what was answered.

    Raises:
        LeaseHeld: if somebody else works on it by now.
    """
    current = seat.expire(now)
    if current.state not in opportunities.WORKABLE:
        return current
    if current.state in opportunities.HELD and current.holder != holder:
        raise current.held()
    return replace(current.free(opportunities.ANSWERING), news=news)
