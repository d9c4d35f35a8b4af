"""The states of something on its way out, so that a network gets it at most once.

A delivery is committed before its first byte leaves, with the moment at which somebody has to look after
it again. What follows an attempt is decided here from what is known:

- the request never left, or the network refused it: nothing is out there, trying again is safe;
- the network recognises a repeat and still remembers: the same request goes again under the same id;
- anything else is only read back: found means sent, never found means unconfirmed, and no machine
  sends it again.

Every function takes the record as committed and gives the record to commit next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, IntEnum
from typing import Final

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2
from antiphon.mention.v1 import mention_pb2

State = listening_service_pb2.Delivery.State
FINAL: Final = (State.STATE_SENT, State.STATE_FAILED, State.STATE_UNCONFIRMED)
_Idempotency = events_pb2.CapabilityFact.Idempotency

RETRY_DELAYS: Final = (1.0, 2.0, 5.0, 10.0, 20.0, 40.0, 60.0)
"""Seconds between tries of a request that never left; the last one repeats."""
LOOK_DELAYS: Final = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""Seconds before each reading back; after the last one the delivery is unconfirmed."""
PATIENCE: Final = timedelta(minutes=15)
"""How long a request that never left is tried, and how long a thread that cannot be read is tried."""
MEMORY_MARGIN: Final = 0.8
"""Share of a network's memory of repeats that is relied on; clocks and queues take the rest."""
FORGOTTEN: Final = "The author of the mention asked to be forgotten; the words of this answer were removed."
STALLED: Final = "The listener stalled before it could send it."
REPEAT_SECONDS: Final = 86_400
"""How long a removal or a moderation may be repeated; longer than anything is tried."""
STOPPED: Final = "The listener stopped while it was sending."


class Kind(IntEnum):
    """What goes out."""

    REPLY = 0
    DELETION = 1
    MODERATION = 2


class Action(Enum):
    """What a delivery needs when its time has come."""

    SEND = "send"
    LOOK = "look"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Record:
    """A delivery as committed.

    Attributes:
        request_id: id it was asked under.
        source: source whose account sends it.
        mention_key: contribution to answer.
        conversation_key: first contribution of its thread.
        text: words of the answer.
        create_time: when it was accepted.
        update_time: when its state last changed.
        state: outcome so far.
        reason: why it failed or is not confirmed, in a sentence.
        in_flight: True from before the first byte leaves until the outcome of that attempt is committed.
        attempt_count: attempts of which bytes left, the one in flight included.
        retry_count: waits for another attempt.
        look_count: readings back that found nothing.
        first_attempt_time: when the first byte may first have left.
        due_time: when somebody has to look after it again; None at the end.
        sent_key: key of the published contribution.
        sent_link: address of the published contribution.
        mention_author: reference to who wrote what is answered; empty when nobody knows, or has forgotten.
        kind: what goes out; a deletion and a moderation have no text.
        moderation: which action of `CapabilityFact.Action`; 0 unless it is a moderation.
        private: whether only the author of the mention shall see the answer.
        media: what goes with it; read only by who is about to send it.
        recipient: whom it is written to where it answers nothing; else empty.
        title: subject of what is written first.
    """

    request_id: str
    source: str
    mention_key: str
    conversation_key: str
    text: str
    create_time: datetime
    update_time: datetime
    state: State = State.STATE_PUBLISHING
    reason: str = ""
    in_flight: bool = False
    attempt_count: int = 0
    retry_count: int = 0
    look_count: int = 0
    first_attempt_time: datetime | None = None
    due_time: datetime | None = None
    sent_key: str = ""
    sent_link: str = ""
    mention_author: bytes = b""
    kind: Kind = Kind.REPLY
    moderation: int = 0
    private: bool = False
    media: Sequence[mention_pb2.Attachment] = ()
    recipient: str = ""
    title: str = ""

    @property
    def is_final(self) -> bool:
        return self.state in FINAL

    @property
    def will_retry(self) -> bool:
        """Whether it waits for another try because the network does not have it."""
        return self.state == State.STATE_PUBLISHING and not self.in_flight and self.retry_count > 0


def rules(record: Record, fact: events_pb2.CapabilityFact) -> events_pb2.CapabilityFact:
    """What of a network's facts holds for this delivery.

    A removal of our own answer may be repeated, since what is gone stays gone; so may a moderation where the
    registry says that repeating it changes nothing, but never a report: each one is another complaint. None
    of them can be read back.
    """
    if record.kind is Kind.REPLY:
        return fact
    reports = record.moderation == events_pb2.CapabilityFact.ACTION_REPORT
    repeatable = record.kind is Kind.DELETION or (fact.repeatable_actions and not reports)
    return events_pb2.CapabilityFact(
        network=fact.network,
        idempotency=_Idempotency.IDEMPOTENCY_KEY if repeatable else _Idempotency.IDEMPOTENCY_NONE,
        idempotency_seconds=REPEAT_SECONDS if repeatable else 0,
    )


def as_message(record: Record) -> listening_service_pb2.Delivery:
    """A delivery as it is told to callers."""
    answer = listening_service_pb2.Delivery(
        request_id=record.request_id,
        state=record.state,
        reason=record.reason,
        mention_key=record.sent_key,
        link=record.sent_link,
        attempt_count=record.attempt_count,
        will_retry=record.will_retry,
    )
    answer.create_time.FromDatetime(record.create_time)
    answer.update_time.FromDatetime(record.update_time)
    return answer


