"""The archive as tables: `Archive` is what the servicer and the consumer see of them."""

from services.insights.store.accounts import Item
from services.insights.store.analyst import Analyst
from services.insights.store.keeper import Archive

__all__ = ["Analyst", "Archive", "Item"]
