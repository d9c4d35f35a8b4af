"""What may happen to an opportunity: a pure state machine over who holds it and where it stands.

The lease guards writing: it exists only in CLAIMED, and its token only rises. The state guards
sending: from ANSWERING nobody can claim, be offered or answer, whatever the lease does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.model import errors
from services.router.core import names

_S = routing.Opportunity

OPEN: Final = int(_S.STATE_OPEN)
CLAIMED: Final = int(_S.STATE_CLAIMED)
ANSWERING: Final = int(_S.STATE_ANSWERING)
RESOLVED: Final = int(_S.STATE_RESOLVED)
DISMISSED: Final = int(_S.STATE_DISMISSED)
WITHDRAWN: Final = int(_S.STATE_WITHDRAWN)
WATCHED: Final = int(_S.STATE_WATCHED)

ALL: Final = (OPEN, CLAIMED, ANSWERING, RESOLVED, DISMISSED, WITHDRAWN, WATCHED)
WORKABLE: Final = (OPEN, CLAIMED, ANSWERING)
"""States in which something is still to be done."""
FINISHED: Final = (RESOLVED, DISMISSED)
"""States in which a person ended it."""


def state_name(state: int) -> str:
    """A state as people and events name it."""
    return _S.State.Name(state).removeprefix("STATE_")


@dataclass(frozen=True, slots=True)
class Seat:
    """Where an opportunity stands and who holds it.

    Attributes:
        uid: of the opportunity.
        state: its life cycle.
        rest: the state its mentions alone give it: OPEN, WATCHED or WITHDRAWN.
        holder: who holds the lease; empty when nobody does.
        token: fencing token of the latest lease; 0 before the first.
        expires: when the lease runs out, in microseconds; 0 when nobody holds it.
        news: whether something came that the answer under way does not answer.
    """

    uid: str
    state: int
    rest: int = OPEN
    holder: str = ""
    token: int = 0
    expires: int = 0
    news: bool = False

    def claim(self, holder: str, now: int, ttl: int) -> Seat:
        """The holder takes it; one who has it already keeps token and place.

        Raises:
            LeaseHeld: if somebody else holds it.
            WrongState: if it is not to be had.
        """
        current = self.expire(now)
        if current.state == CLAIMED:
            if current.holder == holder:
                return replace(current, expires=now + ttl)
            raise current.held()
        if current.state != OPEN:
            raise current.wrong("claimed", "Only an open one can be claimed.")
        return replace(current, state=CLAIMED, holder=holder, token=current.token + 1, expires=now + ttl)

    def renew(self, holder: str, token: int, now: int, ttl: int) -> Seat:
        """The holder keeps it for longer.

        Raises:
            LeaseLost: if it is no longer the holder's.
            WrongState: if a reply is on its way, or it has ended.
        """
        self._check(holder, token, now)
        return replace(self, expires=now + ttl)

    def release(self, holder: str, token: int, now: int) -> Seat:
        """The holder gives it back.

        Raises:
            LeaseLost: if it is no longer the holder's.
            WrongState: if a reply is on its way, or it has ended.
        """
        self._check(holder, token, now)
        return self.free(self.rest)

    def finish(self, holder: str, token: int, now: int, state: int) -> Seat:
        """Ends it by hand; needs the lease unless nobody holds it.

        Raises:
            LeaseLost, LeaseHeld: if a lease is needed and is not the holder's.
            WrongState: if a reply is on its way, or nothing is left to end.
        """
        if token:
            self._check(holder, token, now)
            return self.free(state)
        current = self.expire(now)
        if current.state == CLAIMED:
            if current.holder == holder:
                return current.free(state)
            raise current.held()
        if current.state not in (OPEN, WATCHED):
            raise current.wrong("ended", "Only an open or watched one can.")
        return current.free(state)

    def answer(self, holder: str, token: int, now: int) -> Seat:
        """The holder's reply is accepted; nobody holds it until the reply has ended.

        Raises:
            LeaseLost: if it is no longer the holder's.
            WrongState: if a reply is on its way already, or it has ended.
        """
        self._check(holder, token, now)
        return replace(self.free(ANSWERING), news=False)

    def answered(self) -> Seat:
        """The reply was sent: dealt with, unless something came meanwhile."""
        if self.state != ANSWERING:
            return self
        return self.free(OPEN if self.news and self.rest == OPEN else RESOLVED)

    def unanswered(self) -> Seat:
        """The reply failed or was taken back: to be answered again, at its old place."""
        return self.free(self.rest) if self.state == ANSWERING else self

    def expire(self, now: int) -> Seat:
        """The same, without a lease that has run out."""
        return self.free(self.rest) if self.state == CLAIMED and self.expires <= now else self

    def regard(self, rest: int, *, fresh: bool) -> Seat:
        """Its mentions changed.

        Attributes:
            rest: the state they alone give it now.
            fresh: whether a mention joined that was not there before.
        """
        current = replace(self, rest=rest)
        if self.state == ANSWERING:
            return replace(current, news=self.news or fresh)
        if self.state in FINISHED:
            return current.free(OPEN) if fresh and rest == OPEN else current
        if self.state == CLAIMED and rest != WITHDRAWN:
            return current
        return current.free(rest)

    def free(self, state: int) -> Seat:
        """The same in another state, held by nobody."""
        return replace(self, state=state, holder="", expires=0, news=False)

    def _check(self, holder: str, token: int, now: int) -> None:
        if self.state == ANSWERING:
            raise self.wrong("changed", "A reply is on its way; wait until it is sent or has failed.")
        if self.state in FINISHED or self.state == WITHDRAWN:
            raise self.over()
        live = self.state == CLAIMED and self.expires > now
        if not live or self.token != token or self.holder != holder:
            raise errors.LeaseLost(
                "The lease has run out or somebody else has it; claim the opportunity again.",
                opportunity=names.opportunity(self.uid),
            )

    def held(self) -> errors.LeaseHeld:
        """The refusal for somebody else who wants it."""
        until = datetime.fromtimestamp(self.expires // 1_000_000, UTC).isoformat().replace("+00:00", "Z")
        return errors.LeaseHeld(
            f"{self.holder} is writing the answer until {until}; take the next one.",
            opportunity=names.opportunity(self.uid),
            holder=self.holder,
            expire_time=until,
        )

    def over(self) -> errors.WrongState:
        """The refusal for somebody who works on what has ended."""
        state = state_name(self.state)
        return errors.WrongState(
            f"It is {state.lower()} already; there is nothing left to do, take the next one.",
            opportunity=names.opportunity(self.uid),
            state=state,
        )

    def wrong(self, wanted: str, remedy: str) -> errors.WrongState:
        """The refusal of what the state does not allow."""
        state = state_name(self.state)
        return errors.WrongState(
            f"The opportunity is {state.lower()} and cannot be {wanted}. {remedy}",
            opportunity=names.opportunity(self.uid),
            state=state,
        )
