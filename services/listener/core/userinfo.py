"""User names and passwords that stand in addresses, as in `https://name:secret@host/feed` (RFC 3986, 3.2.1).

A source needs them to read; nobody needs to see them. They are kept with its settings and masked in whatever
is shown of them, and no link to what it read holds them.
"""

from __future__ import annotations

import re
from typing import Final

MASK: Final = "***"
"""What is shown in their place."""

_USERINFO: Final = re.compile(r"(?<=://)[^/?#\s\"'<>]*@")


def mask(text: str) -> str:
    """A text in which no address tells who may read it."""
    return _USERINFO.sub(f"{MASK}@", text) if "@" in text else text


def without(url: str) -> str:
    """An address as others may be led there."""
    return _USERINFO.sub("", url) if "@" in url else url


def is_masked(url: str) -> bool:
    """Whether it was copied from where it is shown, and so leads nowhere."""
    return f"://{MASK}@" in url
