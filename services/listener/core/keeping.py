"""Where a query is kept: here, or in a file of the customer's own, which then has the last word."""

from __future__ import annotations

from hashlib import sha256

from antiphon.listening.v1 import listening_service_pb2
from services.common.model import errors

Query = listening_service_pb2.Query


def etag(query: Query) -> str:
    """What tells this state of a query from others."""
    told = f"{query.expression}\0{query.owner}\0{query.managed_in}"
    return sha256(told.encode()).hexdigest()[:16]


def check(stands: Query, managed_in: str) -> None:
    """Whether a change that comes from somewhere may be made.

    Raises:
        WrongState: the query is kept in another place.
    """
    if stands.managed_in and stands.managed_in != managed_in:
        raise errors.WrongState(
            f"{stands.name} is kept in {stands.managed_in}; change it there and apply that.",
            state="MANAGED",
            managed_in=stands.managed_in,
        )
