"""Finding the one item that ends the process.

A message handed out too often is tried item by item. Before each item is tried its place is
written to `suspect.<consumer>.<stream>.<sequence>`, a last-value subject. If the process dies, the
next one reads there which item did it, and knows that all items before it are settled.
"""

from __future__ import annotations

from nats.js import errors as js_errors

from antiphon.events.v1 import events_pb2
from services.common.bus import publishing, streams
from services.common.bus.bus import Bus
from services.common.bus.parcels import Parcel


class SuspectBook:
    """The suspects of one consumer."""

    def __init__(self, bus: Bus, consumer: str) -> None:
        self._bus = bus
        self._consumer = consumer

    async def find(self, parcel: Parcel) -> events_pb2.Suspect | None:
        """What an earlier process wrote about the message; None when nothing."""
        stream = streams.SUSPECT.name
        subject = self._subject(parcel)
        try:
            stored = await self._bus.connection.insist(
                lambda js: js.get_last_msg(stream, subject), "read suspect"
            )
        except js_errors.NotFoundError:
            return None
        return events_pb2.Suspect.FromString(stored.data or b"")

    async def record(self, parcel: Parcel, index: int, item_id: str) -> None:
        """Writes down that an item is about to be tried."""
        await self._write(parcel, events_pb2.Suspect(index=index, item_id=item_id))

    async def clear(self, parcel: Parcel, index: int) -> None:
        """Writes down that every item up to `index` is settled."""
        await self._write(parcel, events_pb2.Suspect(index=index, cleared=True))

    async def _write(self, parcel: Parcel, suspect: events_pb2.Suspect) -> None:
        suspect.stream_sequence = parcel.delivery.sequence
        await self._bus.publish(
            self._subject(parcel), suspect.SerializeToString(), message_id=publishing.fresh_id()
        )

    def _subject(self, parcel: Parcel) -> str:
        return f"{streams.SUSPECT.root}.{self._consumer}.{parcel.stream}.{parcel.delivery.sequence}"


def resume_at(found: events_pb2.Suspect | None) -> int:
    """Index of the first item that is not settled."""
    return 0 if found is None else found.index + 1
