"""What it means when Reddit says no, to reading and to answering."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import aiohttp
import httpx
from asyncprawcore.exceptions import AsyncPrawcoreException, OAuthException, RequestException

from services.listener.sources import answers, base

WHAT: Final = "Reddit"
UNAUTHORIZED: Final = 401

_LONGEST_WAIT_SECONDS: Final = 86_400.0
_PAUSE: Final = re.compile(r"(\d{1,4}) (millisecond|second|minute|hour)")
_UNITS: Final = {"millisecond": 0.001, "second": 1.0, "minute": 60.0, "hour": 3600.0}
_SENTENCES: Final[Mapping[str, str]] = {
    "TOO_LONG": "the answer is too long; it takes 10,000 characters at most.",
    "NO_TEXT": "the answer has no words; write some.",
    "DELETED_COMMENT": "the comment was deleted; there is nothing to answer any more.",
    "DELETED_LINK": "the post was deleted; there is nothing to answer any more.",
    "THREAD_LOCKED": "the thread is locked; nobody can answer in it any more.",
    "TOO_OLD": "the thread is archived; nobody can answer in it any more.",
    "SUBREDDIT_NOTALLOWED": "the subreddit does not let the account write; ask its moderators.",
    "USER_BLOCKED": "its author has blocked the account.",
    "NOT_AUTHOR": "it was written by another account.",
}


class Told(Exception):
    """Reddit answered with something else than success."""

    def __init__(self, status: int, headers: Mapping[str, str]) -> None:
        super().__init__(f"Reddit answers with {status}")
        self.status = status
        self.headers = {name.lower(): value for name, value in headers.items()}


FAILED: Final = (
    AsyncPrawcoreException,
    aiohttp.ClientError,
    OSError,
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
)
"""What the library raises when a request does not come to a good end, its slips over odd answers included."""


def status(error: Exception) -> int:
    """HTTP status Reddit answered with; 0 when it did not answer, or with success that cannot be read."""
    cause = _cause(error)
    return cause.status if isinstance(cause, Told) else 0


def failure(error: Exception) -> base.SourceError:
    """What a request that failed means to reading."""
    cause = _cause(error)
    if isinstance(cause, base.SourceError):
        return cause
    if isinstance(cause, Told):
        return _told(cause)
    if isinstance(cause, OAuthException):
        return base.SourceRejected(f"{WHAT} does not accept the account; connect it anew.")
    if _lost(cause):
        return base.SourceUnreachable(f"{WHAT} cannot be reached ({_describe(cause)}); it is tried again.")
    return base.SourceUnreachable(f"{WHAT} sent an answer that cannot be read; it is tried again.")


def outcome(error: Exception) -> base.ReplyOutcome:
    """What it means to something we sent."""
    cause = _cause(error)
    if isinstance(cause, base.SourceError):
        return answers.unsent(cause)
    if isinstance(cause, aiohttp.ClientConnectorError):
        return base.NeverLeft(f"{WHAT} gave no answer: {_describe(cause)}.")
    if not isinstance(cause, Told):
        said = f"gave no answer: {_describe(cause)}" if _lost(cause) else "sent an answer that cannot be read"
        return base.Unknown(f"{WHAT} {said}.")
    if cause.status in {UNAUTHORIZED, httpx.codes.TOO_MANY_REQUESTS}:
        return answers.unsent(_told(cause))
    if httpx.codes.is_client_error(cause.status) and cause.status != httpx.codes.REQUEST_TIMEOUT:
        return base.Refused(
            f"{WHAT} does not let the account do that ({cause.status}); check its rights and the thread.",
            permanent=True,
        )
    return base.Unknown(f"{WHAT} failed with {cause.status}; it may have done it or not.")


def refused(errors: Sequence[Any], pause: Any) -> base.Refused:
    """What the errors inside of an answer mean: lists of a code, a sentence and a field.

    Args:
        errors: as Reddit gives them, at least one.
        pause: seconds it asks to wait, where it says so beside them.
    """
    first = errors[0] if isinstance(errors[0], list) and errors[0] else ["UNKNOWN"]
    code, said = str(first[0]), str(first[1] if len(first) > 1 and first[1] else "")
    if code == "RATELIMIT":
        return base.Refused(f"{WHAT} asks us to slow down.", False, _pause(said, pause))
    told = _SENTENCES.get(code) or f"{' '.join(said.split())[:300].rstrip('.')} ({code[:40]})."
    return base.Refused(f"{WHAT} refused it: {told}", permanent=True)


def _told(told: Told) -> base.SourceError:
    if told.status == httpx.codes.TOO_MANY_REQUESTS:
        return base.SourceRateLimited(f"{WHAT} asks us to slow down (429).", _wait(told.headers))
    if told.status == UNAUTHORIZED:
        return base.SourceRejected(f"{WHAT} does not accept the account (401); connect it anew.")
    try:
        answers.check(httpx.Response(told.status, headers=dict(told.headers)), WHAT)
    except base.SourceError as error:
        return error
    return base.SourceUnreachable(f"{WHAT} answers with {told.status}; it is tried again.")


def _wait(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait: Reddit's own header tells seconds to the next window, not a moment."""
    asked = answers.retry_after(httpx.Response(429, headers=dict(headers)))
    return asked if asked is not None else _seconds(headers.get("x-ratelimit-reset"))


def _pause(said: str, pause: Any) -> float | None:
    if (seconds := _seconds(pause)) is not None:
        return seconds
    found = _PAUSE.search(said)
    return float(found[1]) * _UNITS[found[2]] if found else None


def _seconds(value: Any) -> float | None:
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        return None
    return min(max(seconds, 0.0), _LONGEST_WAIT_SECONDS) if math.isfinite(seconds) else None


def _cause(error: Exception) -> Exception:
    return error.original_exception if isinstance(error, RequestException) else error


def _lost(cause: Exception) -> bool:
    if isinstance(cause, aiohttp.ClientResponseError):
        return False  # there is an answer, only not in the form that was asked for
    return isinstance(cause, aiohttp.ClientError | OSError)


def _describe(cause: Exception) -> str:
    if isinstance(cause, aiohttp.ClientConnectorError):
        return "connection refused"
    return "no answer in time" if isinstance(cause, TimeoutError) else "connection lost"
