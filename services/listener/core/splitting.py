"""How an answer that is too long would be split on its network; the rule itself is shared with the router."""

from __future__ import annotations

from collections.abc import Sequence

from antiphon.events.v1 import events_pb2
from services.common.model import splitting
from services.listener.core import lengths


def split(text: str, capability: events_pb2.CapabilityFact) -> Sequence[str]:
    """The parts of a text, in order; empty when the network takes it in no number of parts it allows.

    A text that fits is its own only part.
    """
    return splitting.split(
        text, capability.max_reply_length, capability.max_parts, lambda part: lengths.of(part, capability)
    )
