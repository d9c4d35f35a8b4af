"""Names that people give to what they keep here."""

from __future__ import annotations

import re
from typing import Final

from services.common.model import errors

_LAST: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def check(name: str, collection: str, field: str) -> None:
    """Refuses what is no name of a collection.

    Raises:
        InvalidField: it has another form.
    """
    before, _, last = name.partition("/")
    if before != collection or not _LAST.fullmatch(last):
        raise errors.InvalidField(
            field, f"it must be {collection}/ and at most 63 lower-case letters, digits and hyphens."
        )


def brand(name: str) -> str:
    """A brand's resource name, given with or without what it begins with."""
    return name if name.startswith("brands/") else f"brands/{name}"
