"""Finds the settings that somebody may have meant by a key that does not exist.

Group and field are weighed apart: a slip in a short group must not make a long field of another group
look nearer, and a field that is spelled right is found in whichever group it is.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final, Protocol, TypeVar

GROUP_WEIGHT: Final = 0.3
FIELD_WEIGHT: Final = 0.7

NEAR: Final = 0.5
"""Nearness, 0 to 1, from which on a key is offered."""

SAME_GROUP: Final = 0.75
"""Likeness from which on a group is taken for a misspelled one; its nearest fields are offered."""

AS_NEAR: Final = 0.1
"""Keys no further than this behind the nearest are offered as well."""

MOST: Final = 3


class Named(Protocol):
    """A setting by its group and its field, both in lower case."""

    @property
    def group(self) -> str: ...

    @property
    def field(self) -> str: ...


Setting = TypeVar("Setting", bound=Named)


def nearest(name: str, settings: Iterable[Setting]) -> list[Setting]:
    """The settings that may have been meant, nearest first; else the nearest of the group; at most three."""
    splits = _splits(name)
    nearness = [(_nearness(splits, setting), setting) for setting in settings]
    ranked = sorted(nearness, key=lambda pair: -pair[0])
    best = ranked[0][0] if ranked else 0.0
    if best >= NEAR:
        return [setting for near, setting in ranked if near > best - AS_NEAR][:MOST]
    return [setting for _, setting in ranked if _group_likeness(splits, setting) >= SAME_GROUP][:MOST]


def _splits(name: str) -> list[tuple[str, str]]:
    """Every way to read a name as group and field; the group may have been left out."""
    parts = name.split("_")
    return [("_".join(parts[:count]), "_".join(parts[count:])) for count in range(len(parts) + 1)]


def _nearness(splits: Iterable[tuple[str, str]], setting: Named) -> float:
    # Squared: one part that is right says more than two that are somewhat alike.
    return max(
        GROUP_WEIGHT * _likeness(group, setting.group) ** 2
        + FIELD_WEIGHT * _likeness(field, setting.field) ** 2
        for group, field in splits
    )


def _group_likeness(splits: Iterable[tuple[str, str]], setting: Named) -> float:
    return max(_likeness(group, setting.group) for group, _ in splits)


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()
