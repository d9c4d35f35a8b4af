"""What may happen to a reply: a pure state machine from accepted to sent, failed, cancelled or unconfirmed.

The listener is the only one who knows whether bytes left. This machine asks it again under the same
request id as long as that is safe, and believes its answers; where they contradict each other it says
so and leaves the rest to a person.
"""

from __future__ import annotations

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

UNDER_WAY: Final = (QUEUED, SENDING, CHECKING)
"""States the outbox still works on."""

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
    """

    state: int
    reason: str = ""
    link: str = ""
    known: bool = False
    tries: int = 0

    @property
    def under_way(self) -> bool:
        """Whether the outbox still works on it."""
        return self.state in UNDER_WAY

    def begin(self) -> Progress:
        """It is handed to the listener; from now on the network may have it."""
        return replace(self, state=SENDING, reason="", tries=0) if self.state == QUEUED else self

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
        return Progress(state, reason, delivery.link, known=True, tries=tries)

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
            WrongState: unless it is queued or unconfirmed.
        """
        if self.state not in (QUEUED, UNCONFIRMED):
            state = state_name(self.state)
            raise errors.WrongState(
                f"The reply is {state.lower()}; only a queued or an unconfirmed one can be cancelled.",
                reply=names.reply(*name),
                state=state,
            )
        return replace(self, state=CANCELLED, reason="")

    def forget(self) -> Progress:
        """Its words go: one that still waits is never sent, and nothing quotes a person any more."""
        state = CANCELLED if self.state == QUEUED else self.state
        return replace(self, state=state, reason="" if state == SENT else FORGOTTEN)

    def pause(self, shortest: float) -> int:
        """Microseconds until the next look: doubling from the shortest, bounded."""
        growth = 1 << min(self.tries, 12)
        return round(min(LONGEST_PAUSE, shortest * growth) * SECOND)
