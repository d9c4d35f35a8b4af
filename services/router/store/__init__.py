"""What the router keeps: decisions, opportunities with their mentions, leases, replies, and who did what.

Every function takes a connection and is part of its caller's transaction.
"""

from services.router.store.tables import named_leases

__all__ = ["named_leases"]
