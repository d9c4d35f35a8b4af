"""What a handler says of each item: done, later or never."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Done:
    """Handled; nothing remains to do."""


@dataclass(frozen=True, slots=True)
class Later:
    """To be tried again.

    Attributes:
        reason: short sentence without personal data.
        delay: seconds before the next try; None for the usual one, which doubles with each try.

    """

    reason: str
    delay: float | None = None


@dataclass(frozen=True, slots=True)
class Never:
    """Not to be tried again: becomes a dead letter.

    Attributes:
        reason: for programs, UPPER_SNAKE_CASE.
        cause: for people, a sentence without personal data.

    """

    reason: str
    cause: str = ""


Outcome = Done | Later | Never

DONE: Final = Done()
"""The outcome of nearly every item."""

UNREADABLE: Final = "UNREADABLE"
"""Reason of a dead letter whose bytes no codec can read."""

RETRIES_EXHAUSTED: Final = "RETRIES_EXHAUSTED"
"""Reason of a dead letter that was put off too often."""

POISON: Final = "POISON"
"""Reason of a dead letter whose item ended the process that tried it."""
