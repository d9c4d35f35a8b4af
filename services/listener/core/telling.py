"""Changes told to systems of our customers: which ones a source wants, in what form, and when again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from google.protobuf import json_format

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api

_E: Final = events_pb2.EngagementEvent
_S: Final = api.EventDelivery

QUEUED: Final = int(_S.STATE_QUEUED)
DELIVERED: Final = int(_S.STATE_DELIVERED)
GIVEN_UP: Final = int(_S.STATE_GIVEN_UP)

ALL: Final = "all"
TRIAL: Final = "test"
"""Type of what only tries a system."""
FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(hours=1)
PATIENCE: Final = timedelta(days=1)
"""How long an event is offered to a receiver that does not take it."""

_KINDS: Final = {
    name.removeprefix("KIND_").replace("_", "-").lower(): number for name, number in _E.Kind.items() if number
}


def kinds() -> tuple[str, ...]:
    """Kinds of change as settings name them, for example `reply-changed`."""
    return tuple(sorted(_KINDS))


def wish_fault(text: str) -> str | None:
    """What is wrong with a setting that names kinds; None when nothing is."""
    unknown = [word for word in _words(text) if word != ALL and word not in _KINDS]
    if not unknown:
        return None
    return f"{', '.join(unknown)}: no kind of change; choose of {', '.join((ALL, *kinds()))}."


def wants(config: Mapping[str, str], since: datetime, event: events_pb2.EngagementEvent) -> bool:
    """Whether a source with these settings, that listens since a moment, is told this change."""
    if event.event_time.ToDatetime(since.tzinfo) < since:
        return False
    brand = config.get("brand", "")
    if brand and event.brand not in {brand, f"brands/{brand}", "brands/-"}:
        return False
    words = _words(config.get("events", ""))
    return ALL in words or any(_KINDS.get(word) == event.kind for word in words)


def event_id(event: events_pb2.EngagementEvent) -> str:
    """The same for the same change, however often it comes: what receivers recognise repeats by."""
    return hashlib.sha256(event.SerializeToString(deterministic=True)).hexdigest()[:32]


def kind_name(event: events_pb2.EngagementEvent) -> str:
    """The kind of a change as settings name it; its number where this build does not know it."""
    known = {number: name for name, number in _KINDS.items()}
    return known.get(event.kind, str(event.kind))


def body(event: events_pb2.EngagementEvent, identifier: str) -> bytes:
    """A change as it is posted: its type, its id, and its fields as the contracts name them."""
    fields = json_format.MessageToDict(event, preserving_proto_field_name=True)
    for ours in ("kind", "mention_author"):
        fields.pop(ours, None)
    return json.dumps({"type": kind_name(event), "id": identifier, **fields}, ensure_ascii=False).encode()


def trial(source: str, identifier: str, now: datetime) -> bytes:
    """What is posted to try a system: no change of anything, and of a type that no change has."""
    told = {"type": TRIAL, "id": identifier, "event_time": now.isoformat(), "source": source}
    return json.dumps(told).encode()


@dataclass(frozen=True, slots=True)
class Attempted:
    """How far an event has come at one receiver.

    Attributes:
        status: HTTP status of the last answer; 0 when there was none.
        due: when it is tried next; None when it is not.
    """

    state: int
    attempts: int
    status: int
    reason: str
    due: datetime | None
    created: datetime

    def taken(self, status: int) -> Attempted:
        """The receiver has it."""
        return replace(self, state=DELIVERED, attempts=self.attempts + 1, status=status, reason="", due=None)

    def refused(self, status: int, reason: str, now: datetime, wait: float | None = None) -> Attempted:
        """The receiver did not take it: tried again, ever later, for a day."""
        pause = min(FIRST_PAUSE * (1 << min(self.attempts, 12)), LONGEST_PAUSE)
        due = now + max(pause, timedelta(seconds=wait or 0))
        tried = replace(self, attempts=self.attempts + 1, status=status, reason=reason, due=due)
        if now - self.created < PATIENCE:
            return tried
        return replace(tried, state=GIVEN_UP, due=None)


def _words(text: str) -> list[str]:
    return [word.strip().lower() for word in text.split(",") if word.strip()]
