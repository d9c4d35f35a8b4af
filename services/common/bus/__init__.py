"""The event log (NATS JetStream): adaptive batches in, items with outcomes out, nothing lost.

The front door: services import what they need from here. `ARCHITECTURE.md` says why it is as it is.
"""

from services.common.obs import extras

with extras.left_out("aiohttp"):  # nats-py wants it for WebSockets only
    from services.common.bus import codecs
    from services.common.bus.batches import Batch
    from services.common.bus.batching import BatchPublisher, Receipt
    from services.common.bus.bus import Bus
    from services.common.bus.codecs import Codec, ScoredItem
    from services.common.bus.consumer import Consumer
    from services.common.bus.deadletters import Entry
    from services.common.bus.live import LiveMessage, LiveView
    from services.common.bus.observing import ConsumerLag, StreamFill
    from services.common.bus.outcomes import DONE, Done, Later, Never, Outcome
    from services.common.bus.publishing import Ack, fresh_id
    from services.common.bus.reference import ReferenceReader

__all__ = [
    "DONE",
    "Ack",
    "Batch",
    "BatchPublisher",
    "Bus",
    "Codec",
    "Consumer",
    "ConsumerLag",
    "Done",
    "Entry",
    "Later",
    "LiveMessage",
    "LiveView",
    "Never",
    "Outcome",
    "Receipt",
    "ReferenceReader",
    "ScoredItem",
    "StreamFill",
    "codecs",
    "fresh_id",
]
