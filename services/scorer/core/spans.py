"""Stretches of a text that several finders claim: who comes first keeps its own."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from typing import Any, TypeVar

Found = TypeVar("Found", bound=tuple[Any, ...])
"""A find; its first two members are its start and its end."""


def apart(found: Iterable[Found], most: int) -> list[Found]:
    """Those that overlap none before them, in the order of the text.

    Args:
        found: the surer before the less sure.
        most: so many are kept; what comes later in `found` is left out.
    """
    kept: list[Found] = []
    for each in found:
        at = bisect.bisect(kept, each)
        if (not at or kept[at - 1][1] <= each[0]) and (at == len(kept) or each[1] <= kept[at][0]):
            kept.insert(at, each)
            if len(kept) == most:
                break
    return kept