def found(record: Record, capability: events_pb2.CapabilityFact, now: datetime) -> Record:
    """A delivery as whoever takes it up finds it: of an attempt that nobody ended the outcome is unknown."""
    return unknown(record, STOPPED, capability, now) if record.in_flight else record


def next_action(record: Record, capability: events_pb2.CapabilityFact, now: datetime) -> Action:
    """What a delivery needs whose outcome of the last attempt is committed."""
    if record.is_final:
        return Action.NOTHING
    if record.state == State.STATE_PUBLISHING or _may_repeat(record, capability, now):
        return Action.SEND
    return Action.LOOK if capability.read_back else Action.NOTHING


def begin(record: Record, now: datetime, grace: float) -> Record:
    """Before the first byte leaves; found unfinished after `grace` seconds, its outcome is unknown."""
    return replace(
        record,
        in_flight=True,
        attempt_count=record.attempt_count + 1,
        first_attempt_time=record.first_attempt_time or now,
        update_time=now,
        due_time=now + timedelta(seconds=grace),
    )


def sent(record: Record, key: str, link: str, now: datetime) -> Record:
    """The network has it."""
    return _end(replace(record, sent_key=key, sent_link=link), State.STATE_SENT, "", now)


def never_left(record: Record, reason: str, now: datetime) -> Record:
    """Not a byte of this attempt arrived; an earlier one of unknown outcome stays unknown."""
    record = replace(record, attempt_count=record.attempt_count - 1)
    if not record.attempt_count:
        record = replace(record, first_attempt_time=None)
    if now - record.create_time > PATIENCE and record.state == State.STATE_PUBLISHING:
        return _end(record, State.STATE_FAILED, reason, now)
    return _wait(record, record.state, reason, now, _retry_delay(record))


def refused(
    record: Record,
    reason: str,
    capability: events_pb2.CapabilityFact,
    now: datetime,
    *,
    permanent: bool,
    retry_after: float | None = None,
) -> Record:
    """The network said no to this attempt."""
    if record.state == State.STATE_PUBLISHING:
        wait = max(retry_after or 0.0, _retry_delay(record))
        if permanent or now + timedelta(seconds=wait) - record.create_time > PATIENCE:
            return _end(record, State.STATE_FAILED, reason, now)
        return _wait(record, record.state, reason, now, wait)
    if permanent:
        # A no to the repeat says nothing about the first attempt: only reading back can.
        return _look_later(replace(record, look_count=max(record.look_count, 1)), reason, capability, now)
    return _wait(record, record.state, reason, now, max(retry_after or 0.0, _retry_delay(record)))


def unknown(record: Record, reason: str, capability: events_pb2.CapabilityFact, now: datetime) -> Record:
    """The attempt left and nobody knows what became of it."""
    record = replace(record, state=State.STATE_CHECKING)
    if _may_repeat(record, capability, now):
        return _wait(record, State.STATE_CHECKING, reason, now, _retry_delay(record))
    return _look_later(record, reason, capability, now)


def not_found(record: Record, capability: events_pb2.CapabilityFact, now: datetime) -> Record:
    """The thread was read back and does not hold it, so far."""
    return _look_later(replace(record, look_count=record.look_count + 1), record.reason, capability, now)


def could_not_look(record: Record, reason: str, now: datetime, retry_after: float | None = None) -> Record:
    """The thread could not be read, which says nothing about the answer."""
    wait = max(retry_after or 0.0, _retry_delay(record))
    if now - (record.first_attempt_time or record.create_time) > PATIENCE:
        return give_up(record, f"{record.reason} Reading the thread back failed too: {reason}", now)
    return _wait(record, State.STATE_CHECKING, record.reason, now, wait)


def give_up(record: Record, reason: str, now: datetime) -> Record:
    """Nobody will ever know by machine."""
    advice = "Look at the thread yourself before you answer again."
    return _end(record, State.STATE_UNCONFIRMED, f"{reason} {advice}".strip(), now)


def _may_repeat(record: Record, capability: events_pb2.CapabilityFact, now: datetime) -> bool:
    if capability.idempotency not in (_Idempotency.IDEMPOTENCY_KEY, _Idempotency.IDEMPOTENCY_CLIENT_ID):
        return False
    if record.look_count or record.first_attempt_time is None:
        return False
    memory = timedelta(seconds=capability.idempotency_seconds * MEMORY_MARGIN)
    return now - record.first_attempt_time < min(memory, PATIENCE)


def _look_later(record: Record, reason: str, capability: events_pb2.CapabilityFact, now: datetime) -> Record:
    if not capability.read_back or record.look_count >= len(LOOK_DELAYS):
        return give_up(record, reason, now)
    return _wait(record, State.STATE_CHECKING, reason, now, LOOK_DELAYS[record.look_count])


def _retry_delay(record: Record) -> float:
    return RETRY_DELAYS[min(record.retry_count, len(RETRY_DELAYS) - 1)]


def _wait(record: Record, state: State, reason: str, now: datetime, seconds: float) -> Record:
    return replace(
        record,
        state=state,
        reason=reason,
        in_flight=False,
        retry_count=record.retry_count + 1,
        update_time=now,
        due_time=now + timedelta(seconds=seconds),
    )


def _end(record: Record, state: State, reason: str, now: datetime) -> Record:
    return replace(record, state=state, reason=reason, in_flight=False, update_time=now, due_time=None)
