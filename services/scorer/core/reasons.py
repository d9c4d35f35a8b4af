"""Reasons as the analyzers hold them, and how they are written down."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from antiphon.scoring.v1 import findings_pb2

Span = tuple[int, int]
"""Start and end in the text."""

Reason = tuple[str, Span | None, float]
"""What it was, where in the text, and by how much it moved the number."""


_LEAST: Final = 1e-6
"""What the last digit of a probability stands for."""


class _Target(Protocol):
    """A repeated field of reasons."""

    def add(self) -> findings_pb2.Reason:
        """Appends an empty one."""


def write(reasons: Iterable[Reason], target: _Target) -> None:
    """Writes reasons down in their order; field by field, as keywords cost half as much again."""
    add = target.add
    for text, span, amount in reasons:
        reason = add()
        reason.text, reason.amount = text, amount
        if span is not None:
            where = reason.span
            where.start, where.end = span


def total(reasons: Sequence[Reason]) -> float:
    """What they add up to."""
    return sum([amount for _, _, amount in reasons])


def rest(reasons: Sequence[Reason], probability: float, name: str) -> list[Reason]:
    """What reasons lack to the log-odds of a probability, by this name; nothing where they lack little.

    A probability of six digits is a little off what it was made from; so little needs no reason.
    """
    bounded = min(max(probability, _LEAST), 1 - _LEAST)
    missing = math.log(bounded / (1 - bounded)) - total(reasons)
    return [(name, None, missing)] if abs(missing) > _LEAST / (bounded * (1 - bounded)) else []
