"""Brands as people write them down: checked by themselves, then against the sources there are."""

from __future__ import annotations

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import errors
from services.listener.adapters import answerers, training
from services.listener.core import checking
from services.listener.store import connections, watchlist


def create(conn: connections.Handle, brand: api.Brand) -> api.Brand:
    """Adds a brand.

    Raises:
        AlreadyExists: the name is taken.
        InvalidField: a source it answers with does not exist, or is of another network.
    """
    _check_sources(conn, brand)
    training.check_brand(conn, brand)
    return watchlist.create_brand(conn, brand)


def update(conn: connections.Handle, request: api.UpdateBrandRequest) -> api.Brand:
    """Changes the fields of a brand that the request names.

    Raises:
        NotFound: there is no such brand.
        InvalidField: a field cannot be used.
    """
    before = watchlist.get_brand(conn, request.brand.name)
    brand = checking.changed(before, request)
    _check_sources(conn, brand)
    training.check_brand(conn, brand, before)
    return watchlist.update_brand(conn, brand)


def _check_sources(conn: connections.Handle, brand: api.Brand) -> None:
    for network, name in brand.reply_sources.items():
        field = f"brand.reply_sources[{network}]"
        try:
            found = connections.load(conn, name)
        except errors.NotFound:
            raise errors.InvalidField(field, f"{name} does not exist; name a source that does.") from None
        if answerers.network_of(found.type) != network:
            raise errors.InvalidField(field, f"{name} is not a source of {network}; name one that is.")
