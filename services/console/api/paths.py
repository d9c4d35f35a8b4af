"""Addresses of resources, in the notation of google.api.http: `/{name=opportunities/*}:claim`.

The variable is a field of the request, and what it stands for the resource's name; a star is one part of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

_VARIABLE: Final = re.compile(r"\{([a-z_.]+)=([^}]+)\}")

PART: Final = r"^[A-Za-z0-9_.:@+%~-]{1,200}$"
"""What one part of a resource's name looks like; nothing else can exist."""

_PART: Final = re.compile(PART)


class Path(NamedTuple):
    """One address.

    Attributes:
        template: as a web framework has it, `/opportunities/{opportunity}:claim`.
        field: of the request that takes the resource's name, dotted where it is inside another; or empty.
        resource: the name with its parts in braces, `opportunities/{opportunity}`.
        parts: names of the parts, in order.
    """

    template: str
    field: str
    resource: str
    parts: tuple[str, ...]

    def name(self, parts: Mapping[str, str]) -> str | None:
        """The resource's name; None where a part is nothing that can exist."""
        if not all(_PART.fullmatch(parts[part]) for part in self.parts):
            return None
        return self.resource.format(**parts)


def read(pattern: str) -> Path:
    """The address that a pattern describes."""
    found = _VARIABLE.search(pattern)
    if found is None:
        return Path(pattern, "", "", ())
    field, resource = found.groups()
    segments, parts = resource.split("/"), []
    for at, segment in enumerate(segments):
        if segment == "*":
            parts.append(_singular(segments[at - 1]) if at else field)
            segments[at] = f"{{{parts[-1]}}}"
    named = "/".join(segments)
    return Path(_VARIABLE.sub(lambda _: named, pattern), field, named, tuple(parts))


def _singular(collection: str) -> str:
    return f"{collection[:-3]}y" if collection.endswith("ies") else collection.removesuffix("s")
