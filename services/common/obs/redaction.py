"""Keeps personal data and secrets out of logs, whatever a caller passes by mistake."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any, Final

from google.protobuf.message import Message

PERSONAL_KEYS: Final = frozenset(
    {
        "author",
        "author_key",
        "authorization",
        "bio",
        "body",
        "content",
        "cookie",
        "customer",
        "display_name",
        "email",
        "handle",
        "headers",
        "location",
        "mention",
        "params",
        "parameters",
        "password",
        "payload",
        "phone",
        "post",
        "record",
        "reply",
        "request",
        "response",
        "secret",
        "text",
        "title",
        "token",
    }
)
"""Keys whose values may hold what somebody wrote, who they are, or a secret."""

MAX_DEPTH: Final = 4
"""Levels of nesting that are looked into; deeper ones are cut."""


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Structlog processor: drops personal keys and names them in `redacted`; replaces messages and bytes."""
    dropped = [key for key in event if key in PERSONAL_KEYS]
    for key in dropped:
        del event[key]
    for key, value in event.items():
        if not isinstance(value, (str, int, float)):
            event[key] = _clean(value, MAX_DEPTH)
    if dropped:
        event["redacted"] = sorted(dropped)
    return event


def _clean(value: Any, depth: int) -> Any:
    if isinstance(value, Message):
        return f"<{value.DESCRIPTOR.name}>"
    if isinstance(value, (bytes, bytearray, memoryview)):
        return f"<{len(value)} bytes>"
    if isinstance(value, Mapping):
        if not depth:
            return "<…>"
        kept = ((key, inner) for key, inner in value.items() if key not in PERSONAL_KEYS)
        return {key: _clean(inner, depth - 1) for key, inner in kept}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_clean(inner, depth - 1) for inner in value] if depth else "<…>"
    return value
