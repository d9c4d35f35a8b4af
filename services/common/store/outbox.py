"""Events that leave with the transaction that caused them: `append` them to it, a `Relay` publishes them."""

from services.common.store.outbox_table import SUPERSEDES, Event, append, count, define
from services.common.store.relay import Relay

__all__ = ["SUPERSEDES", "Event", "Relay", "append", "count", "define"]
