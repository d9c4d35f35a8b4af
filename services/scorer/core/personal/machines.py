"""Addresses of machines on the network, version 4 and 6."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Final

_FOUR: Final = re.compile(r"(?<![\w.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\w]|\.\d)")
_SIX: Final = re.compile(r"(?<![\w:.])[0-9a-f:]{6,39}(?![\w:])", re.IGNORECASE)
_VERSION: Final = re.compile(
    r"(?:\bv|version|firmware|build|release|update|chrome|ios)\W{0,3}\Z", re.IGNORECASE
)
_FEWEST_GROUPS: Final = 3


def find(text: str) -> Iterator[tuple[int, int]]:
    """Where addresses of machines stand in a text."""
    if text.count(".") >= 3:
        for found in _FOUR.finditer(text):
            told_as_version = _VERSION.search(text[max(0, found.start() - 12) : found.start()])
            if not told_as_version and _is_address(found[0]):
                yield found.span()
    if text.count(":") >= 2:
        for found in _SIX.finditer(text):
            groups = [group for group in found[0].split(":") if group]
            if len(groups) >= _FEWEST_GROUPS and _is_address(found[0]):
                yield found.span()


def _is_address(written: str) -> bool:
    try:
        ipaddress.ip_address(written)
    except ValueError:
        return False
    return True
