"""What a servicer may ask about the call it is answering."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from services.common.model.principal import Principal
from services.common.obs.context import REQUEST_ID

_PRINCIPAL: Final[ContextVar[Principal]] = ContextVar("principal")


def principal() -> Principal:
    """Who is calling, by its verified token.

    Raises:
        LookupError: outside a call.
    """
    return _PRINCIPAL.get()


def request_id() -> str:
    """Id that the call carries through all services; empty outside a call."""
    return REQUEST_ID.get()


def enter(caller: Principal) -> None:
    """Names the caller for the rest of this task; for the server only."""
    _PRINCIPAL.set(caller)


@contextmanager
def acting_as(caller: Principal, *, call_id: str = "") -> Generator[None]:
    """Runs a block as if `caller` had called; for tests of servicers and for work in a caller's name."""
    before, id_before = _PRINCIPAL.set(caller), REQUEST_ID.set(call_id)
    try:
        yield
    finally:
        _PRINCIPAL.reset(before)
        REQUEST_ID.reset(id_before)
