"""What whoever signs in is refused for."""

from __future__ import annotations

from services.common.model import errors


class WrongCredentials(errors.Refusal):
    """Name, password or code do not fit."""

    reason = "WRONG_CREDENTIALS"


class CodeNeeded(errors.Refusal):
    """The password fits, and a code is asked for."""

    reason = "CODE_NEEDED"


class Locked(errors.Refusal):
    """Too many wrong passwords in a row."""

    reason = "TOO_FAST"

    def __init__(self, seconds: float) -> None:
        self.retry_seconds = max(1, round(seconds))
        super().__init__(
            f"Too many wrong tries; wait {self.retry_seconds} seconds, or have an administrator reset it."
        )
