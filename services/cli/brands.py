"""Names of brands as a person gives them with `--brand`, and what to say when there is none of that name.

Only a call that came to nothing is explained: a brand that is watched no longer still has its queue.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import grpc

from antiphon.listening.v1 import listening_service_pb2 as listening
from services.cli.session import Session
from services.common.model import errors

MOST_NAMED = 20
"""Brands that one sentence names."""


class UnknownBrand(errors.AntiphonError):
    """A brand was named that does not exist."""


def full_name(brand: str) -> str:
    """Resource name of a brand given by name or id; empty for all."""
    return f"brands/{brand}" if brand and "/" not in brand else brand


@contextlib.asynccontextmanager
async def explaining(opened: Session, brand: str) -> AsyncIterator[None]:
    """Surrounds a call that names a brand: if it is refused, and there is no such brand, it says so.

    Raises:
        UnknownBrand: instead of the refusal.

    """
    try:
        yield
    except grpc.aio.AioRpcError:
        await check(opened, brand)
        raise


async def check(opened: Session, brand: str) -> None:
    """Returns if the brand exists, or cannot be looked up.

    Raises:
        UnknownBrand: if it does not; names those that do.

    """
    if not brand:
        return
    try:
        names = [found.name async for found in _all(opened)]
    except grpc.aio.AioRpcError:
        return
    if full_name(brand) not in names:
        raise UnknownBrand(f"--brand: there is no brand {brand!r}. {_choices(names)}")


async def names(opened: Session) -> dict[str, list[str]]:
    """Resource name of each brand, and what it goes by in texts."""
    return {brand.name: [brand.display_name, *brand.aliases, *brand.handles] async for brand in _all(opened)}


async def _all(opened: Session) -> AsyncIterator[listening.Brand]:
    stub = await opened.listener()
    token = ""
    while True:
        page = await stub.ListBrands(listening.ListBrandsRequest(page_token=token))
        for brand in page.brands:
            yield brand
        token = page.next_page_token
        if not token:
            return


def _choices(names: list[str]) -> str:
    if not names:
        return "None is watched yet; add one with `antiphon brand add NAME`."
    shown = ", ".join(name.removeprefix("brands/") for name in names[:MOST_NAMED])
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"Choose one of {shown}{more}."
