"""JSON that a network brought to us: read only after its signature was found right."""

from __future__ import annotations

import json
from typing import Any, Final

from services.listener.core import nesting

MAX_DEPTH: Final = 32
"""Deepest nesting that is read."""


def read(body: bytes) -> dict[str, Any]:
    """The object in a body.

    Raises:
        ValueError: it is no object in JSON, or nested too deep; the text is a sentence.
    """
    if nesting.depth(body) > MAX_DEPTH:
        raise ValueError(f"The body is nested more than {MAX_DEPTH} deep.")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise ValueError("The body is no JSON.") from None
    if not isinstance(found, dict):
        raise ValueError("The body is no JSON object.")  # noqa: TRY004 - one kind of fault for the caller
    return found
