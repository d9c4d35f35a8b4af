"""JSON as bytes, quickly: a page of the queue takes a twentieth of the time of the standard library."""

from __future__ import annotations

import json
from typing import Any

import orjson


def written(content: Any) -> bytes:
    """The content in UTF-8, without needless blanks.

    What only the standard library can write, it writes: whole numbers of more than 64 bits, and half
    characters, which become question marks since UTF-8 has no place for them.
    """
    try:
        return orjson.dumps(content)
    except orjson.JSONEncodeError:
        return json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode(errors="replace")
