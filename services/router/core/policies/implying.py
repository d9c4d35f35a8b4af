"""What one term says about another: whether it implies it, and whether both can be true.

Known for terms that compare the same value with fixed ones: between two neighbouring fixed values nothing
changes, so looking at those, just beside them, and at one that is none of them decides it.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Collection, Hashable, Mapping
from typing import Final

from services.router.core.policies import conditions, fields
from services.router.core.policies.asking import Asked
from services.router.core.policies.phrasing import Term

_SIMPLE: Final = frozenset({"_>=_", "_>_", "_<=_", "_<_", "_==_", "_!=_", "!_", "_&&_", "_||_", "@in", "-_"})
_NUMBERS: Final = re.compile(r"(?<![\w.\"'])\d+(?:\.\d+)?")
_ODD: Final = re.compile(r"\\|\d[a-zA-Z]")
"""Texts with escapes and numbers with letters, which are not taken apart here."""
_TEXTS: Final = re.compile(r"""["']((?:[^"'\\]|\\.)*)["']""")


def implies(one: Term, other: Term, asked: Mapping[str, Asked]) -> bool:
    """Whether the other is true wherever the one is; False where that cannot be told."""
    if one.text == other.text:
        return True
    samples = _samples(one, other, asked)
    return bool(samples) and all(_true(other, value) for value in samples if _true(one, value))


def exclude(one: Term, other: Term, asked: Mapping[str, Asked]) -> bool:
    """Whether no value makes both true; False where that cannot be told."""
    samples = _samples(one, other, asked)
    return bool(samples) and not any(_true(one, value) and _true(other, value) for value in samples)


@functools.lru_cache(maxsize=65_536)
def _true(term: Term, value: Hashable) -> bool:
    return conditions.holds(term.program, conditions.Context({term.asked[0]: value}))


def _samples(one: Term, other: Term, asked: Mapping[str, Asked]) -> Collection[Hashable]:
    """Values that stand for all; none where terms ask for more than one value, or not simply."""
    if one.asked != other.asked or len(one.asked) != 1 or not (_is_simple(one) and _is_simple(other)):
        return ()
    return _values(asked[one.asked[0]].kind, f"{one.text} {other.text}")


def _is_simple(term: Term) -> bool:
    return _SIMPLE.issuperset(term.program.functions()) and not _ODD.search(term.text)


def _values(kind: str, text: str) -> Collection[Hashable]:
    if kind == fields.BOOL:
        return (True, False)
    if kind == fields.TEXT:
        fixed = _TEXTS.findall(text)
        return {"", "\u0000none of them", *fixed, *(f"{each}\u0001" for each in fixed)}
    numbers = {sign * float(each) for each in _NUMBERS.findall(text) for sign in (1, -1)} | {0.0}
    if kind == fields.WHOLE:
        return {int(each) + step for each in numbers for step in (-1, 0, 1)}
    if kind == fields.NUMBER:
        ordered = sorted(numbers)
        between = {(low + high) / 2 for low, high in itertools.pairwise(ordered)}
        return {*ordered, *between, ordered[0] - 1, ordered[-1] + 1}
    return ()
