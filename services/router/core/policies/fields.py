"""What a field of the catalogue is: its name, its type, its words, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Final, NamedTuple

from services.router.core.policies.cases import Case

BOOL: Final = "yes or no"
WHOLE: Final = "whole number"
NUMBER: Final = "number"
TEXT: Final = "text"
LIST: Final = "list of texts"

NEUTRAL: Final[dict[str, Any]] = {BOOL: False, WHOLE: 0, NUMBER: 0.0, TEXT: "", LIST: []}
"""Value of a field of which an example says nothing."""

Getter = Callable[[Case], Any]


class Field(NamedTuple):
    """One field.

    Attributes:
        name: as rules write it.
        kind: type of its values.
        doc: what it is, for people.
        get: reads it.
        key: what its value depends on, where that takes few values: verdicts are remembered by it.
        values: all it can be, where that is a closed list.
        neutral: its value where an example says nothing; the type's own if None.
    """

    name: str
    kind: str
    doc: str
    get: Getter
    key: Callable[[Case], Hashable] | None = None
    values: tuple[str, ...] = ()
    neutral: Any = None

    @property
    def resting(self) -> Any:
        """Its value where an example says nothing."""
        return NEUTRAL[self.kind] if self.neutral is None else self.neutral
