"""Every type of source there is.

The servicer checks a new source's settings here before it is stored; the runner opens sources here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from services.common.model import errors
from services.listener.sources import kind
from services.listener.sources.kind import SourceType
from services.listener.sources.kinds import KINDS

SOURCES: Final[Mapping[str, SourceType]] = {each.name: each for each in KINDS}
"""Types of source by name."""


def find(type_name: str) -> SourceType:
    """The type of that name.

    Raises:
        InvalidField: there is none; the sentence suggests one.
    """
    found = SOURCES.get(type_name)
    if found is None:
        raise errors.InvalidField(
            "type", f"{type_name!r} is no type of source; {kind.hint(type_name, SOURCES)}"
        )
    return found
