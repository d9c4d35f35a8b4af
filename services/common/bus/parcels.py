"""A delivery with its envelope taken off: the same shape for first tries and for retries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from antiphon.events.v1 import events_pb2
from services.common.bus.pulling import Delivery


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be handled.

    Attributes:
        delivery: as the broker handed it out.
        stream: where it was handed out from.
        subject: where the items first came.
        payload: for the codec.
        tries: how often the items were put off before.
        not_before: moment before which they are not tried; None when they may be.

    """

    delivery: Delivery
    stream: str
    subject: str
    payload: bytes
    tries: int = 0
    not_before: datetime | None = None

    def early_by(self, now: datetime) -> float:
        """Seconds that remain until the items may be tried; 0 or less when they may be."""
        return (self.not_before - now).total_seconds() if self.not_before else 0.0


def open_first(delivery: Delivery, stream: str) -> Parcel:
    """A message of the consumer's own stream."""
    return Parcel(delivery, stream, delivery.subject, delivery.payload)


def open_retry(delivery: Delivery, stream: str) -> Parcel:
    """A message of the consumer's retries.

    Raises:
        google.protobuf.message.DecodeError: if it is none.

    """
    batch = events_pb2.RetryBatch.FromString(delivery.payload)
    return Parcel(
        delivery,
        stream,
        batch.subject,
        batch.payload,
        batch.tries,
        batch.not_before_time.ToDatetime(UTC),
    )
