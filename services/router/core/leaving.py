"""Whether a reply may leave now: asked in the transaction that hands it out, and nowhere else.

Whatever people and customers did until that transaction locked the opportunity is seen by it; what they do
afterwards finds the reply SENDING. So there is no moment in which a cancelled, held or paused answer leaves.
"""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple

from services.router.core import opportunities, replies
from services.router.core.opportunities import Seat
from services.router.core.replies import Progress

HELD_BACK: Final = "Sending is paused by {actor}{why}; it goes out when that ends."


class Verdict(Enum):
    """What becomes of it."""

    GO = "go"
    WAIT = "wait"
    HOLD = "hold"
    DROP = "drop"


class Circumstances(NamedTuple):
    """What counts beside the reply itself.

    Attributes:
        seat: of its opportunity.
        question: whether it is a question of ours, which is asked only while nothing is to be done.
        due: whether its moment has come.
        reachable: whether the listener can be called.
        paused: whether sending is stopped for its brand or network.
    """

    seat: Seat
    question: bool = False
    due: bool = True
    reachable: bool = True
    paused: bool = False


def judge(progress: Progress, now: Circumstances) -> Verdict:
    """Whether a reply that has not left may do so."""
    if progress.state not in replies.OURS:
        return Verdict.WAIT
    if now.question:
        if now.seat.state != opportunities.RESOLVED:
            return Verdict.DROP
    elif now.seat.rest == opportunities.WITHDRAWN:
        return Verdict.DROP
    elif now.seat.news:
        return Verdict.HOLD
    may = progress.state in replies.WAITING and now.due and now.reachable and not now.paused
    return Verdict.GO if may else Verdict.WAIT
