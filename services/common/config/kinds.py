"""What a setting may be, beyond its type: read by the loader and by the reference page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Range:
    """Lowest and highest number allowed, both included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Secret:
    """Marks a value that no message may repeat."""


SECRET: Final = Secret()
"""For `Annotated[str, SECRET]`."""
