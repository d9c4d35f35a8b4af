"""What may happen to an opportunity: a pure state machine over who holds it and where it stands.

The lease guards writing: it exists only in CLAIMED, and its token only rises. An offer is a lease that
waits for the agent's word: OFFERED reserves, and only CLAIMED lets write. The state guards sending: from
ANSWERING nobody can claim, be offered or answer, whatever the lease does.
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
OFFERED: Final = int(_S.STATE_OFFERED)
SNOOZED: Final = int(_S.STATE_SNOOZED)
MERGED: Final = int(_S.STATE_MERGED)

ALL: Final = (OPEN, CLAIMED, ANSWERING, RESOLVED, DISMISSED, WITHDRAWN, WATCHED, OFFERED, SNOOZED, MERGED)
WORKABLE: Final = (OPEN, CLAIMED, ANSWERING, OFFERED, SNOOZED)
"""States in which something is still to be done."""
PRESENT: Final = (OPEN, CLAIMED, ANSWERING, OFFERED)
"""Those in which it is to be done now."""
HELD: Final = (CLAIMED, OFFERED)
"""Those in which somebody has it."""
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
        holder: who holds the lease, or is offered it; empty when nobody does.
        token: fencing token of the latest lease; 0 before the first.
        expires: when lease or offer run out, in microseconds; 0 when nobody holds it.
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
        """The holder takes it; one who has it already, or is offered it, keeps token and place.

        Raises:
            LeaseHeld: if somebody else holds it.
            WrongState: if it is not to be had.
        """
        current = self.expire(now)
        if current.state in HELD:
            if current.holder == holder:
                return replace(current, state=CLAIMED, expires=now + ttl)
            raise current.held()
        if current.state not in {OPEN, SNOOZED}:
            raise current.wrong("claimed", "Only an open one can be claimed.")
        return replace(current, state=CLAIMED, holder=holder, token=current.token + 1, expires=now + ttl)

    def offer(self, holder: str, now: int, ttl: int) -> Seat:
        """It is reserved for somebody until they say yes or no, or the time has passed.

        Raises:
            LeaseHeld: if somebody holds it.
            WrongState: if it is not to be had.
        """
        current = self.expire(now)
        if current.state in HELD:
            raise current.held()
        if current.state != OPEN:
            raise current.wrong("offered", "Only an open one can be offered.")
        return replace(current, state=OFFERED, holder=holder, token=current.token + 1, expires=now + ttl)

    def accept(self, holder: str, now: int, ttl: int) -> Seat:
        """Who was offered it takes it; accepting twice is accepting once.

        Raises:
            LeaseLost: if it is not, or no longer, offered to the holder.
        """
        self._check_offered(holder, now, also=CLAIMED)
        return replace(self, state=CLAIMED, expires=now + ttl)

    def decline(self, holder: str, now: int) -> Seat:
        """Who was offered it does not want it: it returns with age and place.

        Raises:
            LeaseLost: if it is not, or no longer, offered to the holder.
        """
        self._check_offered(holder, now, also=OFFERED)
        return self.free(self.rest)

    def vacate(self) -> Seat:
        """Its holder is gone: it returns with age and place."""
        return self.free(self.rest) if self.state in HELD else self

    def hand_over(self, holder: str, token: int, now: int) -> Seat:
        """Whoever may end it gives it to others instead; arguments and errors as `finish`."""
        return self.finish(holder, token, now, OPEN, what="handed over", among=(OPEN, SNOOZED))

    def snooze(self, holder: str, token: int, now: int) -> Seat:
        """It is put aside; arguments and errors as `finish`."""
        return self.finish(holder, token, now, SNOOZED, what="put aside", among=(OPEN, SNOOZED))

    def wake(self) -> Seat:
        """It comes back from where it was put aside."""
        return self.free(self.rest) if self.state == SNOOZED else self

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

    def finish(
        self,
        holder: str,
        token: int,
        now: int,
        state: int,
        *,
        what: str = "ended",
        among: tuple[int, ...] = (OPEN, WATCHED, SNOOZED),
    ) -> Seat:
        """Ends it by hand; needs the lease unless nobody holds it.

        Args:
            holder: who does it.
            token: of the holder's lease; 0 for none.
            now: the present moment.
            state: that it has afterwards.
            what: is done, for the refusal.
            among: states without a holder in which it can be done.

        Raises:
            LeaseLost, LeaseHeld: if a lease is needed and is not the holder's.
            WrongState: if a reply is on its way, or nothing is left to end.
        """
        if token:
            self._check(holder, token, now)
            return self.free(state)
        current = self.expire(now)
        if current.state in HELD:
            if current.holder == holder:
                return current.free(state)
            raise current.held()
        if current.state not in among:
            names_ = " or ".join(state_name(one).lower() for one in among)
            raise current.wrong(what, f"Only an {names_} one can.")
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

    def recall(self) -> Seat:
        """What was promised in it is due: it is work again, whoever had put it away."""
        return self.free(OPEN) if self.state in (*FINISHED, SNOOZED, WATCHED) else self

    def expire(self, now: int) -> Seat:
        """The same, without a lease that has run out."""
        return self.free(self.rest) if self.state in HELD and self.expires <= now else self

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
        if self.state in {OFFERED, SNOOZED} and rest == OPEN and not (fresh and self.state == SNOOZED):
            return current
        return current.free(rest)

    def free(self, state: int) -> Seat:
        """The same in another state, held by nobody."""
        return replace(self, state=state, holder="", expires=0, news=False)

    def _check(self, holder: str, token: int, now: int) -> None:
        if self.state == ANSWERING:
            raise self.wrong(
                "changed", "A reply is on its way; wait until it is sent or has failed, or cancel it."
            )
        if self.state in FINISHED or self.state == WITHDRAWN:
            raise self.over()
        live = self.state == CLAIMED and self.expires > now
        if not live or self.token != token or self.holder != holder:
            raise errors.LeaseLost(
                "The lease has run out or somebody else has it; claim the opportunity again.",
                opportunity=names.opportunity(self.uid),
            )

    def _check_offered(self, holder: str, now: int, *, also: int) -> None:
        if self.state not in {OFFERED, also} or self.holder != holder or self.expires <= now:
            raise errors.LeaseLost(
                "It is not offered to you, or no longer; take the next one.",
                opportunity=names.opportunity(self.uid),
            )

    def held(self) -> errors.LeaseHeld:
        """The refusal for somebody else who wants it."""
        until = datetime.fromtimestamp(self.expires // 1_000_000, UTC).isoformat().replace("+00:00", "Z")
        does = "is offered it" if self.state == OFFERED else "is writing the answer"
        return errors.LeaseHeld(
            f"{self.holder} {does} until {until}; take the next one.",
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
