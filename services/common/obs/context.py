"""What surrounds a piece of work: set by whoever starts it, read by logs."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Final

REQUEST_ID: Final[ContextVar[str]] = ContextVar("request_id", default="")
"""Id of the call being served; empty outside one."""
