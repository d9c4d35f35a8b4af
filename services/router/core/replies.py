"""What may happen to a reply: a pure state machine from accepted to sent, failed, cancelled or unconfirmed.

Before it leaves, people and the clock have the say: it may be scheduled, await approval, be held because the
customer wrote first, or be handed to a person who gives it on the network itself.

The listener is the only one who knows whether bytes left. This machine asks it again under the same
request id as long as that is safe, and believes its answers; where they contradict each other it says
so and leaves the rest to a person.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.model import errors
from services.router.core import names
from services.router.core.replyability import SECOND

_S = routing.Reply
_D = listening.Delivery

QUEUED: Final = int(_S.STATE_QUEUED)
SENDING: Final = int(_S.STATE_SENDING)
SENT: Final = int(_S.STATE_SENT)
FAILED: Final = int(_S.STATE_FAILED)
CHECKING: Final = int(_S.STATE_CHECKING)
UNCONFIRMED: Final = int(_S.STATE_UNCONFIRMED)
CANCELLED: Final = int(_S.STATE_CANCELLED)
SCHEDULED: Final = int(_S.STATE_SCHEDULED)
HELD: Final = int(_S.STATE_HELD)
AWAITING_APPROVAL: Final = int(_S.STATE_AWAITING_APPROVAL)
REJECTED: Final = int(_S.STATE_REJECTED)
HANDED_OFF: Final = int(_S.STATE_HANDED_OFF)
PARTIAL: Final = int(_S.STATE_PARTIAL)

WAITING: Final = (QUEUED, SCHEDULED)
"""States in which the outbox may hand it to the listener when its time has come."""
UNDER_WAY: Final = (*WAITING, SENDING, CHECKING)
"""States the outbox still works on."""
OURS: Final = (*WAITING, AWAITING_APPROVAL)
"""States in which it blocks its opportunity, and nothing of it has left yet."""
CANCELLABLE: Final = (*OURS, HELD, HANDED_OFF, UNCONFIRMED)
ENDED: Final = (SENT, FAILED, CANCELLED, REJECTED, PARTIAL)
UNDONE: Final = (FAILED, UNCONFIRMED, PARTIAL, HELD, REJECTED, CANCELLED)
"""States in which it came to nothing, or not to all: its opportunity is work again."""

FINAL_REFUSALS: Final = frozenset(
    {"INVALID_FIELD", "NOT_FOUND", "NOT_REPLYABLE", "TEXT_TOO_LONG", "ALREADY_EXISTS", "WRONG_STATE"}
)
"""Refusals of the listener that no waiting mends and that prove that nothing was sent."""

LONGEST_PAUSE: Final = 60
"""Seconds between two looks at most."""

_STATES: Final = {
    _D.STATE_PUBLISHING: SENDING,
    _D.STATE_SENT: SENT,
    _D.STATE_FAILED: FAILED,
    _D.STATE_CHECKING: CHECKING,
    _D.STATE_UNCONFIRMED: UNCONFIRMED,
}

LOST: Final = "The listener no longer knows this answer. Look at the thread, then cancel it or write again."
UNLIKE: Final = "The request id was used for another answer. Look at the thread, then cancel this one."
UNREACHABLE: Final = "The listener cannot be reached; the answer waits and is tried again by itself."
FORGOTTEN: Final = "The author of the mention asked to be forgotten; the words of this answer were removed."
WROTE_FIRST: Final = "The customer wrote first; read that, then send this after all or write anew."
GONE: Final = "What it answers is gone from the network; it was not sent."
NOT_ASKED: Final = "The conversation went on; nothing was asked."
REPLACED: Final = "Another answer was written in its place."
NOT_CONFIRMED: Final = (
    "Nobody confirmed that it was given on the network. Look at the thread, then confirm or cancel it."
)
SILENT: Final = (
    "The listener did not say what became of it; it is asked again by itself, and never sends twice."
)


def state_name(state: int) -> str:
    """A state as people and events name it."""
    return _S.State.Name(state).removeprefix("STATE_")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reply has come.

    Attributes:
        state: as people see it.
        reason: why it failed, waits or is not confirmed; empty when all is well.
        link: address of the published answer.
        known: whether the listener ever said that it has it.
        tries: looks since the state last changed; they grow the pause between looks.
        key: of the published answer; only where it has just been learned.
    """

    state: int
    reason: str = ""
    link: str = ""
    known: bool = False
    tries: int = 0
    key: str = ""

    @property
    def final(self) -> bool:
        """Whether nobody will ever have a say in it again."""
        return self.state in ENDED

    @property
    def under_way(self) -> bool:
        """Whether the outbox still works on it."""
        return self.state in UNDER_WAY

    def begin(self) -> Progress:
        """It is handed to the listener; from now on the network may have it."""
        return replace(self, state=SENDING, reason="", tries=0) if self.state in WAITING else self

    def wait(self, reason: str) -> Progress:
        """The listener gave no answer; nothing is known that was not known before."""
        return replace(self, reason=reason, tries=self.tries + 1)

    def learn(self, delivery: listening.Delivery) -> Progress:
        """The listener said how far it is."""
        state = _STATES.get(delivery.state, CHECKING)
        if delivery.will_retry and state == FAILED:
            state = SENDING
        reason = "" if state == SENT else delivery.reason
        if state == FAILED and not reason:
            reason = "The network refused it and gave no reason."
        tries = self.tries + 1 if state == self.state else 0
        return Progress(state, reason, delivery.link, known=True, tries=tries, key=delivery.mention_key)

    def refused(self, reason: str, message: str) -> Progress:
        """The listener refused the call."""
        if reason == "REQUEST_ID_REUSED":
            return replace(self, state=UNCONFIRMED, reason=UNLIKE)
        if reason == "NOT_FOUND" and self.known:
            return replace(self, state=UNCONFIRMED, reason=LOST)
        if reason in FINAL_REFUSALS and not self.known:
            return replace(self, state=FAILED, reason=message)
        return self.wait(message)

    def cancel(self, name: names.ReplyId) -> Progress:
        """Somebody takes it back.

        Raises:
            WrongState: if the network may have it, or it has ended.
        """
        if self.state not in CANCELLABLE:
            raise self._wrong(name, "only one that has not left, or is unconfirmed, can be cancelled.")
        return replace(self, state=CANCELLED, reason="")

    def hold(self) -> Progress:
        """The customer wrote before it left."""
        return replace(self, state=HELD, reason=WROTE_FIRST) if self.state in OURS else self

    def drop(self, reason: str) -> Progress:
        """It is not to be sent any more, and nobody need decide that."""
        return replace(self, state=CANCELLED, reason=reason)

    def go(self, name: names.ReplyId, *, later: bool, allowed: Collection[int]) -> Progress:
        """It may leave: approved, or released after it was held.

        Args:
            name: of the reply.
            later: whether it waits for its moment.
            allowed: states from which it may.

        Raises:
            WrongState: if it is in none of those.
        """
        if self.state not in allowed:
            wanted = " or ".join(state_name(state).lower().replace("_", " ") for state in sorted(allowed))
            raise self._wrong(name, f"it can be let go only while it is {wanted}.")
        return Progress(SCHEDULED if later else QUEUED)

    def reject(self, name: names.ReplyId, reason: str) -> Progress:
        """Whom consent was asked of refuses it.

        Raises:
            WrongState: unless it awaits approval.
        """
        if self.state != AWAITING_APPROVAL:
            raise self._wrong(name, "only one that awaits approval can be rejected.")
        return replace(self, state=REJECTED, reason=reason)

    def confirm(self, name: names.ReplyId, link: str) -> Progress:
        """A person saw it on the network.

        Raises:
            WrongState: unless it was handed off or is unconfirmed.
        """
        if self.state not in (HANDED_OFF, UNCONFIRMED):
            raise self._wrong(name, "only one that was handed off, or is unconfirmed, can be confirmed.")
        return Progress(SENT, link=link or self.link, known=self.known)

    def give_up(self) -> Progress:
        """Nobody confirmed in time what was handed off."""
        return replace(self, state=UNCONFIRMED, reason=NOT_CONFIRMED) if self.state == HANDED_OFF else self

    def forget(self) -> Progress:
        """Its words go: one that still waits is never sent, and nothing quotes a person any more."""
        state = CANCELLED if self.state in (*OURS, HELD, HANDED_OFF) else self.state
        return replace(self, state=state, reason="" if state == SENT else FORGOTTEN)

    def _wrong(self, name: names.ReplyId, remedy: str) -> errors.WrongState:
        state = state_name(self.state)
        told = state.lower().replace("_", " ")
        return errors.WrongState(f"The reply is {told}; {remedy}", reply=names.reply(*name), state=state)

    def pause(self, shortest: float) -> int:
        """Microseconds until the next look: doubling from the shortest, bounded."""
        growth = 1 << min(self.tries, 12)
        return round(min(LONGEST_PAUSE, shortest * growth) * SECOND)
