"""What decided about a mention: kept as little, told as a sentence when somebody asks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from services.router.core.policies.documents import Move

_PLACE: Final = re.compile(r"\{([^{}]*)\}")
LONGEST: Final = 80
"""Characters of a value that are kept."""


def placeholders(because: str) -> list[str]:
    """The fields that a sentence names in braces."""
    return _PLACE.findall(because)


def keep(because: str, values: Mapping[str, Any], move: Move | None, beside: str) -> str:
    """What is kept with an item.

    Args:
        because: sentence of the rule; empty for one of the shipped policy.
        values: that the rule asked for, by their names for people.
        move: what it did to the priority.
        beside: versions of lists and thresholds it referred to.
    """
    kept: dict[str, Any] = {"v": {name: _short(value) for name, value in values.items()}}
    if because:
        kept["b"] = because
    if move:
        kept["m"] = [move.amount, int(move.relative)]
    if beside:
        kept["w"] = beside
    return json.dumps(kept, separators=(",", ":"), ensure_ascii=False)


def kept_values(kept: str) -> dict[str, str]:
    """The values that decided, as people read them."""
    return {name: told(value) for name, value in _read(kept).get("v", {}).items()}


def kept_move(kept: str) -> Move | None:
    """What the rule did to the priority."""
    found = _read(kept).get("m")
    return Move(int(found[0]), relative=bool(found[1])) if found else None


def sentence(kept: str, shipped: str) -> str:
    """Why an item is where it is; `shipped` is the sentence of a shipped rule."""
    found = _read(kept)
    because = str(found.get("b", ""))
    if not because:
        return shipped
    values = found.get("v", {})
    if placeholders(because):
        return _PLACE.sub(lambda match: told(values.get(match[1], "")), because)
    if not values:
        return because
    return f"{because} Decided by {listed(kept_values(kept))}."


def listed(values: Mapping[str, str]) -> str:
    """Values in one line."""
    return ", ".join(f"{name} {value}" for name, value in values.items())


def told(value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, list):
        return ", ".join(str(each) for each in value) or "none"
    return str(value) if value != "" else "nothing"


def _short(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST:
        return value[: LONGEST - 1] + "…"
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, list):
        return [_short(each) for each in value[:10]]
    return value


def _read(kept: str) -> dict[str, Any]:
    if not kept:
        return {}
    found: dict[str, Any] = json.loads(kept)
    return found
