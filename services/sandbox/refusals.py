"""What the sandbox says no to, as networks do: a status, a code for programs, a sentence for people."""

from __future__ import annotations

from typing import Final

MAX_LENGTH: Final = 500
"""Longest post in characters, without the handles at its head: whom it is for costs no words."""


class Refusal(Exception):
    """A request the sandbox does not fulfil.

    Attributes:
        status: HTTP status.
        code: stable name of the problem.
        message: the problem in a sentence.
        retry_after: seconds to wait; None when waiting does not help.
    """

    def __init__(self, status: int, code: str, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after


def not_found(what: str) -> Refusal:
    return Refusal(404, "not_found", f"There is no {what}.")


def gone() -> Refusal:
    return Refusal(410, "gone", "That post was deleted.")


def not_yours() -> Refusal:
    return Refusal(403, "not_yours", "Only its author can change a post.")


def bad_token() -> Refusal:
    return Refusal(401, "bad_token", "Send the token of an account as `Authorization: Bearer`.")


def too_long(length: int) -> Refusal:
    return Refusal(422, "too_long", f"A post has at most {MAX_LENGTH} characters, this has {length}.")


def empty() -> Refusal:
    return Refusal(422, "empty", "A post needs words.")


def key_reused() -> Refusal:
    return Refusal(422, "key_reused", "That Idempotency-Key was used for another post.")


def slow_down(seconds: float) -> Refusal:
    return Refusal(429, "slow_down", f"Too many posts; wait {seconds:.0f} seconds.", retry_after=seconds)
