"""What a handler is given: the items of one message and where they came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Batch(Generic[Item]):
    """Items of one message.

    Attributes:
        items: what the codec read, in the order of the message.
        payload: bytes as received; what `codec.split` read.
        subject: where the items first came, also when they are tried again.
        sequence: position of the message in its stream.
        time: when the log took the message.
        tries: how often the items were put off before; 0 the first time.
        headers: as received; empty when none.

    """

    items: Sequence[Item]
    payload: bytes
    subject: str
    sequence: int
    time: datetime
    tries: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
